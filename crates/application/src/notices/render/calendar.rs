//! The booking as a calendar entry (RFC 5545), and as an invitation (RFC 5546, 6047).
//!
//! One UID for the life of a booking; times in UTC, so that no reader needs our zone data.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use providers::email::{CalendarMethod, CalendarPart};

use super::wording::{one_line, place};
use super::{NoticeFacts, moment};
use crate::notices::kind::NoticeKind;

/// RFC 5546 demands an organizer; this one can receive nothing (RFC 2606), for shops without an address.
const NOBODY: &str = "noreply@salonbook.invalid";

/// The calendar part of a notice: an invitation, its change or its end. `None` for notices that change nothing.
#[must_use]
pub fn calendar_part(facts: &NoticeFacts) -> Option<CalendarPart> {
    let method = match facts.kind {
        NoticeKind::BookingConfirmed | NoticeKind::BookingChanged => CalendarMethod::Request,
        NoticeKind::BookingCancelled => CalendarMethod::Cancel,
        NoticeKind::BookingRequested
        | NoticeKind::BookingRejected
        | NoticeKind::BookingReminder
        | NoticeKind::ReviewRequested
        | NoticeKind::Receipt
        | NoticeKind::WaitlistOffer => return None,
    };
    Some(CalendarPart {
        method,
        body: calendar(facts, method),
    })
}

/// The booking as a file to download.
#[must_use]
pub fn calendar_file(facts: &NoticeFacts) -> String {
    calendar(facts, CalendarMethod::Publish)
}

fn calendar(facts: &NoticeFacts, method: CalendarMethod) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Salonbook//Salonbook//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method.as_str()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.push(event(facts, method));
    calendar.to_string()
}

fn event(facts: &NoticeFacts, method: CalendarMethod) -> Event {
    let mut event = Event::with_uid(&format!("{}@salonbook", facts.booking));
    event
        .sequence(facts.sequence)
        .timestamp(facts.now)
        .created(facts.created_at)
        .last_modified(facts.now)
        .starts(facts.span.start())
        .ends(facts.span.end())
        .status(status(facts.kind))
        .summary(&format!(
            "{} – {}",
            one_line(&facts.service_name),
            one_line(&facts.shop_name)
        ))
        .location(&place(facts))
        .description(&description(facts))
        .append_property(organizer(facts));
    // A published entry names nobody (RFC 5546, 3.2.1); an invitation names the one reader and nobody else.
    if let Some(attendee) = attendee(facts).filter(|_| method != CalendarMethod::Publish) {
        event.append_multi_property(attendee);
    }
    event.done()
}

fn status(kind: NoticeKind) -> EventStatus {
    match kind {
        NoticeKind::BookingCancelled | NoticeKind::BookingRejected => EventStatus::Cancelled,
        NoticeKind::BookingRequested => EventStatus::Tentative,
        NoticeKind::BookingConfirmed
        | NoticeKind::BookingChanged
        | NoticeKind::BookingReminder
        | NoticeKind::ReviewRequested
        | NoticeKind::Receipt
        | NoticeKind::WaitlistOffer => EventStatus::Confirmed,
    }
}

fn organizer(facts: &NoticeFacts) -> Property {
    let address = facts.shop_email.as_ref().map_or(NOBODY, |email| email.as_str());
    let mut organizer = Property::new("ORGANIZER", format!("mailto:{address}"));
    organizer.add_parameter("CN", &parameter(&facts.shop_name));
    // RFC 6047, 2.3: mail clients distrust an invitation that comes from somebody else than its organizer, unless
    // the organizer names who sends for it.
    if let Some(sender) = facts.sender.as_ref().filter(|sender| sender.as_str() != address) {
        organizer.add_parameter("SENT-BY", &format!("mailto:{}", sender.as_str()));
    }
    organizer.done()
}

/// The customer chose the time, so there is nothing to accept and nobody waits for an answer.
fn attendee(facts: &NoticeFacts) -> Option<Property> {
    let email = facts.customer_email.as_ref()?;
    let property = Property::new("ATTENDEE", format!("mailto:{}", email.as_str()))
        .add_parameter("CN", &parameter(&facts.customer_name))
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "ACCEPTED")
        .add_parameter("RSVP", "FALSE")
        .done();
    Some(property)
}

/// The zone stands in words: the entry itself is in UTC and shows in the zone of whoever looks.
fn description(facts: &NoticeFacts) -> String {
    let mut lines = vec![
        moment::full(facts.span.start(), facts.zone, facts.locale),
        one_line(&facts.staff_name),
    ];
    if let Some(phone) = &facts.shop_phone {
        lines.push(phone.as_str().to_owned());
    }
    if let Some(url) = facts
        .manage_url
        .as_deref()
        .filter(|_| status(facts.kind) != EventStatus::Cancelled)
    {
        lines.push(one_line(url));
    }
    lines.join("\n")
}

/// A parameter's value knows no escape for a quotation mark (RFC 5545, 3.2).
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}
