//! The audit trail of a business: read it, and write down what was tried in vain. What was done is written by whoever does
//! it, in the same transaction.

use std::time::Duration;

use booking_rules::ids::{AccountId, ApiKeyId, BusinessId, EventId};
use booking_rules::time::Span;
use chrono::{DateTime, Timelike, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
pub use store::{Actor, AuditCursor, AuditPage, Event};
use store::{AuditQuery, Place, keys};

use crate::access::{Permission, Role};
use crate::app::App;
use crate::failure::Failure;

/// Which events to list.
#[derive(Debug, Clone)]
pub struct AuditFilter {
    pub period: Span,
    /// Those that this account caused.
    pub actor: Option<AccountId>,
    /// Those of this type: `BookingCancelled`.
    pub kind: Option<String>,
}

/// What was done and tried in a business, newest first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(
    app: &App,
    business: BusinessId,
    filter: AuditFilter,
    limit: usize,
    after: Option<AuditCursor>,
) -> Result<AuditPage, Failure> {
    let query = AuditQuery {
        business,
        from: filter.period.start(),
        to: filter.period.end(),
        limit,
        after,
    };
    let by = |account| move |event: &Event| matches!(event.actor, Actor::Account { account: by, .. } if by == account);
    let wanted = |event: &Event| {
        filter.actor.is_none_or(|account| by(account)(event))
            && filter.kind.as_ref().is_none_or(|kind| event.kind == *kind)
    };
    Ok(app.store.audit(query, wanted).await?)
}

/// A refusal waits no longer than this for its own record.
const PATIENCE: Duration = Duration::from_millis(250);

/// A signed-in human asked for what their role does not allow, or for another tenant's thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedTry {
    pub account: AccountId,
    pub role: Role,
    /// By which a server tried, if one did.
    pub key: Option<ApiKeyId>,
    /// The business the caller acts for, and to whose audit trail the try belongs.
    pub business: Option<BusinessId>,
    /// What the operation asks for.
    pub permission: Permission,
}

/// Writes a refused try down: once an hour for each account and operation, however often it is repeated. It neither
/// fails nor holds up the refusal; what is lost to an outage is told in the log.
pub async fn refused(app: &App, tried: &RefusedTry, operation: &str, place: Option<Place>, trace: Option<String>) {
    let event = event(tried, operation, place, trace, app.now());
    match tokio::time::timeout(PATIENCE, app.store.write_once(&event)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => lost(tried, operation, &error.to_string()),
        Err(_) => lost(tried, operation, "too slow"),
    }
}

fn lost(tried: &RefusedTry, operation: &str, reason: &str) {
    tracing::warn!(account = %tried.account, operation, reason, "audit.refusal_lost");
}

fn event(
    tried: &RefusedTry,
    operation: &str,
    place: Option<Place>,
    trace: Option<String>,
    now: DateTime<Utc>,
) -> Event {
    Event {
        id: id(tried, operation, now),
        partition: keys::refused_partition(tried.business, tried.account, now.date_naive()),
        kind: "AccessRefused".to_owned(),
        version: 1,
        business_id: tried.business,
        occurred_at: now,
        actor: Actor::Account {
            account: tried.account,
            role: tried.role.to_string(),
            key: tried.key,
        },
        trace,
        place,
        data: json!({ "operation": operation, "permission": tried.permission.as_str() }),
    }
}

/// Follows from account, business, operation and hour, so that a repetition finds the record there. The first six bytes
/// are the hour, as in the ids that a clock gives.
fn id(tried: &RefusedTry, operation: &str, now: DateTime<Utc>) -> EventId {
    let seconds_into = i64::from(now.minute() * 60 + now.second());
    let hour = (now.timestamp() - seconds_into) * 1000;
    let business = tried.business.map(|b| b.to_string()).unwrap_or_default();
    let digest = Sha256::digest(format!("{}\n{business}\n{operation}\n{hour}", tried.account));
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&hour.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&digest[..10]);
    // RFC 9562, 5.8: version 8 is for ids made to one's own recipe.
    EventId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_try_has_one_id_an_hour() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let tried = RefusedTry {
            account: AccountId::new(Uuid::from_u128(7)),
            key: None,
            role: Role::Staff,
            business: None,
            permission: Permission::ManageStaff,
        };
        let first = id(&tried, "staff-create", at("2027-03-08T09:00:00Z"));
        assert_eq!(first, id(&tried, "staff-create", at("2027-03-08T09:59:59Z")));
        assert_ne!(first, id(&tried, "staff-create", at("2027-03-08T10:00:00Z")));
        assert_ne!(first, id(&tried, "staff-archive", at("2027-03-08T09:00:00Z")));
    }
}
