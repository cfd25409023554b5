//! Which roles of a business must have shown a second factor, remembered for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use booking_rules::catalog::MemberRole;
use booking_rules::ids::BusinessId;
use chrono::{DateTime, TimeDelta, Utc};

use crate::access::Role;
use crate::app::App;
use crate::failure::Failure;

/// How late a change of the setting may be noticed.
const KEPT: TimeDelta = TimeDelta::seconds(60);
/// Businesses kept at a time, so that a long-lived process stays small.
const MAX_KEPT: usize = 1_000;

type ReadAt = DateTime<Utc>;

/// The setting by business, with the instant it was read.
#[derive(Debug, Default)]
pub struct RequirementCache(Mutex<HashMap<BusinessId, (ReadAt, Vec<MemberRole>)>>);

impl RequirementCache {
    fn fresh(&self, business: BusinessId, now: DateTime<Utc>) -> Option<Vec<MemberRole>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, roles) = kept.get(&business)?;
        // A clock that was set back makes everything read "later" stale.
        (*read_at <= now && now - *read_at < KEPT).then(|| roles.clone())
    }

    fn keep(&self, business: BusinessId, now: DateTime<Utc>, roles: Vec<MemberRole>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(business, (now, roles));
    }

    /// After a change by this process, so that its own next request meets it.
    pub(crate) fn forget(&self, business: BusinessId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&business);
    }
}

impl App {
    /// Whether the business asks its members of this role for a second factor; known a minute late at most. One GetItem
    /// a minute and business.
    ///
    /// # Errors
    /// [`Failure::Unavailable`]: a setting that cannot be read lets nobody pass.
    pub async fn asks_for_second_factor(&self, business: BusinessId, role: Role) -> Result<bool, Failure> {
        let now = self.now();
        let asks = |roles: &[MemberRole]| roles.iter().any(|asked| Role::from(*asked) == role);
        if let Some(kept) = self.requirements.fresh(business, now) {
            return Ok(asks(&kept));
        }
        let found = self.store.business(business).await?;
        let roles = found.map(|b| b.record.second_factor_required_for).unwrap_or_default();
        let asked = asks(&roles);
        self.requirements.keep(business, now, roles);
        Ok(asked)
    }
}
