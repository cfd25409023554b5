//! A refresh token is used once and answered with the next.
//!
//! Of two uses of one token, in whichever order they arrive, the first is answered and the second ends the session: it
//! cannot be known which of the two was the thief's. A lost answer therefore costs a sign-in.

use booking_rules::ids::{AccountId, SessionId};
use chrono::TimeDelta;
use store::{Account, Commit, CommitError, Session, StoreError, Versioned, digest, keys};
use subtle::ConstantTimeEq;

use super::journal::of_session;
use super::letters::{LetterKind, to_email};
use super::sessions::{REFRESH_TOKEN_LIFE, RefreshToken, SignedIn, fresh_secret};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// How long the letter about a revoked session is worth sending.
const NEWS: TimeDelta = TimeDelta::hours(24);

/// The parts of a refresh token, in the order they are written in.
struct Parts<'a> {
    account: AccountId,
    session: SessionId,
    family: &'a str,
    secret: &'a str,
}

impl<'a> Parts<'a> {
    fn read(token: &'a str) -> Option<Self> {
        let mut parts = token.split('.');
        let (account, session) = (parts.next()?, parts.next()?);
        let (family, secret) = (parts.next()?, parts.next()?);
        parts.next().is_none().then_some(())?;
        Some(Self {
            account: format!("acc_{account}").parse().ok()?,
            session: format!("ses_{session}").parse().ok()?,
            family,
            secret,
        })
    }
}

fn is_digest_of(digest_kept: &str, secret: &str) -> bool {
    digest(secret).as_bytes().ct_eq(digest_kept.as_bytes()).into()
}

/// Uses a refresh token: the session goes on, with the next token.
///
/// # Errors
/// [`Failure::Unproven`] for anything but the newest token of a session that is still good; an older one ends it.
pub async fn refresh(app: &App, token: &str, author: &Author) -> Result<(SignedIn, RefreshToken), Failure> {
    let parts = Parts::read(token).ok_or(Failure::Unproven)?;
    let found = app.store.session(parts.account, parts.session).await?;
    let Versioned {
        record: session,
        version,
    } = found
        .filter(|session| session.record.expires_at > app.now())
        .ok_or(Failure::Unproven)?;
    if !is_digest_of(&session.family_hash, parts.family) {
        return Err(Failure::Unproven);
    }
    let account = app.store.account(parts.account).await?;
    let account = account.map(|a| a.record).filter(|account| !account.closed);
    let account = account.ok_or(Failure::Unproven)?;
    if !is_digest_of(&session.token_hash, parts.secret) {
        return revoke(app, &account, &session, author).await;
    }
    let secret = fresh_secret(app);
    let now = app.now();
    let next = Session {
        token_hash: digest(&secret),
        last_used_at: now,
        expires_at: now + REFRESH_TOKEN_LIFE,
        ..session
    };
    match app.store.replace(&next, version).await {
        Ok(()) => {}
        // Somebody used the same token a moment ago.
        Err(CommitError::Moved(_)) => return revoke(app, &account, &next, author).await,
        Err(CommitError::Store(error)) => return Err(error.into()),
    }
    let token = RefreshToken::of(&next, parts.family, &secret);
    Ok((SignedIn { account, session: next }, token))
}

/// Ends the session whose token was used twice, once, however many uses there were.
async fn revoke<T>(app: &App, account: &Account, session: &Session, author: &Author) -> Result<T, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let Some(found) = app.store.session(account.id, session.id).await? else {
            return Err(Failure::Unproven);
        };
        let mut commit = Commit::new();
        commit.delete(keys::session(account.id, session.id), found.version);
        commit.create(&author.account_event(app, account.id, "SessionRevoked", of_session(session)))?;
        if let Some(email) = account.email.clone() {
            let kind = LetterKind::SessionRevoked;
            commit.create(&to_email(app, kind, email, account.locale, &[], NEWS))?;
        }
        match app.store.commit(&commit).await {
            Ok(()) => return Err(Failure::Unproven),
            Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::Contention.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_parts_are_a_token() {
        let id = "0".repeat(26);
        assert!(Parts::read(&format!("{id}.{id}.family.secret")).is_some());
        for bad in ["", "a.b.c.d", &format!("{id}.{id}.f"), &format!("{id}.{id}.f.s.x")] {
            assert!(Parts::read(bad).is_none(), "{bad}");
        }
    }
}
