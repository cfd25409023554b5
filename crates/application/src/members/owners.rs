//! A business never loses its last owner.

use booking_rules::ids::{AccountId, BusinessId};
use store::{Commit, MemberRole, Owners};

use crate::app::App;
use crate::failure::Failure;

/// Adds the change of an ownership, if it is one, to the commit of the change itself. The record is replaced under the
/// version it was read at: of two owners who remove each other at the same instant, one decides again and is refused.
pub(super) async fn keep(
    app: &App,
    commit: &mut Commit,
    business: BusinessId,
    account: AccountId,
    was: Option<MemberRole>,
    becomes: Option<MemberRole>,
) -> Result<(), Failure> {
    let (was, becomes) = (was == Some(MemberRole::Owner), becomes == Some(MemberRole::Owner));
    if was == becomes {
        return Ok(());
    }
    let (mut owners, version) = match app.store.owners(business).await? {
        Some(found) => (found.record, Some(found.version)),
        None => (founder(app, business).await?, None),
    };
    owners.owners.retain(|owner| *owner != account);
    if becomes {
        owners.owners.push(account);
    }
    if owners.owners.is_empty() {
        return Err(Failure::Conflict("last_owner"));
    }
    commit.replace(&owners, version)?;
    Ok(())
}

/// Of a business founded before owners were kept: nobody else could become one.
async fn founder(app: &App, business: BusinessId) -> Result<Owners, Failure> {
    let found = app.store.business(business).await?.ok_or(Failure::NotFound)?;
    Ok(Owners {
        business,
        owners: vec![found.record.owner],
    })
}
