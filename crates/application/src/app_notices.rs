//! What somebody is told in the application itself: their list, how much of it is unread, and reading it.

mod words;

use booking_rules::ids::{AccountId, AppNoticeId};
use futures::future::join_all;
use store::{AppNotice, CommitError, Newest, Versioned};

use crate::app::App;
use crate::failure::Failure;

pub use words::sentence;

/// What an entry of the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppNoticeKind {
    // To a customer.
    BookingRequested,
    BookingConfirmed,
    BookingChanged,
    BookingCancelled,
    BookingRejected,
    // To those who serve and run.
    NewRequest,
    NewBooking,
    BookingMoved,
    /// Somebody else serves now.
    HandedOver,
    CalledOff,
    RequestRejected,
    /// The customer says that they come.
    Acknowledged,
    SmsReceived,
    /// An answer that could be about several bookings.
    ReplyUnclear,
    /// An answer that calls off later than the policy allows.
    TooLateToCancel,
    // To those who run.
    ManyCancellations,
    ShortNotice,
    NoticesFailed,
    /// To those whose matter the money is.
    ReportReady,
}

impl AppNoticeKind {
    pub const ALL: [Self; 19] = [
        Self::BookingRequested,
        Self::BookingConfirmed,
        Self::BookingChanged,
        Self::BookingCancelled,
        Self::BookingRejected,
        Self::NewRequest,
        Self::NewBooking,
        Self::BookingMoved,
        Self::HandedOver,
        Self::CalledOff,
        Self::RequestRejected,
        Self::Acknowledged,
        Self::SmsReceived,
        Self::ReplyUnclear,
        Self::TooLateToCancel,
        Self::ManyCancellations,
        Self::ShortNotice,
        Self::NoticesFailed,
        Self::ReportReady,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BookingRequested => "booking_requested",
            Self::BookingConfirmed => "booking_confirmed",
            Self::BookingChanged => "booking_changed",
            Self::BookingCancelled => "booking_cancelled",
            Self::BookingRejected => "booking_rejected",
            Self::NewRequest => "new_request",
            Self::NewBooking => "new_booking",
            Self::BookingMoved => "booking_moved",
            Self::HandedOver => "booking_handed_over",
            Self::CalledOff => "booking_called_off",
            Self::RequestRejected => "request_rejected",
            Self::Acknowledged => "booking_acknowledged",
            Self::SmsReceived => "sms_received",
            Self::ReplyUnclear => "reply_unclear",
            Self::TooLateToCancel => "too_late_to_cancel",
            Self::ManyCancellations => "many_cancellations",
            Self::ShortNotice => "short_notice_cancellation",
            Self::NoticesFailed => "notices_failed",
            Self::ReportReady => "report_ready",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Unread entries are counted up to here: a badge says "99+" then, and reading more to say it more exactly helps nobody.
pub const MOST_COUNTED: usize = 100;

/// A page of somebody's list.
#[derive(Debug)]
pub struct ListedNotices {
    pub notices: Vec<AppNotice>,
    pub next: Option<AppNoticeId>,
    /// How many are unread, up to [`MOST_COUNTED`].
    pub unread: usize,
}

/// Somebody's list, newest first, or what is unread of it. Two Queries at most.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(
    app: &App,
    account: AccountId,
    unread_only: bool,
    limit: usize,
    before: Option<AppNoticeId>,
) -> Result<ListedNotices, Failure> {
    let now = app.now();
    // TTL removes garbage late; the clock decides what is garbage.
    let is_kept = |notice: &AppNotice| notice.expires_at > now;
    let counted = app.store.unread_notices(account, MOST_COUNTED, None).await?;
    let unread = counted.records.iter().filter(|found| is_kept(&found.record)).count();
    let Newest { mut records, more } = if unread_only {
        let found = app.store.unread_notices(account, limit, before).await?;
        Newest {
            records: found.records.into_iter().map(|found| found.record).collect(),
            more: found.more,
        }
    } else {
        app.store.app_notices(account, limit, before).await?
    };
    let next = records.last().map(|notice| notice.id).filter(|_| more);
    records.retain(is_kept);
    Ok(ListedNotices {
        notices: records,
        next,
        unread,
    })
}

/// Marks one entry of the caller's own list as read; again is harmless.
///
/// # Errors
/// [`Failure::NotFound`] for what is in no list of theirs.
pub async fn mark_read(app: &App, account: AccountId, id: AppNoticeId) -> Result<AppNotice, Failure> {
    let found = app.store.app_notice(account, id).await?;
    let found = found.filter(|found| found.record.expires_at > app.now());
    let found = found.ok_or(Failure::NotFound)?;
    let read = read_now(app, &found.record);
    if found.record.read_at.is_none() {
        match app.store.replace(&read, found.version).await {
            // Nothing else ever changes an entry: whoever was first has read it too.
            Ok(()) | Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        return Ok(read);
    }
    Ok(found.record)
}

/// Rounds of a hundred entries that one request marks; a list that is longer is marked by the next.
const ROUNDS: usize = 10;
/// Writes under way at once.
const AT_ONCE: usize = 20;

/// Marks everything in the caller's list as read; how much that was.
///
/// # Errors
/// [`Failure::Unavailable`], with some of it marked.
pub async fn mark_all_read(app: &App, account: AccountId) -> Result<usize, Failure> {
    let mut marked = 0;
    let mut before = None;
    for _ in 0..ROUNDS {
        let unread = app.store.unread_notices(account, MOST_COUNTED, before).await?;
        for some in unread.records.chunks(AT_ONCE) {
            for done in join_all(some.iter().map(|found| mark(app, found))).await {
                marked += usize::from(done?);
            }
        }
        before = unread.records.last().map(|found| found.record.id);
        if !unread.more {
            break;
        }
    }
    Ok(marked)
}

/// Whether it was this request that marked it.
async fn mark(app: &App, found: &Versioned<AppNotice>) -> Result<bool, Failure> {
    match app.store.replace(&read_now(app, &found.record), found.version).await {
        Ok(()) => Ok(true),
        // The index lags behind the record, or another device was quicker.
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

fn read_now(app: &App, notice: &AppNotice) -> AppNotice {
    AppNotice {
        read_at: Some(app.now()),
        ..notice.clone()
    }
}
