//! Which command is allowed in which status, and by when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::planning::taken;
use super::{Booking, Status};
use crate::availability::running_second;
use crate::policy::BookingPolicy;
use crate::refusal::Refusal;
use crate::values::{Minutes, Notes};

/// On whose behalf a command comes; the shop's people are not bound by the notice rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Customer,
    Shop,
    System,
}

/// What can be asked of an existing booking; moving it in time is [`super::replan`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    Confirm,
    /// What was held becomes a booking, as one made anew would begin.
    TakeOffer,
    Reject {
        reason: Option<Notes>,
    },
    Cancel {
        reason: Option<Notes>,
    },
    CheckIn,
    Complete,
    MarkNoShow,
    /// The customer says that they come.
    Acknowledge,
    /// The hold's time has passed.
    Expire,
}

/// What happened to a booking; the name on the bus is `Booking` + the variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventKind {
    #[serde(rename = "BookingRequested")]
    Requested,
    #[serde(rename = "BookingConfirmed")]
    Confirmed,
    #[serde(rename = "BookingRejected")]
    Rejected,
    #[serde(rename = "BookingRescheduled")]
    Rescheduled,
    #[serde(rename = "BookingCancelled")]
    Cancelled,
    #[serde(rename = "BookingCheckedIn")]
    CheckedIn,
    #[serde(rename = "BookingCompleted")]
    Completed,
    #[serde(rename = "BookingMarkedNoShow")]
    MarkedNoShow,
    /// A time is held for somebody.
    #[serde(rename = "BookingHeld")]
    Held,
    /// What was held was given up.
    #[serde(rename = "BookingReleased")]
    Released,
    #[serde(rename = "BookingExpired")]
    Expired,
    #[serde(rename = "BookingUpdated")]
    Updated,
    #[serde(rename = "BookingAcknowledged")]
    Acknowledged,
}

impl EventKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "BookingRequested",
            Self::Confirmed => "BookingConfirmed",
            Self::Rejected => "BookingRejected",
            Self::Rescheduled => "BookingRescheduled",
            Self::Cancelled => "BookingCancelled",
            Self::CheckedIn => "BookingCheckedIn",
            Self::Completed => "BookingCompleted",
            Self::MarkedNoShow => "BookingMarkedNoShow",
            Self::Held => "BookingHeld",
            Self::Released => "BookingReleased",
            Self::Expired => "BookingExpired",
            Self::Updated => "BookingUpdated",
            Self::Acknowledged => "BookingAcknowledged",
        }
    }
}

impl Booking {
    /// The booking after the command, and the event that tells of it.
    ///
    /// A transition to an active status must also pass the conflict rule, which needs the day books:
    /// see [`crate::availability::is_free`].
    ///
    /// # Errors
    /// The [`Refusal`] of the first rule that forbids it.
    pub fn apply(
        &self,
        command: Command,
        by: By,
        policy: &BookingPolicy,
        now: DateTime<Utc>,
    ) -> Result<(Booking, EventKind), Refusal> {
        let mut next = self.clone();
        next.updated_at = now;
        let event = match command {
            Command::Confirm => self.confirm(&mut next, now)?,
            Command::TakeOffer => {
                self.require(&[Status::Held])?;
                self.confirm(&mut next, now)?;
                let (status, event) = taken(by, policy);
                next.status = status;
                event
            }
            Command::Reject { reason } => {
                self.require(&[Status::Pending])?;
                next.close(Status::Rejected, reason);
                EventKind::Rejected
            }
            Command::Cancel { reason } => {
                self.require(&[Status::Held, Status::Pending, Status::Confirmed])?;
                self.refuse_late(by, policy, now)
                    .map_err(|notice| Refusal::TooLateToCancel { notice })?;
                next.close(Status::Cancelled, reason);
                // Nobody was ever told of a booking, so nobody is told that it is off.
                if self.status == Status::Held {
                    EventKind::Released
                } else {
                    EventKind::Cancelled
                }
            }
            Command::CheckIn => {
                self.require(&[Status::Confirmed])?;
                next.status = Status::CheckedIn;
                EventKind::CheckedIn
            }
            Command::Complete => {
                self.require(&[Status::Confirmed, Status::CheckedIn])?;
                // Somebody who has checked in is there, so a visit that begins early may end early.
                if self.status == Status::Confirmed && now < self.span.start() {
                    return Err(Refusal::NotYetStarted);
                }
                next.status = Status::Completed;
                EventKind::Completed
            }
            Command::MarkNoShow => {
                self.require(&[Status::Confirmed])?;
                if now < self.span.start() {
                    return Err(Refusal::NotYetStarted);
                }
                next.status = Status::NoShow;
                EventKind::MarkedNoShow
            }
            Command::Acknowledge => {
                self.require(&[Status::Confirmed])?;
                if self.span.start() <= now {
                    return Err(Refusal::InThePast);
                }
                next.acknowledged_at = Some(now);
                EventKind::Acknowledged
            }
            Command::Expire => {
                self.require(&[Status::Held])?;
                if self.held_until.is_some_and(|until| now < until) {
                    return Err(Refusal::NotAllowedNow { status: self.status });
                }
                next.close(Status::Cancelled, None);
                EventKind::Expired
            }
        };
        Ok((next, event))
    }

    fn confirm(&self, next: &mut Booking, now: DateTime<Utc>) -> Result<EventKind, Refusal> {
        self.require(&[Status::Held, Status::Pending])?;
        self.refuse_passed_hold(now)?;
        // Rule 6: nothing becomes active in the past.
        if self.span.start() <= now {
            return Err(Refusal::InThePast);
        }
        next.status = Status::Confirmed;
        next.held_until = None;
        next.offered_to = None;
        Ok(EventKind::Confirmed)
    }

    fn close(&mut self, status: Status, reason: Option<Notes>) {
        self.status = status;
        self.closing_reason = reason;
        self.held_until = None;
        // RFC 5546: recipients ignore a cancellation whose SEQUENCE did not rise.
        self.sequence = self.sequence.saturating_add(1);
    }

    pub(super) fn require(&self, allowed: &[Status]) -> Result<(), Refusal> {
        if allowed.contains(&self.status) {
            Ok(())
        } else {
            Err(Refusal::NotAllowedNow { status: self.status })
        }
    }

    /// A passed hold holds nothing, whether or not a job has cleared it away.
    pub(super) fn refuse_passed_hold(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let passed = self.status == Status::Held && self.held_until.is_some_and(|until| now >= until);
        if passed { Err(Refusal::HoldExpired) } else { Ok(()) }
    }

    /// Rule 7, inclusive: exactly at the limit is still in time. A booking the shop has not accepted may be
    /// withdrawn at any moment. The error is the notice asked for.
    pub(super) fn refuse_late(&self, by: By, policy: &BookingPolicy, now: DateTime<Utc>) -> Result<(), Minutes> {
        let bound = by == By::Customer && self.status == Status::Confirmed;
        let latest = self.span.start().checked_sub_signed(policy.cancel_notice.delta());
        if bound && latest.is_none_or(|latest| running_second(now) > latest) {
            Err(policy.cancel_notice)
        } else {
            Ok(())
        }
    }

    /// Whether the customer may still cancel, and the last instant for it.
    #[must_use]
    pub fn cancellable_until(&self, policy: &BookingPolicy) -> Option<DateTime<Utc>> {
        match self.status {
            Status::Confirmed => self.span.start().checked_sub_signed(policy.cancel_notice.delta()),
            Status::Held | Status::Pending => Some(self.span.start()),
            _ => None,
        }
    }
}
