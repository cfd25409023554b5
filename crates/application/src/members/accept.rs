//! Taking an invitation up.

use std::str::FromStr;

use booking_rules::ids::{BusinessId, IdError};
use store::{Commit, CommitError, Entity, Membership, Versioned, digest};
use subtle::ConstantTimeEq;

use super::{owners, told_joined};
use crate::access::Identity;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// The token of an invitation's link: to which business, and the secret. Which invitation follows from who brings it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken {
    business: BusinessId,
    secret: String,
}

impl FromStr for InvitationToken {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (business, secret) = text.split_once('.').ok_or(IdError)?;
        Ok(Self {
            business: business.parse()?,
            secret: secret.to_owned(),
        })
    }
}

impl std::fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InvitationToken({}, ***)", self.business)
    }
}

/// Gives the account the place it was invited to, or changes the one it has. Good once, and only for the account whose
/// verified address was invited.
///
/// # Errors
/// [`Failure::NotFound`] whatever is wrong with token or account; [`Failure::Conflict`] `last_owner` when the only owner
/// would become something else.
pub async fn accept(
    app: &App,
    token: &InvitationToken,
    caller: &Identity,
    author: &Author,
) -> Result<Versioned<Membership>, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if let Some(place) = attempt(app, token, caller, author).await? {
            return Ok(place);
        }
    }
    Err(store::StoreError::Contention.into())
}

/// `None` when a record moved and the decision must be made anew.
async fn attempt(
    app: &App,
    token: &InvitationToken,
    caller: &Identity,
    author: &Author,
) -> Result<Option<Versioned<Membership>>, Failure> {
    let business = token.business;
    let account = caller.account;
    let holder = app.store.account(account).await?.map(|found| found.record);
    // Somebody whose token we believe, but who has no record, is who the token says.
    let email = match holder {
        Some(holder) => holder.email.filter(|_| !holder.closed),
        None => caller.email.clone(),
    };
    let email = email.ok_or(Failure::NotFound)?;
    let Versioned {
        record: invitation,
        version,
    } = app.store.invitation(business, &email).await?.ok_or(Failure::NotFound)?;
    let same = bool::from(digest(&token.secret).as_bytes().ct_eq(invitation.token_hash.as_bytes()));
    if !same || invitation.expires_at <= app.now() {
        return Err(Failure::NotFound);
    }
    let before = app.store.membership(account, business).await?;
    let place = invitation.place_of(account);
    let was = before.as_ref().map(|found| found.record.role);
    let seen = before.map(|found| found.version);
    let mut commit = Commit::new();
    commit.delete(invitation.key(), version);
    commit.replace(&place, seen)?;
    owners::keep(app, &mut commit, business, account, was, Some(place.role)).await?;
    told_joined(&place, &invitation, author).add_to(app, &mut commit)?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(Versioned {
            record: place,
            version: seen.map_or(1, |version| version + 1),
        })),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
