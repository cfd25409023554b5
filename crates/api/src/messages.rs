//! Every stable code as a sentence in Polish, English and Arabic.
//!
//! Codes are for programs and never change; sentences are for people and may. Numbers are written as digits with
//! abbreviated units, which keeps the plurals of three languages out of the table.

use booking_rules::booking::Status;
use booking_rules::values::{Locale, Minutes};

mod catalogue;

/// One code in the three languages.
#[derive(Debug, Clone, Copy)]
pub struct Sentence {
    pub code: &'static str,
    pub en: &'static str,
    pub pl: &'static str,
    pub ar: &'static str,
}

/// Something a sentence mentions in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    Minutes(Minutes),
    Number(i64),
    Status(Status),
}

impl Sentence {
    /// The sentence with its braces still open.
    #[must_use]
    pub fn template(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::En => self.en,
            Locale::Pl => self.pl,
            Locale::Ar => self.ar,
        }
    }
}

impl Argument {
    fn words(self, locale: Locale) -> String {
        match self {
            Self::Minutes(minutes) => length(minutes, locale),
            Self::Number(number) => number.to_string(),
            Self::Status(status) => status_word(status, locale).to_owned(),
        }
    }
}

/// All sentences.
pub fn all() -> impl Iterator<Item = &'static Sentence> {
    catalogue::GROUPS.iter().copied().flatten()
}

/// The code as the table holds it, if it is one of ours.
#[must_use]
pub fn known_code(text: &str) -> Option<&'static str> {
    all()
        .find(|sentence| sentence.code == text)
        .map(|sentence| sentence.code)
}

/// The sentence of a code; a code without one gets the catch-all, which a test keeps from happening.
#[must_use]
pub fn sentence(code: &str, arguments: &[(&str, Argument)], locale: Locale) -> String {
    let template = all()
        .find(|s| s.code == code)
        .unwrap_or(&catalogue::CATCH_ALL)
        .template(locale);
    arguments.iter().fold(template.to_owned(), |text, (name, argument)| {
        text.replace(&format!("{{{name}}}"), &argument.words(locale))
    })
}

/// Whole hours as hours, anything else as minutes.
fn length(minutes: Minutes, locale: Locale) -> String {
    let (number, hours) = match minutes.get() {
        n if n > 0 && n % 60 == 0 => (n / 60, true),
        n => (n, false),
    };
    let unit = match (locale, hours) {
        (Locale::En, true) => "h",
        (Locale::Pl, true) => "godz.",
        (Locale::Ar, true) => "ساعة",
        (Locale::En | Locale::Pl, false) => "min",
        (Locale::Ar, false) => "دقيقة",
    };
    format!("{number} {unit}")
}

/// Rule 8: a status as a word in the reader's language.
#[must_use]
pub fn status_word(status: Status, locale: Locale) -> &'static str {
    let (en, pl, ar) = match status {
        Status::Held => ("held", "wstępnie zarezerwowana", "محجوز مؤقتًا"),
        Status::Pending => ("waiting for the shop", "oczekuje na salon", "بانتظار موافقة الصالون"),
        Status::Confirmed => ("confirmed", "potwierdzona", "مؤكد"),
        Status::CheckedIn => ("checked in", "klient na miejscu", "تم تسجيل الوصول"),
        Status::Completed => ("completed", "zakończona", "مكتمل"),
        Status::Cancelled => ("cancelled", "odwołana", "ملغى"),
        Status::Rejected => ("rejected", "odrzucona", "مرفوض"),
        Status::NoShow => ("missed", "nieobecność klienta", "لم يحضر"),
    };
    match locale {
        Locale::En => en,
        Locale::Pl => pl,
        Locale::Ar => ar,
    }
}

#[cfg(test)]
mod tests;
