//! From facts to words: what a notice says in Polish, English and Arabic, by e-mail, text message and calendar file.
//!
//! Every message names date, local time and time zone; nothing is decided here, and no clock is read.

use booking_rules::ids::BookingId;
use booking_rules::ledger::SaleDocument;
use booking_rules::notices::Channel;
use booking_rules::time::{Span, Zone};
use booking_rules::values::{Email, Locale, Minutes, Money, Phone};
use chrono::{DateTime, Utc};
use providers::email::CalendarPart;

use super::kind::NoticeKind;
use super::own_words::Words;

mod calendar;
pub mod letters;
mod moment;
mod price;
pub mod reasons;
mod receipt;
mod sample;
mod sms;
mod templates;
#[cfg(test)]
mod tests;
pub mod variables;
mod wording;
pub mod words;

pub use calendar::{calendar_file, calendar_part};
pub use sample::sample;
pub(crate) use sample::sample_link;
pub use sms::{Encoding, Segments, first_beyond_gsm7, sms_segments};

/// All that a notice may say.
#[derive(Debug, Clone)]
pub struct NoticeFacts {
    pub kind: NoticeKind,
    /// The reader's language.
    pub locale: Locale,
    pub business_name: String,
    pub shop_name: String,
    pub shop_address: Option<String>,
    pub shop_phone: Option<Phone>,
    /// Becomes the organizer of the calendar entry, so the mail should come from it or answer to it.
    pub shop_email: Option<Email>,
    /// The address the mail itself comes from.
    pub sender: Option<Email>,
    pub service_name: String,
    pub staff_name: String,
    pub customer_name: String,
    pub customer_email: Option<Email>,
    pub span: Span,
    /// Where the booking was before a change.
    pub previous: Option<Span>,
    /// The zone times are told in, and named.
    pub zone: Zone,
    pub price: Money,
    pub persons: u32,
    /// Until when the time is held, where it is only offered.
    pub held_until: Option<DateTime<Utc>>,
    /// Where the reader can change or cancel, or take what is offered.
    pub manage_url: Option<String>,
    /// Where the reader of an e-mail leaves such messages, where they can be left.
    pub unsubscribe_url: Option<String>,
    pub booking: BookingId,
    /// Grows with every change of the booking and never falls: calendars ignore a lower one.
    pub sequence: u32,
    /// Why it was cancelled or rejected, in the shop's words.
    pub reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    /// How long before the start a customer may still cancel.
    pub cancel_notice: Minutes,
    /// Whether an answer by text message reaches us, and is asked for.
    pub can_reply: bool,
    /// What a receipt is of.
    pub document: Option<SaleDocument>,
}

impl NoticeFacts {
    /// The moment that the message tells of: that of its document, else that of the visit.
    fn moment(&self) -> DateTime<Utc> {
        self.document
            .as_ref()
            .map_or(self.span.start(), |document| document.issued_at)
    }
}

/// An e-mail without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedEmail {
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<CalendarPart>,
}

/// The e-mail, with a calendar part where the notice changes what belongs into a calendar.
#[must_use]
pub fn render_email(facts: &NoticeFacts, words: &Words) -> RenderedEmail {
    let wording = wording::Wording::of(facts);
    let known = variables::Known::of(facts);
    let own = templates::Own {
        // Facts are one line each; words are where they were saved. What is left empty is no subject.
        subject: words
            .subject()
            .map(|template| known.write(template))
            .filter(|subject| !subject.is_empty()),
        message: words.text().map(|template| known.write(template)),
    };
    let mail = templates::NOTICES
        .mail_saying(facts.kind.as_str(), facts.locale, &wording, own)
        .unwrap_or_else(|defect| {
            report(facts, &defect);
            templates::Mail::bare(&wording)
        });
    RenderedEmail {
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        calendar: calendar_part(facts),
    }
}

/// Longest text message that every vendor takes (Twilio: 1,600 characters; the others cut later).
const LONGEST_SMS: usize = 1_600;

/// The text message.
///
/// Polish and English ones are written without Polish letters: one such letter would switch the whole message to a
/// coding with 70 characters a segment in place of 160, and the reader loses nothing. Own words that have become too long
/// to be taken give way to the platform's.
#[must_use]
pub fn render_sms(facts: &NoticeFacts, words: &Words) -> String {
    let wording = wording::Wording::of(facts);
    let own = words.text().map(|template| variables::Known::of(facts).write(template));
    let text = match own.filter(|text| (1..=LONGEST_SMS).contains(&text.chars().count())) {
        Some(text) => text,
        None => templates::NOTICES
            .sms(facts.kind.as_str(), facts.locale, &wording)
            .unwrap_or_else(|defect| {
                report(facts, &defect);
                wording.bare()
            }),
    };
    match facts.locale {
        Locale::Pl | Locale::En => sms::without_polish_letters(&text),
        Locale::Ar => text,
    }
}

/// The platform's own words, with the names of facts in them: subject and text of an e-mail, the text of a text message.
#[must_use]
pub fn platform_words(
    kind: NoticeKind,
    locale: Locale,
    channel: Channel,
) -> (Option<&'static str>, Option<&'static str>) {
    let source = |file| {
        templates::NOTICES
            .source(kind.as_str(), locale, file)
            .map(str::trim_end)
    };
    match channel {
        Channel::Email => (source("subject.txt"), source("text.txt")),
        Channel::Sms => (None, source("sms.txt")),
        // Its words stand with its vendor, who approved them.
        Channel::Whatsapp => (None, None),
    }
}

/// What fills an approved WhatsApp template, in its order: whose visit, the service, when with its zone, where, and the
/// link to change or cancel it, or `-` where there is none: a template takes no empty variable.
#[must_use]
pub fn whatsapp_variables(facts: &NoticeFacts) -> Vec<String> {
    let line = |text: &str| match wording::one_line(text) {
        line if line.is_empty() => "-".to_owned(),
        line => line,
    };
    vec![
        line(&facts.customer_name),
        line(&facts.service_name),
        moment::full(facts.span.start(), facts.zone, facts.locale),
        wording::place(facts),
        line(facts.manage_url.as_deref().unwrap_or_default()),
    ]
}

/// Weekday, date, time and zone, as messages tell them.
#[must_use]
pub(crate) fn moment_in_words(at: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    moment::full(at, zone, locale)
}

/// The same in the length of a text message.
#[must_use]
pub(crate) fn moment_for_text(at: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    moment::short(at, zone, locale)
}

/// A sum of money, as messages tell it.
#[must_use]
pub(crate) fn price_in_words(money: Money, locale: Locale) -> String {
    price::price(money, locale)
}

/// Weekday, date and time in short; with the offset where it is not that of `beside`.
#[must_use]
pub(crate) fn moment_in_short(at: DateTime<Utc>, beside: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    moment::brief_beside(at, beside, zone, locale)
}

/// What people wrote, on one line and keeping its own direction inside an Arabic sentence.
#[must_use]
pub(crate) fn isolated_words(text: &str, locale: Locale) -> String {
    let line = wording::one_line(text);
    match locale {
        Locale::Ar if !line.is_empty() => format!("\u{2068}{line}\u{2069}"),
        _ => line,
    }
}

/// A template that cannot be read is our defect; the reader still gets the bare facts.
fn report(facts: &NoticeFacts, defect: &minijinja::Error) {
    let (kind, locale) = (facts.kind.as_str(), facts.locale.tag());
    tracing::error!(notice.kind = kind, notice.locale = locale, %defect, "a notice template is defective");
}
