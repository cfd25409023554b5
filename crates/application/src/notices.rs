//! Messages to customers: which are due, when, and in which words.

mod kind;
mod own_words;
mod reminding;
pub mod render;
mod reviews;

use booking_rules::booking::{Booking, EventKind, Status};
use booking_rules::time::Span;
use chrono::{DateTime, TimeDelta, Utc};
use store::{Contact, Notice};

pub use booking_rules::notices::Channel;
pub use kind::NoticeKind;
pub use own_words::{PartFault, Words};
pub(crate) use reminding::{Reminding, quiet_hours, zone};
pub(crate) use reviews::review_requests;

/// The notices that an event calls for: by every channel the customer can be reached on, and the reminders of a booking
/// that is on.
///
/// They are written in the transaction of the event.
#[must_use]
pub(crate) fn to_send(
    event: EventKind,
    booking: &Booking,
    previous: Option<Span>,
    contact: &Contact,
    reminding: Option<&Reminding>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(kind) = announced(event) {
        notices.extend(reached_by(contact).map(|channel| Notice {
            previous,
            shop: Some(booking.shop),
            ..Notice::queued(booking.id, kind.as_str(), channel.as_str(), booking.sequence, now)
        }));
    }
    let is_on = booking.status == Status::Confirmed && matches!(event, EventKind::Confirmed | EventKind::Rescheduled);
    if let Some(reminding) = reminding.filter(|_| is_on) {
        notices.extend(reminding.notices(booking, contact, now));
    }
    notices
}

/// The notices that tell of a time that is held: at once, or when their reader wakes up.
#[must_use]
pub(crate) fn offered(booking: &Booking, contact: &Contact, told_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Notice> {
    let kind = NoticeKind::WaitlistOffer.as_str();
    reached_by(contact)
        .map(|channel| {
            let notice = if told_at > now {
                Notice::scheduled(booking.id, kind, channel.as_str(), booking.sequence, told_at)
            } else {
                Notice::queued(booking.id, kind, channel.as_str(), booking.sequence, now)
            };
            Notice {
                shop: Some(booking.shop),
                ..notice
            }
        })
        .collect()
}

/// How late a message is that is handed over now; one that is early by its clock is not late.
#[must_use]
pub fn lateness(notice: &Notice, now: DateTime<Utc>) -> TimeDelta {
    (now - notice.due_at).max(TimeDelta::zero())
}

/// The ways by which a customer is reached who was asked for none. A message by WhatsApp is sent where it is asked for by
/// name alone: having a number is not having WhatsApp.
fn reached_by(contact: &Contact) -> impl Iterator<Item = Channel> {
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
        NoticeKind::WaitlistOffer => {
            booking.status == Status::Held && booking.held_until.is_some_and(|until| now < until)
        }
    };
    if !fits {
        return Some("booking_status_changed");
    }
    (kind == NoticeKind::BookingReminder && now >= booking.span.start()).then_some("booking_already_started")
}

#[cfg(test)]
mod tests;
