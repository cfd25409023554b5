//! What calls say of their webhook: one that takes none for a day is told of to its owners, and after three it is called no
//! more; never before they were told.

use booking_rules::catalog::Business;
use booking_rules::hooks::{HookUrl, Verdict, verdict};
use chrono::{DateTime, TimeDelta, Utc};
use store::{Commit, CommitError, Hook, HookDisabled, Letter, StoreError, Versioned};

use super::owners::letters_to_owners;
use super::registry::told;
use crate::app::App;
use crate::author::Author;
use crate::deliveries::Again;
use crate::failure::Failure;
use crate::identity::letters::LetterKind;

/// The name of whoever switches webhooks off, in the events that tell of it.
const JOB: &str = "deliver-hook";
/// A warning is of no use once the webhook was mended or switched off.
const WARNING_USEFUL_FOR: TimeDelta = TimeDelta::days(3);
const FAREWELL_USEFUL_FOR: TimeDelta = TimeDelta::days(14);

/// What a failure led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    GoesOn,
    Disabled,
}

/// A call was taken: what was held against the webhook is forgotten.
pub(super) async fn taken(app: &App, hook: Versioned<Hook>) {
    let Versioned { record, version } = hook;
    if record.failing_since.is_none() {
        return;
    }
    let well = Hook {
        failing_since: None,
        warned_at: None,
        ..record
    };
    match app.store.replace(&well, version).await {
        Ok(()) | Err(CommitError::Moved(_)) => {}
        Err(CommitError::Store(error)) => tracing::warn!(%error, "a webhook that works again is still held to fail"),
    }
}

/// A call was not taken, or the receiver wants none any more.
pub(super) async fn refused(app: &App, hook: Versioned<Hook>, gone: bool) -> Result<Judged, Again> {
    let now = app.now();
    let since = hook.record.failing_since.unwrap_or(now);
    let outcome = match verdict(since, hook.record.warned_at, now) {
        _ if gone => disable(app, hook, "gone", since).await,
        Verdict::Disable => disable(app, hook, "failing", since).await,
        Verdict::Warn => warn(app, hook, since).await,
        Verdict::GoOn if hook.record.failing_since.is_none() => begins(app, hook, since).await,
        Verdict::GoOn => Ok(Judged::GoesOn),
    };
    outcome.map_err(|failure| Again(format!("{failure:?}")))
}

async fn begins(app: &App, hook: Versioned<Hook>, since: DateTime<Utc>) -> Result<Judged, Failure> {
    let failing = Hook {
        failing_since: Some(since),
        ..hook.record
    };
    let mut commit = Commit::new();
    commit.replace(&failing, Some(hook.version))?;
    written(app, &commit, Judged::GoesOn).await
}

async fn warn(app: &App, hook: Versioned<Hook>, since: DateTime<Utc>) -> Result<Judged, Failure> {
    let letters = letters(app, LetterKind::HookFailing, &hook.record, since, WARNING_USEFUL_FOR).await?;
    if letters.is_empty() {
        // Who cannot be told is not cut off either.
        tracing::warn!(hook.id = %hook.record.id, "no owner can be told of a failing webhook");
        return Ok(Judged::GoesOn);
    }
    let warned = Hook {
        failing_since: Some(since),
        warned_at: Some(app.now()),
        ..hook.record
    };
    let mut commit = Commit::new();
    commit.replace(&warned, Some(hook.version))?;
    add(&mut commit, &letters)?;
    written(app, &commit, Judged::GoesOn).await
}

async fn disable(app: &App, hook: Versioned<Hook>, reason: &str, since: DateTime<Utc>) -> Result<Judged, Failure> {
    let letters = letters(app, LetterKind::HookDisabled, &hook.record, since, FAREWELL_USEFUL_FOR).await?;
    let id = hook.record.id;
    let disabled = Hook {
        enabled: false,
        disabled: Some(HookDisabled {
            at: app.now(),
            reason: reason.to_owned(),
        }),
        updated_at: app.now(),
        ..hook.record
    };
    let mut commit = Commit::new();
    commit.replace(&disabled, Some(hook.version))?;
    add(&mut commit, &letters)?;
    told("HookDisabled", &disabled, &Author::job(JOB)).add_to(app, &mut commit)?;
    let judged = written(app, &commit, Judged::Disabled).await?;
    app.hooks.forget(&id.business());
    Ok(judged)
}

fn add(commit: &mut Commit, letters: &[Letter]) -> Result<(), StoreError> {
    for letter in letters {
        commit.create(letter)?;
    }
    Ok(())
}

/// Of two workers who judge at once one writes; the other's judgement comes with the next call.
async fn written(app: &App, commit: &Commit, judged: Judged) -> Result<Judged, Failure> {
    match app.store.commit(commit).await {
        Ok(()) => Ok(judged),
        Err(CommitError::Moved(_)) => Ok(Judged::GoesOn),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

async fn letters(
    app: &App,
    kind: LetterKind,
    hook: &Hook,
    since: DateTime<Utc>,
    useful_for: TimeDelta,
) -> Result<Vec<Letter>, Failure> {
    let found = app.store.business(hook.id.business()).await?;
    let business: Business = found.ok_or(Failure::NotFound)?.record;
    // The rest of the address may hold a secret of its owner.
    let host =
        HookUrl::parse(&hook.url, app.destinations()).map_or_else(|_| String::new(), |url| url.host().to_owned());
    let facts = [
        ("business", business.name.to_string()),
        ("host", host),
        ("since", since.format("%Y-%m-%d %H:%M UTC").to_string()),
    ];
    letters_to_owners(app, &business, kind, &facts, useful_for).await
}
