//! Who belongs to a business: invited by e-mail, given a role and what of the business is theirs, changed, removed.

use std::collections::HashMap;

use booking_rules::ids::{AccountId, BusinessId};
use serde_json::json;
use store::{Account, Versioned};
pub use store::{Invitation, MemberRole, Membership};

use crate::access::{Limits, PermissionSet, Role};
use crate::app::App;
use crate::author::Author;
use crate::changes::Told;
use crate::failure::Failure;

mod accept;
mod change;
mod given;
mod invite;
mod owners;

pub use accept::{InvitationToken, accept};
pub use change::{MemberChange, remove, update};
pub use given::{Given, MAX_SCOPE};
pub use invite::invite;

/// A row of the list of members.
#[derive(Debug, Clone)]
pub enum Listed {
    Member(Versioned<Membership>),
    /// Not taken up yet, or no longer good.
    Invited(Invitation),
}

/// Everybody who belongs to a business, owners first, then who is invited.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, business: BusinessId) -> Result<Vec<Listed>, Failure> {
    let mut members = app.store.members(business).await?;
    members.sort_by_key(|m| (rank(m.record.role), m.record.account));
    let mut invited = app.store.invitations(business).await?;
    invited.sort_by_key(|i| i.id);
    let members = members.into_iter().map(Listed::Member);
    Ok(members.chain(invited.into_iter().map(Listed::Invited)).collect())
}

/// All that a place allows.
#[must_use]
pub fn permissions_of(place: &Membership) -> PermissionSet {
    let role = Role::from(place.role);
    let of_role: PermissionSet = role.permissions().iter().copied().collect();
    Limits::from(place)
        .permissions
        .map_or(of_role, |given| of_role.and(given))
}

/// The accounts behind some rows.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn accounts_of(app: &App, rows: &[Listed]) -> Result<HashMap<AccountId, Account>, Failure> {
    let ids: Vec<_> = rows
        .iter()
        .filter_map(|row| match row {
            Listed::Member(member) => Some(member.record.account),
            Listed::Invited(_) => None,
        })
        .collect();
    let found = app.store.accounts(&ids).await?;
    Ok(found.into_iter().map(|account| (account.id, account)).collect())
}

fn rank(role: MemberRole) -> u8 {
    match role {
        MemberRole::Owner => 0,
        MemberRole::Manager => 1,
        MemberRole::Staff => 2,
    }
}

fn told_invited<'a>(invitation: &Invitation, author: &'a Author) -> Told<'a> {
    Told {
        business: invitation.id.business(),
        kind: "MemberInvited",
        data: json!({ "invitation_id": invitation.id, "role": invitation.role }),
        author,
    }
}

fn told_joined<'a>(place: &Membership, invitation: &Invitation, author: &'a Author) -> Told<'a> {
    Told {
        business: place.business,
        kind: "MemberJoined",
        data: json!({ "account_id": place.account, "role": place.role, "invitation_id": invitation.id }),
        author,
    }
}

fn told_changed<'a>(place: &Membership, author: &'a Author) -> Told<'a> {
    Told {
        business: place.business,
        kind: "MemberChanged",
        data: json!({ "account_id": place.account, "role": place.role }),
        author,
    }
}

fn told_removed<'a>(place: &Membership, author: &'a Author) -> Told<'a> {
    Told {
        business: place.business,
        kind: "MemberRemoved",
        data: json!({ "account_id": place.account, "role": place.role }),
        author,
    }
}
