//! When the customer of a booking is reminded, and by which ways.

use booking_rules::booking::Booking;
use booking_rules::notices::{Channel, NoticeSettings, QuietHours, Reminder, reminder_time};
use booking_rules::time::Zone;
use chrono::{DateTime, Utc};
use store::{Catalogue, Contact, Notice, Preferences};

use super::{NoticeKind, reached_by};

/// What decides on the reminders of one booking.
#[derive(Debug, Clone)]
pub(crate) struct Reminding {
    reminders: Vec<Reminder>,
    quiet: Option<QuietHours>,
    zone: Zone,
}

impl Reminding {
    /// The reminders of the service, else of the business; the quiet hours and zone of the customer, else of the business
    /// and the shop.
    pub(crate) fn of(catalogue: &Catalogue, booking: &Booking, wishes: Option<&Preferences>) -> Self {
        let settings = catalogue.notice_settings();
        let service = booking
            .segments
            .first()
            .and_then(|segment| catalogue.service(segment.service));
        let own = service.and_then(|service| service.reminders.clone());
        Self {
            quiet: quiet_hours(&settings, wishes),
            reminders: own.unwrap_or(settings.reminders),
            zone: zone(booking, wishes),
        }
    }

    /// One notice per reminder and channel. A reminder whose time has come already is left out: who books within it has
    /// just been told. One for which no good hour is left is planned for its own: the customer may wish otherwise by then.
    pub(super) fn notices(&self, booking: &Booking, contact: &Contact, now: DateTime<Utc>) -> Vec<Notice> {
        let (kind, start) = (NoticeKind::BookingReminder.as_str(), booking.span.start());
        let mut notices = Vec::new();
        for reminder in &self.reminders {
            let Some(due) = start
                .checked_sub_signed(reminder.ahead.delta())
                .filter(|due| *due > now)
            else {
                continue;
            };
            let at = reminder_time(due, start, self.quiet, self.zone, now).unwrap_or(due);
            notices.extend(channels(reminder, contact).into_iter().map(|channel| Notice {
                shop: Some(booking.shop),
                ahead: Some(reminder.ahead),
                ..Notice::scheduled(booking.id, kind, channel.as_str(), booking.sequence, at)
            }));
        }
        notices
    }
}

/// Those of the reminder by which the customer can be reached; every one where it names none.
fn channels(reminder: &Reminder, contact: &Contact) -> Vec<Channel> {
    if reminder.channels.is_empty() {
        return reached_by(contact).collect();
    }
    let reached = |channel: &Channel| {
        if channel.is_to_number() {
            contact.phone.is_some()
        } else {
            contact.email.is_some()
        }
    };
    reminder.channels.iter().copied().filter(reached).collect()
}

/// When the customer is not disturbed: as they chose, else as the business has it.
pub(crate) fn quiet_hours(settings: &NoticeSettings, wishes: Option<&Preferences>) -> Option<QuietHours> {
    wishes.and_then(|wishes| wishes.quiet_hours).or(settings.quiet_hours)
}

/// By which clock: the one the customer chose, else the shop's.
pub(crate) fn zone(booking: &Booking, wishes: Option<&Preferences>) -> Zone {
    wishes.and_then(|wishes| wishes.time_zone).unwrap_or(booking.zone)
}
