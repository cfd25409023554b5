//! Asking a vendor what became of a message.

use booking_rules::notices::Channel;
use booking_rules::values::Phone;
use chrono::{DateTime, Utc};
use providers::fate::{Fate, KnownMessage, MessageInQuestion};
use store::{DeadAddress, NoticeStatus, Parcel, Progress};

use super::held::Held;
use super::{Again, Carrier};
use crate::app::App;
use crate::fates;

/// Why a message that no vendor ever took, though it was given twice, ended.
const NEVER_TAKEN: &str = "never_taken";

/// Asks, and writes down what came of it: its fate; back to the queue, once, if the vendor never took it; or nothing, and
/// it is asked again at its time.
pub(super) async fn resolve<P: Parcel>(
    app: &App,
    carrier: &Carrier,
    held: Held<'_, P>,
    own_id: String,
    to: Option<Phone>,
) -> Result<NoticeStatus, Again> {
    let progress = held.record().progress();
    let (status, now) = (progress.status, app.now());
    let Some(vendor) = progress.vendor else {
        return held.settle(status, Progress::closed).await;
    };
    let lookup = match carrier.vendors.lookup(vendor).await {
        Ok(Some(lookup)) => lookup,
        Ok(None) => return held.settle(status, Progress::closed).await,
        Err(missing) => {
            tracing::error!(vendor = vendor.as_str(), reason = missing.reason, "vendor.not_set_up");
            return held.settle(status, Progress::left_open).await;
        }
    };
    let question = MessageInQuestion {
        own_id,
        channel: carrier.channel(),
        reference: progress.reference.clone(),
        to,
        sent_at: progress.claimed_at.or(progress.ended_at).unwrap_or(now),
    };
    match lookup.look_up(&question).await {
        Ok(Some(known)) => {
            mark_dead_address(app, carrier.channel(), &progress, &known).await?;
            let moved = told(progress, &known, now);
            held.settle(moved.status, |_| moved).await
        }
        // A vendor that named its own reference took it, whatever it has forgotten since.
        Ok(None) if status == NoticeStatus::Unknown && progress.reference.is_none() => {
            let moved = never_taken(progress, now);
            held.settle(moved.status, |_| moved).await
        }
        Ok(None) => held.settle(status, Progress::left_open).await,
        Err(not_told) => {
            tracing::warn!(vendor = vendor.as_str(), reason = not_told.0, "vendor.fate_not_told");
            held.settle(status, Progress::left_open).await
        }
    }
}

/// The message with what its vendor knows of it.
fn told(progress: Progress, known: &KnownMessage, now: DateTime<Utc>) -> Progress {
    let (status, reason) = fates::meaning(&known.fate);
    let named = Progress {
        reference: Some(known.reference.clone()),
        ..progress
    };
    let unchanged = named.clone().left_open();
    named.reported(status, reason, now).unwrap_or(unchanged)
}

/// Sent once more, if that was not done already; whether it still is of use is decided when it is sent.
fn never_taken(progress: Progress, now: DateTime<Utc>) -> Progress {
    let failed = progress.clone();
    progress
        .begun_again(now)
        .unwrap_or_else(|| failed.ended(NoticeStatus::Failed, Some(NEVER_TAKEN.to_owned()), None, now))
}

async fn mark_dead_address(
    app: &App,
    channel: Channel,
    progress: &Progress,
    known: &KnownMessage,
) -> Result<(), store::StoreError> {
    if let Some(dead) = dead_address(channel, progress, &known.fate, app.now()) {
        app.store.write_once(&dead).await?;
    }
    Ok(())
}

/// The address that a fate says is dead, if it is known which one it was.
pub(crate) fn dead_address(
    channel: Channel,
    progress: &Progress,
    fate: &Fate,
    at: DateTime<Utc>,
) -> Option<DeadAddress> {
    let Fate::Failed {
        reason,
        address_is_dead: true,
    } = fate
    else {
        return None;
    };
    Some(DeadAddress {
        channel,
        address_digest: progress.question.sent_to.clone()?,
        vendor: progress.vendor?,
        reason: reason.clone(),
        at,
    })
}
