//! What webhooks can be told of, and which of it one wants.

use serde::{Deserialize, Serialize};

use crate::values::Invalid;

/// What happens to bookings and to what a business offers. Who belongs to the business, its keys, its webhooks and what was
/// tried in vain are no affair of a server outside.
const TOLD: [&str; 31] = [
    "BookingCancelled",
    "BookingCheckedIn",
    "BookingCompleted",
    "BookingConfirmed",
    "BookingExpired",
    "BookingHeld",
    "BookingMarkedNoShow",
    "BookingRejected",
    "BookingReleased",
    "BookingRequested",
    "BookingRescheduled",
    "BookingUpdated",
    "BusinessUpdated",
    "CategoryArchived",
    "CategoryCreated",
    "CategoryUpdated",
    "ClosureCreated",
    "ClosureDeleted",
    "ScheduleSet",
    "ServiceArchived",
    "ServiceCreated",
    "ServiceUpdated",
    "ShopCreated",
    "ShopSettingsUpdated",
    "ShopUpdated",
    "StaffArchived",
    "StaffCreated",
    "StaffServicesSet",
    "StaffUpdated",
    "TimeOffCreated",
    "TimeOffDeleted",
];
const ALL: &str = "*";

/// Which events a webhook wants: `*`, or their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HookEvents(Vec<String>);

impl HookEvents {
    /// Every event a webhook can be told of, in alphabetical order.
    #[must_use]
    pub fn known() -> &'static [&'static str] {
        &TOLD
    }

    /// One name as somebody wrote it.
    ///
    /// # Errors
    /// `unknown_event`.
    pub fn name(text: &str) -> Result<&'static str, Invalid> {
        let known = TOLD.iter().chain([&ALL]).find(|name| **name == text);
        known.copied().ok_or(Invalid::new("unknown_event"))
    }

    /// These names, each once; `*` makes the others superfluous.
    ///
    /// # Errors
    /// `required` for none.
    pub fn of(mut names: Vec<&'static str>) -> Result<Self, Invalid> {
        if names.is_empty() {
            return Err(Invalid::new("required"));
        }
        names.sort_unstable();
        names.dedup();
        if names.contains(&ALL) {
            names = vec![ALL];
        }
        Ok(Self(names.into_iter().map(str::to_owned).collect()))
    }

    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether it wants events of this type; what no webhook is told of, none wants.
    #[must_use]
    pub fn want(&self, kind: &str) -> bool {
        TOLD.contains(&kind) && self.0.iter().any(|name| name == kind || name == ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(names: &[&str]) -> Result<HookEvents, Invalid> {
        let names = names
            .iter()
            .map(|name| HookEvents::name(name))
            .collect::<Result<_, _>>()?;
        HookEvents::of(names)
    }

    #[test]
    fn everything_is_everything_a_webhook_may_know() {
        let all = events(&["BookingConfirmed", "*"]).unwrap();
        assert_eq!(all.names(), ["*"]);
        assert!(all.want("BookingCancelled") && all.want("ServiceUpdated"));
        for kind in ["ApiKeyCreated", "MemberJoined", "AccessRefused", "HookCreated", "*", ""] {
            assert!(!all.want(kind), "{kind}");
        }
    }

    #[test]
    fn names_are_wanted_as_they_are_written_and_kept_once() {
        let some = events(&["BookingConfirmed", "BookingCancelled", "BookingConfirmed"]).unwrap();
        assert_eq!(some.names(), ["BookingCancelled", "BookingConfirmed"]);
        assert!(some.want("BookingConfirmed") && !some.want("BookingRequested"));
        assert_eq!(events(&[]).unwrap_err().code, "required");
        for bad in ["bookingconfirmed", "Booking*", "ApiKeyCreated", "Ping", ""] {
            assert_eq!(events(&[bad]).unwrap_err().code, "unknown_event", "{bad}");
        }
    }
}
