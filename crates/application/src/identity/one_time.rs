//! Secrets that are sent by letter and work once. The table knows only their digests.

use booking_rules::ids::AccountId;
use chrono::TimeDelta;
use store::{Commit, OneTimeToken, Purpose, Versioned, digest};

use super::sessions::fresh_secret;
use crate::app::App;
use crate::failure::Failure;

/// Makes a secret in the commit of what sends it; the secret itself.
pub(super) fn give_out(
    app: &App,
    commit: &mut Commit,
    purpose: Purpose,
    account: AccountId,
    good_for: TimeDelta,
) -> Result<String, Failure> {
    let secret = fresh_secret(app);
    let now = app.now();
    commit.create(&OneTimeToken {
        token: digest(&secret),
        purpose,
        account,
        created_at: now,
        expires_at: now + good_for,
    })?;
    Ok(secret)
}

/// The secret's record; whoever acts on it deletes it in the same commit.
///
/// # Errors
/// [`Failure::Unproven`] when it never was, was used, or its time has passed.
pub(super) async fn find(app: &App, purpose: Purpose, secret: &str) -> Result<Versioned<OneTimeToken>, Failure> {
    let found = app.store.one_time_token(purpose, &digest(secret)).await?;
    found
        .filter(|token| token.record.expires_at > app.now())
        .ok_or(Failure::Unproven)
}
