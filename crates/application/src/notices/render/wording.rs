//! The facts of a notice as the words templates put together.

use std::borrow::Cow;

use booking_rules::values::{Locale, Minutes};
use serde::Serialize;

use super::receipt::{self, Receipt};
use super::{NoticeFacts, moment, price};
use crate::notices::kind::NoticeKind;

/// What templates may name.
#[derive(Debug, Serialize)]
pub(super) struct Wording {
    lang: &'static str,
    dir: &'static str,
    /// Of the labels of a table: away from what stands beside them. Mail programs know no logical properties.
    cell_padding: &'static str,
    shop: String,
    service: String,
    customer: String,
    when_short: String,
    when_brief: String,
    previous: Option<String>,
    previous_brief: Option<String>,
    reason: Option<String>,
    contact: Option<String>,
    rows: Vec<Row>,
    terms: Option<String>,
    held_until: Option<String>,
    manage_url: Option<String>,
    manage_label: &'static str,
    can_reply: bool,
    unsubscribe_url: Option<String>,
    unsubscribe_label: &'static str,
    signature: String,
    #[serde(flatten)]
    receipt: Receipt,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) label: Cow<'static, str>,
    pub(super) value: String,
}

/// The fixed words around the facts.
struct Labels {
    service: &'static str,
    when: &'static str,
    staff: &'static str,
    persons: &'static str,
    place: &'static str,
    price: &'static str,
    phone: &'static str,
    manage: &'static str,
    take: &'static str,
    unsubscribe: &'static str,
}

const POLISH: Labels = Labels {
    service: "Usługa",
    when: "Termin",
    staff: "Wykonuje",
    persons: "Liczba osób",
    place: "Miejsce",
    price: "Cena",
    phone: "Telefon",
    manage: "Zmiana lub odwołanie wizyty",
    take: "Przyjęcie lub odrzucenie terminu",
    unsubscribe: "Rezygnacja z takich wiadomości",
};

const ENGLISH: Labels = Labels {
    service: "Service",
    when: "When",
    staff: "With",
    persons: "For",
    place: "Where",
    price: "Price",
    phone: "Phone",
    manage: "Change or cancel the booking",
    take: "Take or decline the time",
    unsubscribe: "Stop such messages",
};

const ARABIC: Labels = Labels {
    service: "الخدمة",
    when: "الموعد",
    staff: "مقدّم الخدمة",
    persons: "عدد الأشخاص",
    place: "المكان",
    price: "السعر",
    phone: "الهاتف",
    manage: "تعديل الحجز أو إلغاؤه",
    take: "قبول الموعد أو رفضه",
    unsubscribe: "إيقاف هذه الرسائل",
};

impl Wording {
    pub(super) fn of(facts: &NoticeFacts) -> Self {
        let locale = facts.locale;
        let at = facts.moment();
        let receipt = Receipt::of(facts);
        let previous = facts.previous.map(|span| span.start());
        let shop = one_line(&facts.shop_name);
        let business = one_line(&facts.business_name);
        Self {
            lang: locale.tag(),
            dir: direction(locale),
            cell_padding: match locale {
                Locale::Ar => ".2em 0 .2em 1em",
                Locale::Pl | Locale::En => ".2em 1em .2em 0",
            },
            service: one_line(&facts.service_name),
            customer: one_line(&facts.customer_name),
            when_short: moment::short(at, facts.zone, locale),
            when_brief: moment::brief(at, facts.zone, locale),
            previous: previous.map(|at| moment::full(at, facts.zone, locale)),
            previous_brief: previous.map(|before| moment::brief_beside(before, at, facts.zone, locale)),
            reason: facts
                .reason
                .as_deref()
                .map(one_line)
                .filter(|reason| !reason.is_empty()),
            contact: contact(facts),
            rows: receipt::rows(facts).unwrap_or_else(|| rows(facts)),
            terms: match &receipt.disclaimer {
                Some(disclaimer) => Some((*disclaimer).to_owned()),
                None => takes_place(facts.kind).then(|| terms(facts)),
            },
            held_until: held_until(facts),
            manage_url: facts
                .manage_url
                .as_deref()
                .map(one_line)
                .filter(|_| has_link(facts.kind)),
            manage_label: if facts.kind == NoticeKind::WaitlistOffer {
                labels(locale).take
            } else {
                labels(locale).manage
            },
            can_reply: facts.can_reply && facts.kind == NoticeKind::BookingReminder,
            unsubscribe_url: facts.unsubscribe_url.as_deref().map(one_line),
            unsubscribe_label: labels(locale).unsubscribe,
            signature: if business == shop {
                business
            } else {
                format!("{shop} · {business}")
            },
            shop,
            receipt,
        }
    }

