//! How was it? Asked once, some time after a visit that took place.

use booking_rules::booking::Booking;
use booking_rules::notices::NoticeSettings;
use chrono::{DateTime, Utc};
use store::{Contact, Notice};

use super::{Channel, NoticeKind};

/// The requests that a completed visit calls for, written in the transaction that completes it. Whether the reader agreed
/// to be asked is decided when they are sent.
#[must_use]
pub(crate) fn review_requests(
    settings: &NoticeSettings,
    booking: &Booking,
    contact: &Contact,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let Some(due) = settings
        .review_request
        .and_then(|after| now.checked_add_signed(after.delta()))
    else {
        return Vec::new();
    };
    let email = contact.email.is_some().then_some(Channel::Email);
    let sms = contact.phone.is_some().then_some(Channel::Sms);
    let kind = NoticeKind::ReviewRequested.as_str();
    email
        .into_iter()
        .chain(sms)
        .map(|channel| Notice {
            shop: Some(booking.shop),
            ..Notice::scheduled(booking.id, kind, channel.as_str(), booking.sequence, due)
        })
        .collect()
}
