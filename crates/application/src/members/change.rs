//! Changing what a member is given, and removing one.

use booking_rules::ids::{AccountId, BusinessId, CustomerId, ShopId, StaffId};
use store::{Commit, CommitError, Entity, MemberRole, Membership, Scope, Versioned};

use super::{Given, owners, told_changed, told_removed};
use crate::access::PermissionSet;
use crate::app::App;
use crate::author::Author;
use crate::changes::expect_version;
use crate::failure::Failure;
use crate::retry;

/// What may change about a member. The outer `Option` is "leave it", an inner one "clear it".
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    pub role: Option<MemberRole>,
    pub staff_card: Option<Option<StaffId>>,
    pub permissions: Option<Option<PermissionSet>>,
    pub shops: Option<Scope<ShopId>>,
    pub staff: Option<Scope<StaffId>>,
    pub customers: Option<Scope<CustomerId>>,
}

impl MemberChange {
    /// Who stops being a manager loses what cut that place to measure; to say it anew is a fault that the check finds.
    fn apply(self, before: Given) -> Given {
        let role = self.role.unwrap_or(before.role);
        let before = if role == MemberRole::Manager {
            before
        } else {
            before.unlimited()
        };
        Given {
            role,
            staff_card: self.staff_card.unwrap_or(before.staff_card),
            permissions: self.permissions.unwrap_or(before.permissions),
            shops: self.shops.unwrap_or(before.shops),
            staff: self.staff.unwrap_or(before.staff),
            customers: self.customers.unwrap_or(before.customers),
        }
    }
}

/// Changes a member's role, or what a manager may do and to whose things; it holds from the member's next request.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Stale`] against `expected`, [`Failure::Invalid`] for what the business does not have,
/// [`Failure::Conflict`] `last_owner`.
pub async fn update(
    app: &App,
    business: BusinessId,
    account: AccountId,
    change: MemberChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Membership>, Failure> {
    let catalogue = app.catalogue(business).await?;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = expect_version(member(app, business, account).await?, expected)?;
        let (before, version) = (found.record, found.version);
        let given = change.clone().apply(Given::of(&before));
        given.check(app, &catalogue).await?;
        // What they want to be written to about is theirs to change.
        let after = Membership {
            letters: before.letters,
            ..given.place(account, business)
        };
        if after == before {
            return Ok(Versioned { record: after, version });
        }
        let mut commit = Commit::new();
        commit.replace(&after, Some(version))?;
        owners::keep(app, &mut commit, business, account, Some(before.role), Some(after.role)).await?;
        told_changed(&after, author).add_to(app, &mut commit)?;
        if committed(app, &commit).await? {
            let version = version + 1;
            return Ok(Versioned { record: after, version });
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Removes a member, or lets one leave; from its next request it finds nothing of the business.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Conflict`] `last_owner`.
pub async fn remove(
    app: &App,
    business: BusinessId,
    account: AccountId,
    author: &Author,
) -> Result<Membership, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let Versioned { record, version } = member(app, business, account).await?;
        let mut commit = Commit::new();
        commit.delete(record.key(), version);
        owners::keep(app, &mut commit, business, account, Some(record.role), None).await?;
        told_removed(&record, author).add_to(app, &mut commit)?;
        if committed(app, &commit).await? {
            return Ok(record);
        }
    }
    Err(store::StoreError::Contention.into())
}

async fn member(app: &App, business: BusinessId, account: AccountId) -> Result<Versioned<Membership>, Failure> {
    app.store.membership(account, business).await?.ok_or(Failure::NotFound)
}

/// Whether it happened; if not, a record moved and the decision must be made anew.
async fn committed(app: &App, commit: &Commit) -> Result<bool, Failure> {
    match app.store.commit(commit).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