    /// Who, what and when in one line.
    pub(super) fn bare(&self) -> String {
        format!("{}: {}, {}", self.shop, self.service, self.when_short)
    }

    /// Every row of the details.
    pub(super) fn bare_lines(&self) -> String {
        let lines: Vec<String> = self
            .rows
            .iter()
            .map(|Row { label, value }| format!("{label}: {value}"))
            .collect();
        lines.join("\n")
    }
}

/// In which direction a page in the language reads.
pub(super) fn direction(locale: Locale) -> &'static str {
    if locale == Locale::Ar { "rtl" } else { "ltr" }
}

/// Whether there is a booking left to change or cancel.
pub(super) fn takes_place(kind: NoticeKind) -> bool {
    !matches!(
        kind,
        NoticeKind::BookingCancelled
            | NoticeKind::BookingRejected
            | NoticeKind::ReviewRequested
            | NoticeKind::Receipt
            | NoticeKind::WaitlistOffer
    )
}

/// Whether the reader has something to do by the link: to change or cancel, or to take what is offered.
pub(super) fn has_link(kind: NoticeKind) -> bool {
    takes_place(kind) || kind == NoticeKind::WaitlistOffer
}

/// Until when the time is held, by the same clock as the time itself: its zone stands there.
pub(super) fn held_until(facts: &NoticeFacts) -> Option<String> {
    let until = facts.held_until.filter(|_| facts.kind == NoticeKind::WaitlistOffer)?;
    Some(moment::brief_beside(until, facts.moment(), facts.zone, facts.locale))
}

fn labels(locale: Locale) -> &'static Labels {
    match locale {
        Locale::Pl => &POLISH,
        Locale::En => &ENGLISH,
        Locale::Ar => &ARABIC,
    }
}

fn rows(facts: &NoticeFacts) -> Vec<Row> {
    let locale = facts.locale;
    let labels = labels(locale);
    let row = |label: &'static str, value| Row {
        label: label.into(),
        value,
    };
    let mut rows = vec![
        row(labels.service, one_line(&facts.service_name)),
        row(labels.when, moment::full(facts.span.start(), facts.zone, locale)),
        row(labels.staff, one_line(&facts.staff_name)),
    ];
    if facts.persons > 1 {
        rows.push(row(labels.persons, persons(facts.persons, locale)));
    }
    rows.push(row(labels.place, place(facts)));
    rows.push(row(labels.price, price::price(facts.price, locale)));
    if let Some(phone) = &facts.shop_phone {
        rows.push(row(labels.phone, left_to_right(phone.as_str(), locale)));
    }
    rows
}

/// How the reader reaches the shop: its number, its address, or both.
pub(super) fn contact(facts: &NoticeFacts) -> Option<String> {
    let phone = facts.shop_phone.as_ref().map(|phone| phone.as_str());
    let email = facts.shop_email.as_ref().map(|email| email.as_str());
    let ways: Vec<String> = [phone, email]
        .into_iter()
        .flatten()
        .map(|way| left_to_right(way, facts.locale))
        .collect();
    (!ways.is_empty()).then(|| ways.join(", "))
}

/// Shop and address in one line, as a reader or a calendar shows a place.
pub(super) fn place(facts: &NoticeFacts) -> String {
    let separator = if facts.locale == Locale::Ar { "، " } else { ", " };
    let parts = [Some(facts.shop_name.as_str()), facts.shop_address.as_deref()];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(one_line)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(separator)
}

/// Until when the reader may cancel; the limit itself still counts as in time.
pub(super) fn terms(facts: &NoticeFacts) -> String {
    let (locale, notice) = (facts.locale, facts.cancel_notice);
    let deadline = facts.span.start() - notice.delta();
    if facts.now > deadline {
        return match locale {
            Locale::Pl => "Wizyty nie można już odwołać przez internet; prosimy o kontakt.",
            Locale::En => "It is too late to cancel online; please contact us.",
            Locale::Ar => "انتهت مهلة الإلغاء عبر الإنترنت؛ يرجى التواصل معنا.",
        }
        .to_owned();
    }
    if notice == Minutes::ZERO {
        return match locale {
            Locale::Pl => "Wizytę można odwołać do chwili jej rozpoczęcia.",
            Locale::En => "You can cancel until the booking starts.",
            Locale::Ar => "يمكنك الإلغاء حتى بداية الموعد.",
        }
        .to_owned();
    }
    let (ahead, until) = (duration(notice, locale), moment::full(deadline, facts.zone, locale));
    match locale {
        Locale::Pl => format!("Wizytę można odwołać najpóźniej {ahead} przed terminem, do: {until}."),
        Locale::En => format!("You can cancel up to {ahead} before the start, until {until}."),
        Locale::Ar => format!("يمكنك الإلغاء قبل الموعد بـ {ahead} على الأقل، حتى {until}."),
    }
}

