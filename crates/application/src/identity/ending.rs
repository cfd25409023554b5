//! Sessions as their owner sees them, and how they end. A session that ended takes its refresh token with it at once;
//! access tokens given out before live out their quarter of an hour.

use booking_rules::ids::{AccountId, SessionId};
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Commit, CommitError, Event, Session, Versioned, keys};

use super::journal::of_session;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// Sessions ended in one transaction; the rest of it needs a handful of the hundred writes.
const AT_ONCE: usize = 80;

/// The sessions of an account that are still good, newest first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, account: AccountId) -> Result<Vec<Session>, Failure> {
    let now = app.now();
    let found = app.store.sessions(account).await?;
    let mut good: Vec<_> = found
        .into_iter()
        .map(|session| session.record)
        .filter(|session| session.expires_at > now)
        .collect();
    good.sort_by_key(|session| std::cmp::Reverse(session.created_at));
    Ok(good)
}

/// Ends the session that asks for it. One that has ended already is as signed out as can be.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn sign_out(app: &App, account: AccountId, session: SessionId, author: &Author) -> Result<(), Failure> {
    let event = |session: &Session| author.account_event(app, account, "SignedOut", of_session(session));
    match end(app, account, session, event).await {
        Ok(_) | Err(Failure::NotFound) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Ends any session of the account; as it was.
///
/// # Errors
/// [`Failure::NotFound`] when it has ended already, or is somebody else's.
pub async fn revoke(app: &App, account: AccountId, session: SessionId, author: &Author) -> Result<Session, Failure> {
    let event = |session: &Session| author.account_event(app, account, "SessionRevoked", of_session(session));
    end(app, account, session, event).await
}

async fn end(
    app: &App,
    account: AccountId,
    session: SessionId,
    event: impl Fn(&Session) -> Event,
) -> Result<Session, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = app.store.session(account, session).await?;
        let Versioned { record, version } = found
            .filter(|session| session.record.expires_at > app.now())
            .ok_or(Failure::NotFound)?;
        let mut commit = Commit::new();
        commit.delete(keys::session(account, session), version);
        commit.create(&event(&record))?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(record),
            Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Ends every session of the account; how many there were.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn end_all(app: &App, account: AccountId, author: &Author) -> Result<usize, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let mut commit = Commit::new();
        let ended = end_all_in(app, &mut commit, account).await?;
        let told = json!({ "account_id": account, "sessions": ended });
        commit.create(&author.account_event(app, account, "SignedOutEverywhere", told))?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(ended),
            Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Ends what slipped in while every session was being ended.
pub(super) async fn end_begun_before(app: &App, account: AccountId, at: DateTime<Utc>) -> Result<(), Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let mut late = app.store.sessions(account).await?;
        late.retain(|session| session.record.created_at <= at);
        late.truncate(AT_ONCE);
        if late.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::new();
        for session in &late {
            commit.delete(keys::session(account, session.record.id), session.version);
        }
        match app.store.commit(&commit).await {
            Ok(()) | Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Adds the end of every session to a commit. More than fit into it end before.
pub(super) async fn end_all_in(app: &App, commit: &mut Commit, account: AccountId) -> Result<usize, Failure> {
    let sessions = app.store.sessions(account).await?;
    let (last, before) = sessions.split_at(sessions.len().min(AT_ONCE));
    for chunk in before.chunks(AT_ONCE) {
        let mut earlier = Commit::new();
        for session in chunk {
            earlier.delete(keys::session(account, session.record.id), session.version);
        }
        match app.store.commit(&earlier).await {
            // One of them moved; whoever called tries again with what is there then.
            Ok(()) | Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    for session in last {
        commit.delete(keys::session(account, session.record.id), session.version);
    }
    Ok(sessions.len())
}
