//! Whose turn it is: what a webhook is told of one booking comes in the order of its events.
//!
//! No lock: the deliveries of a booking stand together in the table, in order, and one that finds an earlier one under way
//! comes back later. One that was laid aside holds nobody up.

use booking_rules::ids::{BookingId, HookId};
use chrono::{DateTime, TimeDelta, Utc};
use store::{CommitError, HookDelivery, NoticeStatus, Parcel, StoreError, Versioned};

use crate::app::App;
use crate::failure::Failure;

/// Why a delivery waits that was not tried.
pub(super) const WAITS: &str = "waits_for_earlier";
/// Why a delivery was not made.
pub(super) const DISABLED: &str = "hook_disabled";

/// How long after an earlier one to ask again: it may be in the hands of a worker just now.
const SOON: TimeDelta = TimeDelta::seconds(20);
/// One that has its time comes right after.
const RIGHT_AFTER: TimeDelta = TimeDelta::seconds(1);

pub(super) enum Turn {
    /// And whether others come after it.
    Now { followed: bool },
    /// An earlier one is under way; when to ask again.
    After(DateTime<Utc>),
}

/// Whether it is the delivery's turn. One Query for what is about a booking; anything else has no order.
pub(super) async fn turn(app: &App, own: &HookDelivery) -> Result<Turn, StoreError> {
    let Some(booking) = own.booking else {
        return Ok(Turn::Now { followed: false });
    };
    let about = app.store.hook_deliveries_about(own.hook, booking).await?;
    let earlier = |other: &HookDelivery| other.id < own.id;
    if let Some(before) = about.iter().rev().find(|v| earlier(&v.record) && is_open(&v.record)) {
        let before = &before.record;
        let due = match before.status {
            NoticeStatus::Scheduled => before.due_at + RIGHT_AFTER,
            _ => app.now() + SOON,
        };
        return Ok(Turn::After(due.max(app.now() + RIGHT_AFTER)));
    }
    let followed = about.iter().any(|v| v.record.id > own.id && is_open(&v.record));
    Ok(Turn::Now { followed })
}

fn is_open(delivery: &HookDelivery) -> bool {
    !delivery.status.is_final()
}

fn is_waiting(delivery: &HookDelivery) -> bool {
    delivery.status == NoticeStatus::Scheduled && delivery.reason.as_deref() == Some(WAITS)
}

/// Calls up the one that waited for another that has ended; if that fails it comes by itself at its time.
pub(super) async fn wake(app: &App, hook: HookId, booking: BookingId) {
    if let Err(error) = wake_first(app, hook, booking).await {
        tracing::warn!(?error, "the next call of a webhook waits for its time");
    }
}

async fn wake_first(app: &App, hook: HookId, booking: BookingId) -> Result<(), CommitError> {
    let about = app.store.hook_deliveries_about(hook, booking).await?;
    let first = about.into_iter().find(|v| is_open(&v.record));
    let Some(Versioned { record, version }) = first.filter(|v| is_waiting(&v.record)) else {
        return Ok(());
    };
    let Some(progress) = record.progress().handed_to_queue(app.now()) else {
        return Ok(());
    };
    match app.store.replace(&record.moved_to(progress), version).await {
        Err(CommitError::Moved(_)) => Ok(()),
        written => written,
    }
}

/// Whether a delivery that is due goes to its queue: at its time, or because queue or worker lost it. What may have been
/// received goes again, unlike a message to a person.
///
/// # Errors
/// [`Failure::Unavailable`]; the next sweep meets it again.
pub(crate) async fn due(app: &App, found: Versioned<HookDelivery>, now: DateTime<Utc>) -> Result<bool, Failure> {
    let Versioned { record, version } = found;
    let progress = record.progress();
    let looked_for = progress.look_at.is_some_and(|at| at <= now);
    let lost = match progress.status {
        // The index lags behind the record.
        NoticeStatus::Scheduled => record.due_at <= now,
        NoticeStatus::Queued => looked_for,
        NoticeStatus::Sending => looked_for && progress.is_abandoned(now),
        _ => false,
    };
    if !lost {
        return Ok(false);
    }
    let (next, queued) = match progress.clone().handed_to_queue(now) {
        Some(queued) => (queued, true),
        None => {
            let ended = progress.ended(NoticeStatus::Failed, Some("given_up".to_owned()), None, now);
            (ended, false)
        }
    };
    match app.store.replace(&record.moved_to(next), version).await {
        Ok(()) => Ok(queued),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
