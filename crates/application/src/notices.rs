//! Messages to customers: which are due, when, and in which words.

mod kind;
mod own_words;
pub mod render;
mod reviews;

use booking_rules::booking::{Booking, EventKind, Status};
use booking_rules::time::Span;
use chrono::{DateTime, TimeDelta, Utc};
use store::{Contact, Notice};

pub use booking_rules::notices::Channel;
pub use kind::NoticeKind;
pub use own_words::{PartFault, Words};
pub(crate) use reviews::review_requests;

/// How long before the start a customer is reminded (seed system S0: 24 h).
pub const REMINDER_AHEAD: TimeDelta = TimeDelta::hours(24);

/// The notices that an event calls for, by every channel the customer can be reached on.
///
/// They are written in the transaction of the event. A reminder is left out when its time has already come: a
/// booking made within the last day needs none.
#[must_use]
pub(crate) fn to_send(
    event: EventKind,
    booking: &Booking,
    previous: Option<Span>,
    contact: &Contact,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let (id, sequence, shop) = (booking.id, booking.sequence, Some(booking.shop));
    for channel in channels(contact) {
        if let Some(kind) = announced(event) {
            let notice = Notice::queued(id, kind.as_str(), channel.as_str(), sequence, now);
            notices.push(Notice {
                previous,
                shop,
                ..notice
            });
        }
        let due = booking.span.start() - REMINDER_AHEAD;
        if booking.status == Status::Confirmed
            && matches!(event, EventKind::Confirmed | EventKind::Rescheduled)
            && due > now
        {
            let kind = NoticeKind::BookingReminder.as_str();
            let notice = Notice::scheduled(id, kind, channel.as_str(), sequence, due);
            notices.push(Notice { shop, ..notice });
        }
    }
    notices
}

fn channels(contact: &Contact) -> impl Iterator<Item = Channel> {
    let email = contact.email.is_some().then_some(Channel::Email);
    let sms = contact.phone.is_some().then_some(Channel::Sms);
    email.into_iter().chain(sms)
}

fn announced(event: EventKind) -> Option<NoticeKind> {
    match event {
        EventKind::Requested => Some(NoticeKind::BookingRequested),
        EventKind::Confirmed => Some(NoticeKind::BookingConfirmed),
        EventKind::Rescheduled => Some(NoticeKind::BookingChanged),
        EventKind::Cancelled => Some(NoticeKind::BookingCancelled),
        EventKind::Rejected => Some(NoticeKind::BookingRejected),
        _ => None,
    }
}

/// Why a notice should not go out after all, decided when it is about to be sent: the booking may have moved on
/// since it was planned.
pub(crate) fn obsolete(
    kind: NoticeKind,
    notice: &Notice,
    booking: &Booking,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    if notice.sequence != booking.sequence {
        return Some("booking_changed_since");
    }
    let fits = match kind {
        NoticeKind::BookingRequested => booking.status == Status::Pending,
        NoticeKind::BookingConfirmed => matches!(booking.status, Status::Confirmed | Status::CheckedIn),
        NoticeKind::BookingChanged => booking.status.holds_time(),
        NoticeKind::BookingReminder => booking.status == Status::Confirmed,
        NoticeKind::BookingCancelled => booking.status == Status::Cancelled,
        NoticeKind::BookingRejected => booking.status == Status::Rejected,
        NoticeKind::ReviewRequested => booking.status == Status::Completed,
    };
    if !fits {
        return Some("booking_status_changed");
    }
    (kind == NoticeKind::BookingReminder && now >= booking.span.start()).then_some("booking_already_started")
}
