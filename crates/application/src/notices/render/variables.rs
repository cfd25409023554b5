//! What the words of a message may name, and what each becomes.

use std::collections::BTreeMap;

use booking_rules::notices::template::Template;
use booking_rules::values::Locale;

use super::receipt::Receipt;
use super::wording::{contact, has_link, held_until, one_line, persons, place, takes_place, terms};
use super::{NoticeFacts, moment, price};
use crate::notices::kind::NoticeKind;

/// One name, and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    pub name: &'static str,
    /// Whether there may be nothing to tell; such a one is asked for with `{% if name %}`.
    pub may_be_empty: bool,
    of: Of,
    /// Polish, English, Arabic.
    told: [&'static str; 3],
}

/// In which messages there is such a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Every,
    /// Of a booking that was moved.
    Moved,
    /// Of one that was cancelled or rejected.
    Ended,
    /// Of one that is still to come.
    Coming,
    /// Of one that is still to come, or held.
    Linked,
    /// Of a time that is held.
    Offered,
    Reminded,
    /// Of what was paid.
    Paid,
}

/// The names that tell date, time and zone.
pub const WITH_ZONE: [&str; 2] = ["when", "when_short"];

const fn always(name: &'static str, told: [&'static str; 3]) -> Variable {
    Variable {
        name,
        may_be_empty: false,
        of: Of::Every,
        told,
    }
}

const fn sometimes(name: &'static str, of: Of, told: [&'static str; 3]) -> Variable {
    Variable {
        name,
        may_be_empty: true,
        of,
        told,
    }
}

const fn of_receipt(name: &'static str, told: [&'static str; 3]) -> Variable {
    Variable {
        name,
        may_be_empty: false,
        of: Of::Paid,
        told,
    }
}

/// That a receipt of ours is none of a till; a text message about a payment always says so.
pub const DISCLAIMER: &str = "disclaimer";

const VARIABLES: [Variable; 27] = [
    always("business", ["nazwa firmy", "the name of the business", "اسم المنشأة"]),
    always("shop", ["nazwa salonu", "the name of the shop", "اسم الفرع"]),
    always("service", ["nazwa usługi", "the name of the service", "اسم الخدمة"]),
    always(
        "staff",
        ["kto wykonuje usługę", "who performs the service", "مقدّم الخدمة"],
    ),
    always(
        "customer",
        ["imię i nazwisko klienta", "the customer’s name", "اسم العميل"],
    ),
    always(
        "when",
        [
            "data, godzina i strefa czasowa, pełnymi słowami",
            "date, time and time zone, in full",
            "التاريخ والوقت والمنطقة الزمنية بالكامل",
        ],
    ),
    always(
        "when_short",
        [
            "data, godzina i strefa czasowa, krótko",
            "date, time and time zone, short",
            "التاريخ والوقت والمنطقة الزمنية باختصار",
        ],
    ),
    always(
        "when_brief",
        [
            "data i godzina bez strefy czasowej",
            "date and time without the zone",
            "التاريخ والوقت دون المنطقة الزمنية",
        ],
    ),
    always("place", ["salon i adres", "shop and address", "الفرع والعنوان"]),
    always("price", ["cena", "the price", "السعر"]),
    always("persons", ["liczba osób", "how many people", "عدد الأشخاص"]),
    sometimes(
        "contact",
        Of::Every,
        [
            "telefon i e-mail salonu",
            "the shop’s phone and e-mail",
            "هاتف الفرع وبريده الإلكتروني",
        ],
    ),
    sometimes(
        "previous",
        Of::Moved,
        [
            "poprzedni termin ze strefą czasową, pełnymi słowami",
            "the time before, with its zone, in full",
            "الموعد السابق مع المنطقة الزمنية بالكامل",
        ],
    ),
    sometimes(
        "previous_brief",
        Of::Moved,
        [
            "poprzedni termin, krótko",
            "the time before, short",
            "الموعد السابق باختصار",
        ],
    ),
    sometimes(
        "reason",
        Of::Ended,
        [
            "powód podany przez salon",
            "the reason the shop gave",
            "السبب الذي ذكره الفرع",
        ],
    ),
    sometimes(
        "terms",
        Of::Coming,
        [
            "do kiedy można odwołać wizytę",
            "until when the booking can be cancelled",
            "آخر وقت لإلغاء الموعد",
        ],
    ),
    sometimes(
        "manage_url",
        Of::Linked,
        [
            "link do zmiany, odwołania lub przyjęcia wizyty",
            "the link to change, cancel or take the booking",
            "رابط تعديل الحجز أو إلغائه أو قبوله",
        ],
    ),
    sometimes(
        "held_until",
        Of::Offered,
        [
            "do kiedy termin jest zarezerwowany",
            "until when the time is held",
            "آخر وقت يُحتفظ فيه بالموعد",
        ],
    ),
    sometimes(
        "can_reply",
        Of::Reminded,
        [
            "słowa, którymi można odpisać, jeśli salon czyta odpowiedzi",
            "the words that can be replied, where the shop takes replies",
            "الكلمات التي يمكن الرد بها إن كان الفرع يستقبل الردود",
        ],
    ),
    of_receipt(
        "document",
        ["numer dokumentu", "the number of the document", "رقم المستند"],
    ),
    of_receipt(
        "document_title",
        [
            "co to za potwierdzenie: płatności, zwrotu albo korekty",
            "what it confirms: a payment, a refund or a correction",
            "نوع التأكيد: دفع أو رد مبلغ أو تصحيح",
        ],
    ),
    of_receipt(
        "lines",
        ["pozycje z kwotami", "the lines with their amounts", "البنود ومبالغها"],
    ),
    of_receipt("vat", ["VAT według stawek", "VAT by rate", "الضريبة حسب النسبة"]),
    of_receipt("total", ["kwota razem", "the total", "المبلغ الإجمالي"]),
    of_receipt(
        "paid_by",
        [
            "czym zapłacono, z kwotami",
            "how it was paid, with amounts",
            "طريقة الدفع مع المبالغ",
        ],
    ),
    sometimes(
        "tax_number",
        Of::Paid,
        [
            "numer podatkowy firmy, jeśli jest podany",
            "the tax number of the business, where it is known",
            "الرقم الضريبي للمنشأة إن وُجد",
        ],
    ),
    of_receipt(
        DISCLAIMER,
        [
            "zdanie, że to nie jest paragon fiskalny",
            "the sentence that it is no fiscal receipt",
            "عبارة أن هذا ليس إيصالًا ضريبيًا",
        ],
    ),
];

