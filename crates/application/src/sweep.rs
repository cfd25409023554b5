//! What is due: reminders go to their queue, passed holds are cleared away, messages that got lost under way are looked
//! for.
//!
//! The sweep only flips `scheduled` to `queued` under a guard; whether a reminder still makes sense is decided when it
//! is sent. A passed hold is free without it, so a sweep that stands still harms no booking.

use booking_rules::booking::Command;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures::stream::{self, StreamExt};
use store::{Commit, CommitError, Due, NoticeStatus, Parcel, Progress, Versioned, Watermark};

use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, Viewer};
use crate::data_requests;
use crate::deliveries::abandoned;
use crate::exports;
use crate::failure::Failure;
use crate::hooks;

/// The name of the job, in its watermark and in the events it causes.
pub const JOB: &str = "sweep-timers";
/// Dates one run catches up with; four queries each keep it within a function's time.
const MAX_DATES: u64 = 62;
/// Writes under way at a time: ten thousand reminders that are due in one minute take seconds where they took the whole of
/// a function's time one after the other.
const AT_ONCE: usize = 16;
/// How long a date stays open after its end: what was decided just before may be written, and stand in the index, a
/// while after.
const STRAGGLERS: TimeDelta = TimeDelta::minutes(15);
/// Where the first sweep of all begins. What was due before is over: a visit comes a day after its reminder.
const FIRST_DAYS: Days = Days::new(2);

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Messages given to their queue.
    pub queued: usize,
    pub expired: usize,
    /// Whether everything due by now was seen; if not, the next run goes on.
    pub caught_up: bool,
}

/// Does what became due. Repeating it changes nothing.
///
/// # Errors
/// A failure, after everything else was done; what failed is tried again by the next sweep of its date.
pub async fn sweep(app: &App) -> Result<Swept, Failure> {
    let now = app.now();
    let today = now.date_naive();
    let mark = app.store.watermark(JOB).await?;
    // A clock that was set back brings what is planned from then on back in front of the mark.
    let begin = || today.checked_sub_days(FIRST_DAYS).unwrap_or(today);
    let first = mark
        .as_ref()
        .map_or_else(begin, |m| m.record.done_until.date_naive())
        .min(today);
    let last = first.checked_add_days(Days::new(MAX_DATES)).unwrap_or(today).min(today);
    let mut swept = Swept {
        caught_up: last == today,
        ..Swept::default()
    };
    let mut failed = None;
    for date in first.iter_days().take_while(|date| *date <= last) {
        let due = app.store.due(date, now).await?;
        let mut done = stream::iter(due)
            .map(|due| settle(app, due, now))
            .buffer_unordered(AT_ONCE);
        while let Some(outcome) = done.next().await {
            match outcome {
                Ok(Done::Queued) => swept.queued += 1,
                Ok(Done::Freed) => swept.expired += 1,
                Ok(Done::Nothing) => {}
                // One that fails must not hold up the others.
                Err(failure) => failed = worse(failed, Some(failure)),
            }
        }
    }
    // What failed for now is met again; a damaged record would stop the mark for ever.
    if let Some(failure @ Failure::Unavailable(_)) = failed {
        return Err(failure);
    }
    let settled = now
        .checked_sub_signed(STRAGGLERS)
        .map_or(today, |past| past.date_naive());
    advance(app, mark, last.min(settled)).await?;
    failed.map_or(Ok(swept), Err)
}

/// What became of something due.
enum Done {
    Queued,
    Freed,
    Nothing,
}

async fn settle(app: &App, due: Due, now: DateTime<Utc>) -> Result<Done, Failure> {
    let (done, what) = match due {
        Due::Notice(notice) => (message_due(app, notice, now).await?, Done::Queued),
        Due::Letter(letter) => (message_due(app, letter, now).await?, Done::Queued),
        Due::Person(request) => (data_requests::due(app, *request, now).await?, Done::Queued),
        Due::Hook(call) => (hooks::due(app, *call, now).await?, Done::Queued),
        Due::Export(export) => (exports::due(app, *export, now).await?, Done::Queued),
        Due::Hold(hold) => (expire(app, hold.record.id).await?, Done::Freed),
    };
    Ok(if done { what } else { Done::Nothing })
}

/// An outage counts for more than a defect: it may pass.
fn worse(known: Option<Failure>, new: Option<Failure>) -> Option<Failure> {
    match (known, new) {
        (Some(known), Some(new @ Failure::Unavailable(_))) if !matches!(known, Failure::Unavailable(_)) => Some(new),
        (known, new) => known.or(new),
    }
}

/// Whether the message goes to its queue: at its time, or again, or for its vendor to be asked what became of it. One under
/// way for so long may have lost its place in the queue, or its worker; one that was given to the queue often enough ends.
async fn message_due<P: Parcel>(app: &App, message: Versioned<P>, now: DateTime<Utc>) -> Result<bool, Failure> {
    let Versioned { record, version } = message;
    let progress = record.progress();
    let looked_for = progress.look_at.is_some_and(|at| at <= now);
    let (next, queued) = match progress.status {
        NoticeStatus::Scheduled => (progress.handed_to_queue(now), true),
        NoticeStatus::Queued if looked_for => match progress.clone().handed_to_queue(now) {
            Some(again) => (Some(again), true),
            None => (Some(given_up(progress, now)), false),
        },
        NoticeStatus::Sending if looked_for && progress.is_abandoned(now) => {
            (abandoned(progress, now).to_be_asked(now), true)
        }
        NoticeStatus::Unknown | NoticeStatus::Sent if looked_for => (progress.to_be_asked(now), true),
        // The index lags behind the record.
        _ => (None, false),
    };
    let Some(next) = next else { return Ok(false) };
    match app.store.replace(&record.moved_to(next), version).await {
        Ok(()) => Ok(queued),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Why the last try failed says more than that no more tries follow.
fn given_up(progress: Progress, now: DateTime<Utc>) -> Progress {
    let reason = progress.reason.clone().or_else(|| Some("given_up".to_owned()));
    progress.ended(NoticeStatus::Failed, reason, None, now)
}

async fn expire(app: &App, booking: booking_rules::ids::BookingId) -> Result<bool, Failure> {
    let viewer = Viewer::shop(Reach::whole(booking.business()));
    match bookings::change(app, booking, &viewer, Command::Expire, None, &Author::job(JOB)).await {
        Ok(_) => Ok(true),
        // Confirmed or released meanwhile.
        Err(Failure::Refused(_) | Failure::NotFound) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Today stays open, for more may be planned for it; a sweep that races another may lose this write.
async fn advance(app: &App, mark: Option<Versioned<Watermark>>, done: NaiveDate) -> Result<(), Failure> {
    let done_until = done.and_time(chrono::NaiveTime::MIN).and_utc();
    if mark.as_ref().is_some_and(|m| m.record.done_until == done_until) {
        return Ok(());
    }
    let mut commit = Commit::new();
    commit.replace(
        &Watermark {
            job: JOB.to_owned(),
            done_until,
        },
        mark.map(|m| m.version),
    )?;
    match app.store.commit(&commit).await {
        Ok(()) | Err(CommitError::Moved(_)) => Ok(()),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
