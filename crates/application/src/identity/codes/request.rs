//! Sending a code to a number.

use booking_rules::values::{Locale, Phone};
use chrono::TimeDelta;
use providers::delivery::DeliveryError;
use providers::otp::{OtpChannel, OutgoingCode};
use secrecy::SecretString;
use store::{Commit, CommitError, Entity, SentCode, Versioned};

use super::digest_of;
use super::drawn::{self, DrawnCode};
use super::text::message;
use crate::app::App;
use crate::failure::{Cause, Failure};
use crate::identity::limits::Limit;
use crate::identity::sessions::fresh_secret;

/// How long a code may be told.
pub const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// How long one waits for another one.
pub const RESEND_AFTER: TimeDelta = TimeDelta::seconds(60);

/// A message costs money and somebody's peace, also where the number is not the caller's.
const BY_NUMBER: Limit = Limit::new("request_code", 5, TimeDelta::hours(1));
/// Wide enough for a shop behind one address.
const BY_ADDRESS: Limit = Limit::new("request_code_from", 20, TimeDelta::hours(1));

/// Sends a new code; the one before is worth nothing any more. It goes to the vendor at once rather than through the
/// outbox, where it would have to lie in clear. An outcome that is unknown counts as sent: another code within the
/// minute would only tell the person two.
///
/// # Errors
/// [`Failure::TooMany`], [`Failure::Invalid`] for a way the vendor does not go, [`Failure::Unavailable`] when the vendor
/// is sure not to have taken it; another try may then follow at once.
pub async fn request(
    app: &App,
    phone: &Phone,
    channel: OtpChannel,
    locale: Locale,
    address: &str,
) -> Result<(), Failure> {
    let sender = app.codes()?;
    if !sender.reaches(channel) {
        return Err(Failure::field("channel", "channel_unavailable"));
    }
    BY_ADDRESS.count(app, address).await?;
    let number = digest_of(phone);
    let before = app.store.sent_code(&number).await?;
    rested(app, before.as_ref())?;
    BY_NUMBER.count(app, &number).await?;
    let code = DrawnCode::draw(app);
    let kept = keep(app, phone, &code, before).await?;
    let outgoing = OutgoingCode {
        to: phone.clone(),
        text: SecretString::from(message(&code, locale)),
        code: SecretString::from(code.reveal()),
        locale,
        channel,
        reference: kept.record.salt.clone(),
        good_for: CODE_LIFE.to_std().unwrap_or_default(),
    };
    match sender.send(&outgoing).await {
        Ok(_) => Ok(()),
        Err(error) => unsent(app, kept, error).await,
    }
}

/// Whether the last code is long enough ago.
fn rested(app: &App, before: Option<&Versioned<SentCode>>) -> Result<(), Failure> {
    let next = before.map(|code| code.record.sent_at + RESEND_AFTER);
    match next
        .map(|next| next - app.now())
        .filter(|wait| *wait > TimeDelta::zero())
    {
        None => Ok(()),
        // A clock that was set back must not lock a number out for longer than the rule says.
        Some(wait) => Err(Failure::TooMany {
            retry_after: seconds(wait.min(RESEND_AFTER)),
        }),
    }
}

/// Before it is sent, and instead of the one before: of two requests at once one sends.
async fn keep(
    app: &App,
    phone: &Phone,
    code: &DrawnCode,
    before: Option<Versioned<SentCode>>,
) -> Result<Versioned<SentCode>, Failure> {
    let salt = fresh_secret(app);
    let now = app.now();
    let record = SentCode {
        number: digest_of(phone),
        code_hash: drawn::hash(&salt, phone, code.reveal()),
        salt,
        sent_at: now,
        expires_at: now + CODE_LIFE,
    };
    let version = before.map(|code| code.version);
    let mut commit = Commit::new();
    commit.replace(&record, version)?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Versioned {
            record,
            version: version.unwrap_or_default() + 1,
        }),
        Err(CommitError::Moved(_)) => Err(Failure::TooMany {
            retry_after: seconds(RESEND_AFTER),
        }),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// A number that a vendor refuses is answered as any other: an answer must not tell numbers apart.
async fn unsent(app: &App, kept: Versioned<SentCode>, error: DeliveryError) -> Result<(), Failure> {
    match error {
        DeliveryError::Rejected { reason, .. } => {
            tracing::warn!(%reason, "a one-time code was refused");
            Ok(())
        }
        DeliveryError::Unknown { reason } => {
            tracing::warn!(%reason, "whether a one-time code was sent is unknown");
            Ok(())
        }
        DeliveryError::Transient { .. } => {
            let mut commit = Commit::new();
            commit.delete(kept.record.key(), kept.version);
            match app.store.commit(&commit).await {
                Ok(()) | Err(CommitError::Moved(_)) => Err(Failure::Unavailable(Cause(Box::new(error)))),
                Err(CommitError::Store(error)) => Err(error.into()),
            }
        }
    }
}

/// Begun seconds count: whoever waits them has waited enough.
fn seconds(wait: TimeDelta) -> u32 {
    let millis = u32::try_from(wait.num_milliseconds()).unwrap_or(u32::MAX);
    millis.div_ceil(1_000).max(1)
}