impl Variable {
    /// What it stands for, in the reader's language.
    #[must_use]
    pub fn told(&self, locale: Locale) -> &'static str {
        let [pl, en, ar] = self.told;
        match locale {
            Locale::Pl => pl,
            Locale::En => en,
            Locale::Ar => ar,
        }
    }

    fn is_of(&self, kind: NoticeKind) -> bool {
        match self.of {
            Of::Every => true,
            Of::Moved => kind == NoticeKind::BookingChanged,
            Of::Ended => matches!(kind, NoticeKind::BookingCancelled | NoticeKind::BookingRejected),
            Of::Coming => takes_place(kind),
            Of::Linked => has_link(kind),
            Of::Offered => kind == NoticeKind::WaitlistOffer,
            Of::Reminded => kind == NoticeKind::BookingReminder,
            Of::Paid => kind == NoticeKind::Receipt,
        }
    }
}

/// Every name there is in any message.
#[must_use]
pub fn all() -> &'static [Variable] {
    &VARIABLES
}

/// What such a message may name.
pub fn of(kind: NoticeKind) -> impl Iterator<Item = &'static Variable> {
    VARIABLES.iter().filter(move |variable| variable.is_of(kind))
}

pub(in crate::notices) fn is_known(kind: NoticeKind, name: &str) -> bool {
    of(kind).any(|variable| variable.name == name)
}

/// What the names of one message become.
pub(super) struct Known(BTreeMap<&'static str, String>);

impl Known {
    pub(super) fn of(facts: &NoticeFacts) -> Self {
        let receipt = Receipt::of(facts);
        let named = of(facts.kind).filter_map(|variable| {
            let value = value(variable.name, facts).or_else(|| paid(variable.name, &receipt))?;
            Some((variable.name, value))
        });
        Self(named.collect())
    }

    pub(super) fn write(&self, template: &Template) -> String {
        template.render(|name| self.0.get(name).map(String::as_str))
    }
}

fn value(name: &str, facts: &NoticeFacts) -> Option<String> {
    let (locale, zone, start) = (facts.locale, facts.zone, facts.moment());
    let previous = facts.previous.map(|span| span.start());
    let line = |text: &str| Some(isolated(&one_line(text), locale));
    match name {
        "business" => line(&facts.business_name),
        "shop" => line(&facts.shop_name),
        "service" => line(&facts.service_name),
        "staff" => line(&facts.staff_name),
        "customer" => line(&facts.customer_name),
        "when" => Some(moment::full(start, zone, locale)),
        "when_short" => Some(moment::short(start, zone, locale)),
        "when_brief" => Some(moment::brief(start, zone, locale)),
        "place" => line(&place(facts)),
        "price" => line(&price::price(facts.price, locale)),
        "persons" => Some(persons(facts.persons, locale)),
        "contact" => contact(facts),
        "previous" => previous.map(|at| moment::full(at, zone, locale)),
        "previous_brief" => previous.map(|at| moment::brief_beside(at, start, zone, locale)),
        "reason" => line(facts.reason.as_deref()?).filter(|reason| !reason.is_empty()),
        "terms" => Some(terms(facts)),
        "held_until" => held_until(facts),
        "can_reply" => facts.can_reply.then(|| replies(locale).to_owned()),
        // Not isolated: programs would take the mark behind it for a part of the link.
        "manage_url" => facts.manage_url.as_deref().map(one_line),
        _ => None,
    }
}

fn paid(name: &str, receipt: &Receipt) -> Option<String> {
    match name {
        "document" => receipt.document.clone(),
        "document_title" => receipt.document_title.map(str::to_owned),
        "lines" => receipt.lines.clone(),
        "vat" => receipt.vat.clone(),
        "total" => receipt.total.clone(),
        "paid_by" => receipt.paid_by.clone(),
        "tax_number" => receipt.tax_number.clone(),
        DISCLAIMER => receipt.disclaimer.map(str::to_owned),
        _ => None,
    }
}

fn replies(locale: Locale) -> &'static str {
    match locale {
        Locale::Pl => "TAK / NIE",
        Locale::En => "YES / NO",
        Locale::Ar => "نعم / لا",
    }
}

/// Names and numbers without an Arabic letter change places with what stands around them unless they are set apart.
fn isolated(value: &str, locale: Locale) -> String {
    let is_arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
    if locale == Locale::Ar && !value.is_empty() && !value.contains(is_arabic) {
        format!("\u{2068}{value}\u{2069}")
    } else {
        value.to_owned()
    }
}
