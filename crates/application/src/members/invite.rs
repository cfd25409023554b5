//! Inviting somebody by e-mail.

use booking_rules::ids::{BusinessId, InvitationId};
use booking_rules::values::Email;
use chrono::TimeDelta;
use store::{Catalogue, Commit, Invitation, MemberRole, digest};

use super::{Given, told_invited};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_email};
use crate::identity::limits::Limit;
use crate::identity::sessions::fresh_secret;
use crate::once::{Once, commit_once};
use crate::retry;

/// How long an invitation is good.
const LIFE: TimeDelta = TimeDelta::days(7);
/// A large team invites itself within a day; more is somebody sending mail in our name.
const INVITES: Limit = Limit::new("invite", 50, TimeDelta::days(1));
/// The front end's page; it sends the token to `members-accept`.
const PAGE: &str = "/invitations/accept";

/// Invites an address to a business. An invitation it had already stops being good.
///
/// # Errors
/// [`Failure::Invalid`] for what the business does not have, [`Failure::TooMany`] above the limit of a day.
pub async fn invite(
    app: &App,
    business: BusinessId,
    email: Email,
    given: Given,
    author: &Author,
    once: Option<&Once>,
) -> Result<Invitation, Failure> {
    let catalogue = app.catalogue(business).await?;
    given.check(app, &catalogue).await?;
    INVITES.count(app, &business.to_string()).await?;
    retry::unless_stale(app, None, || async {
        let before = app.store.invitation(business, &email).await?.map(|found| found.version);
        let secret = fresh_secret(app);
        let now = app.now();
        let id = InvitationId::new(business, app.new_uuid());
        let invitation = given
            .clone()
            .invitation(id, email.clone(), digest(&secret), now, now + LIFE);
        let mut commit = Commit::new();
        commit.replace(&invitation, before)?;
        commit.create(&letter(app, &catalogue, &invitation, &secret))?;
        told_invited(&invitation, author).add_to(app, &mut commit)?;
        commit_once(app, once, commit, invitation).await
    })
    .await
}

fn letter(app: &App, catalogue: &Catalogue, invitation: &Invitation, secret: &str) -> store::Letter {
    let business = &catalogue.business.record;
    let token = format!("{}.{secret}", business.id);
    let role = match invitation.role {
        MemberRole::Staff => "staff",
        MemberRole::Manager => "manager",
        MemberRole::Owner => "owner",
    };
    let facts = [
        ("business", business.name.to_string()),
        ("role", role.to_owned()),
        ("link", format!("{}{PAGE}?token={token}", app.links().public_base_url)),
    ];
    let email = invitation.email.clone();
    let letter = to_email(app, LetterKind::Invitation, email, business.locale, &facts, LIFE);
    from_business(letter, business.id)
}
