//! What is due: reminders go to their queue, passed holds are cleared away.
//!
//! The sweep only flips `scheduled` to `queued` under a guard; whether a reminder still makes sense is decided when it
//! is sent. A passed hold is free without it, so a sweep that stands still harms no booking.

use booking_rules::booking::Command;
use chrono::{Days, NaiveDate};
use store::{CommitError, Commit, Due, Notice, NoticeStatus, Versioned, Watermark};

use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, Viewer};
use crate::failure::Failure;

/// The name of the job, in its watermark and in the events it causes.
pub const JOB: &str = "sweep-timers";
/// Dates one run catches up with; four queries each keep it within a function's time.
const MAX_DATES: u64 = 62;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub queued: usize,
    pub expired: usize,
    /// Whether everything due by now was seen; if not, the next run goes on.
    pub caught_up: bool,
}

/// Does what became due. Repeating it changes nothing.
///
/// # Errors
/// [`Failure::Unavailable`] when the table cannot be read or written; what was done stays done.
pub async fn sweep(app: &App) -> Result<Swept, Failure> {
    let now = app.now();
    let today = now.date_naive();
    let mark = app.store.watermark(JOB).await?;
    // A clock that was set back brings what is planned from then on back in front of the mark.
    let first = mark.as_ref().map_or(today, |m| m.record.done_until.date_naive()).min(today);
    let last = first.checked_add_days(Days::new(MAX_DATES)).unwrap_or(today).min(today);
    let mut swept = Swept { caught_up: last == today, ..Swept::default() };
    for date in first.iter_days().take_while(|date| *date <= last) {
        for due in app.store.due(date, now).await? {
            match due {
                Due::Notice(notice) => swept.queued += usize::from(queue(app, notice).await?),
                Due::Hold(hold) => swept.expired += usize::from(expire(app, hold.record.id).await?),
            }
        }
    }
    advance(app, mark, last).await?;
    Ok(swept)
}

async fn queue(app: &App, notice: Versioned<Notice>) -> Result<bool, Failure> {
    let Versioned { record, version } = notice;
    // The index may lag behind the record.
    if record.status != NoticeStatus::Scheduled {
        return Ok(false);
    }
    match app.store.replace(&Notice { status: NoticeStatus::Queued, ..record }, version).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

async fn expire(app: &App, booking: booking_rules::ids::BookingId) -> Result<bool, Failure> {
    let viewer = Viewer::Shop(booking.business());
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
    commit.replace(&Watermark { job: JOB.to_owned(), done_until }, mark.map(|m| m.version))?;
    match app.store.commit(&commit).await {
        Ok(()) | Err(CommitError::Moved(_)) => Ok(()),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
