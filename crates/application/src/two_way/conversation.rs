//! What was sent to a number, and what of it an answer may be about.

use booking_rules::booking::{Booking, Status};
use booking_rules::ids::{BookingId, BusinessId};
use chrono::{DateTime, Utc};
use providers::callbacks::InboundSms;
use store::{Contact, SmsThread};

use crate::app::App;
use crate::failure::Failure;
use crate::notices::NoticeKind;

/// A booking that somebody with the number was written to about.
#[derive(Debug)]
pub(super) struct Sent {
    pub booking: Booking,
    pub contact: Contact,
    /// Whether they were asked to answer: only a reminder asks.
    asked: bool,
}

/// Everything a number was written to about that is not over, newest first.
#[derive(Debug)]
pub(super) struct Conversation(Vec<Sent>);

impl Conversation {
    /// Two reads. A booking whose contact has another number by now is no longer theirs to answer about.
    pub(super) async fn read(app: &App, sms: &InboundSms) -> Result<Self, Failure> {
        let now = app.now();
        let threads = app.store.sms_threads(sms.from.as_str()).await?;
        let threads: Vec<SmsThread> = threads
            .into_iter()
            .filter(|thread| thread.expires_at > now && answers(thread, &sms.to))
            .collect();
        let mut ids: Vec<BookingId> = Vec::new();
        for thread in &threads {
            if !ids.contains(&thread.booking) {
                ids.push(thread.booking);
            }
        }
        let found = app.store.bookings_with_contacts(&ids).await?;
        let sent = found.into_iter().filter_map(|(booking, contact)| {
            let booking = booking.record;
            let contact = contact.filter(|contact| contact.phone.as_ref() == Some(&sms.from))?;
            let reminder = NoticeKind::BookingReminder.as_str();
            let asked = threads
                .iter()
                .any(|thread| thread.booking == booking.id && thread.kind == reminder);
            Some(Sent {
                booking,
                contact,
                asked,
            })
        });
        Ok(Self(sent.collect()))
    }

    pub(super) fn newest(&self) -> Option<&Sent> {
        self.0.first()
    }

    /// What an answer may be about: visits still to come that were asked about, or where none was, any.
    pub(super) fn asked(&self, now: DateTime<Utc>, statuses: &[Status]) -> Vec<&Sent> {
        let is_open = |sent: &&Sent| statuses.contains(&sent.booking.status) && sent.booking.span.start() > now;
        let open: Vec<&Sent> = self.0.iter().filter(is_open).collect();
        let asked: Vec<&Sent> = open.iter().copied().filter(|sent| sent.asked).collect();
        if asked.is_empty() { open } else { asked }
    }

    /// The business, if there is but one that writes to the number.
    pub(super) fn only_business(&self) -> Option<BusinessId> {
        let first = self.0.first()?.booking.id.business();
        let alone = self.0.iter().all(|sent| sent.booking.id.business() == first);
        alone.then_some(first)
    }
}

/// Whether an answer to `to` may be one to this message. A sender that was no number says nothing.
fn answers(thread: &SmsThread, to: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    thread
        .sender
        .as_deref()
        .filter(|sender| sender.starts_with('+'))
        .is_none_or(|sender| digits(sender) == digits(to))
}
