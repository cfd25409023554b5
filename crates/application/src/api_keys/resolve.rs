//! Whom a key stands for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use booking_rules::ids::ApiKeyId;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use store::{ApiKey, KeyUse, Membership};
use subtle::ConstantTimeEq;

use super::{Bearer, may_be_given};
use crate::access::{Identity, Limits, Permission, PermissionSet};
use crate::app::App;
use crate::failure::Failure;

/// A use is written down at most this often.
const BETWEEN_NOTES: TimeDelta = TimeDelta::hours(1);
/// No request waits longer for that.
const PATIENCE: Duration = Duration::from_millis(250);
/// Keys remembered by one process; past it all are forgotten, which costs one refused write each.
const REMEMBERED: usize = 1_000;

/// Which keys this process has noted the use of.
#[derive(Debug, Default)]
pub(crate) struct KeyUses(Mutex<HashMap<ApiKeyId, DateTime<Utc>>>);

impl KeyUses {
    /// Whether a note is due, which is then taken as written.
    fn is_due(&self, id: ApiKeyId, now: DateTime<Utc>) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= REMEMBERED {
            noted.clear();
        }
        let last = noted.insert(id, now);
        let recent = last.filter(|last| (*last..*last + BETWEEN_NOTES).contains(&now));
        if let Some(last) = recent {
            noted.insert(id, last);
        }
        recent.is_none()
    }
}

/// Whom a key stands for: its maker, in the place they hold in the business now, with what the key was given of it.
///
/// Two GetItem: the key, and only when its secret is right the maker's place.
///
/// # Errors
/// [`Failure::Unproven`], whatever is wrong.
pub async fn resolve(app: &App, shown: &str) -> Result<Identity, Failure> {
    let bearer = Bearer::parse(shown).ok_or(Failure::Unproven)?;
    let key = app.store.api_key(bearer.id).await?.map(|key| key.record);
    let hash = bearer.secret_hash();
    let proven = |key: &ApiKey| bool::from(hash.as_bytes().ct_eq(key.secret_hash.as_bytes()));
    let key = key
        .filter(|key| proven(key) && app.now() < key.expires_at)
        .ok_or(Failure::Unproven)?;
    let place = app.store.membership(key.created_by, bearer.id.business()).await?;
    let place = place.ok_or(Failure::Unproven)?.record;
    note(app, &key).await;
    Ok(identity(&key, &place))
}

fn identity(key: &ApiKey, place: &Membership) -> Identity {
    let held = Limits::from(place);
    let names = key.permissions.iter().filter_map(|name| Permission::parse(name));
    let given: PermissionSet = names
        .filter(|permission| may_be_given(*permission))
        .filter(|permission| held.permissions.is_none_or(|held| held.contains(*permission)))
        .collect();
    Identity {
        business: Some(place.business),
        staff: place.staff,
        limits: Limits {
            permissions: Some(given),
            ..held
        },
        key: Some(key.id),
        // A second factor is asked of humans; whoever made the key has shown it.
        second_factor: true,
        ..Identity::new(place.account, place.role.into())
    }
}

/// Writes the use down, as well as can be: it neither fails nor holds up the request.
async fn note(app: &App, key: &ApiKey) {
    let now = app.now();
    if !app.key_uses.is_due(key.id, now) {
        return;
    }
    let used = KeyUse {
        id: key.id,
        used_at: now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(now),
        expires_at: key.expires_at,
    };
    let written = app.store.note_key_use(&used, used.used_at - BETWEEN_NOTES);
    match tokio::time::timeout(PATIENCE, written).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(api_key = %key.id, %error, "the use of a key was not noted"),
        Err(_) => tracing::warn!(api_key = %key.id, "the use of a key was not noted in time"),
    }
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::BusinessId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_use_is_noted_once_an_hour() {
        let id = ApiKeyId::new(BusinessId::from_uuid(Uuid::nil()), Uuid::nil());
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let uses = KeyUses::default();
        let due: Vec<_> = [0, 1, 59, 60, 61, 119, 120, 30].map(|m| uses.is_due(id, at(m))).into();
        assert_eq!(due, [true, false, false, true, false, false, true, true]);
    }
}