/// Whole hours where it is whole hours, else minutes; in Polish in the accusative, in Arabic in the genitive.
fn duration(length: Minutes, locale: Locale) -> String {
    let minutes = length.get();
    let (count, hours) = if minutes.is_multiple_of(60) {
        (minutes / 60, true)
    } else {
        (minutes, false)
    };
    match (locale, hours) {
        (Locale::Pl, true) => polish(count, ["godzinę", "godziny", "godzin"]),
        (Locale::Pl, false) => polish(count, ["minutę", "minuty", "minut"]),
        (Locale::En, true) => english(count, ["hour", "hours"]),
        (Locale::En, false) => english(count, ["minute", "minutes"]),
        (Locale::Ar, true) => arabic(count, ["ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة"]),
        (Locale::Ar, false) => arabic(count, ["دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة"]),
    }
}

pub(super) fn persons(count: u32, locale: Locale) -> String {
    match locale {
        Locale::Pl => polish(count, ["osoba", "osoby", "osób"]),
        Locale::En => english(count, ["person", "people"]),
        Locale::Ar => arabic(count, ["شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص"]),
    }
}

/// One, few, many, by the plural rules of CLDR.
fn polish(count: u32, [one, few, many]: [&str; 3]) -> String {
    let form = match (count, count % 10, count % 100) {
        (1, _, _) => one,
        (_, _, 12..=14) => many,
        (_, 2..=4, _) => few,
        _ => many,
    };
    format!("{count} {form}")
}

fn english(count: u32, [one, other]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { other })
}

/// One and two are words without a number; few, many, other by the plural rules of CLDR.
fn arabic(count: u32, [one, two, few, many, other]: [&str; 5]) -> String {
    match (count, count % 100) {
        (1, _) => one.to_owned(),
        (2, _) => two.to_owned(),
        (_, 3..=10) => format!("{count} {few}"),
        (_, 11..=99) => format!("{count} {many}"),
        _ => format!("{count} {other}"),
    }
}

/// In Arabic text a run of Latin words and numbers is isolated, else its parts change places on the screen.
pub(super) fn left_to_right(text: &str, locale: Locale) -> String {
    if locale == Locale::Ar {
        format!("\u{2066}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

/// What people wrote must stay one line and must not turn the direction of ours: line breaks and other control
/// characters become a space, direction marks go.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_form_their_language_wants() {
        for (count, pl, en, ar) in [
            (1, "1 osoba", "1 person", "شخص واحد"),
            (2, "2 osoby", "2 people", "شخصان"),
            (4, "4 osoby", "4 people", "4 أشخاص"),
            (5, "5 osób", "5 people", "5 أشخاص"),
            (12, "12 osób", "12 people", "12 شخصًا"),
            (22, "22 osoby", "22 people", "22 شخصًا"),
            (100, "100 osób", "100 people", "100 شخص"),
            (102, "102 osoby", "102 people", "102 شخص"),
            (112, "112 osób", "112 people", "112 شخصًا"),
        ] {
            assert_eq!(persons(count, Locale::Pl), pl);
            assert_eq!(persons(count, Locale::En), en);
            assert_eq!(persons(count, Locale::Ar), ar);
        }
    }

    #[test]
    fn lengths_are_told_in_hours_where_they_are_whole() {
        for (minutes, pl, en, ar) in [
            (60, "1 godzinę", "1 hour", "ساعة واحدة"),
            (120, "2 godziny", "2 hours", "ساعتين"),
            (1440, "24 godziny", "24 hours", "24 ساعة"),
            (2880, "48 godzin", "48 hours", "48 ساعة"),
            (90, "90 minut", "90 minutes", "90 دقيقة"),
        ] {
            assert_eq!(duration(Minutes::new(minutes), Locale::Pl), pl);
            assert_eq!(duration(Minutes::new(minutes), Locale::En), en);
            assert_eq!(duration(Minutes::new(minutes), Locale::Ar), ar);
        }
    }

    #[test]
    fn what_people_wrote_stays_one_line_and_turns_nothing_round() {
        assert_eq!(one_line(" a\r\nb\u{2028}c\u{202e}d\t e "), "a b cd e");
    }
}
