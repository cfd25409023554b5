//! The sentences, one line a language, grouped by who gives the code.

use super::Sentence;

mod answers;
mod booking;
mod exports;
mod fields;
mod ledger;
mod notices;
mod templates;

const fn say(code: &'static str, en: &'static str, pl: &'static str, ar: &'static str) -> Sentence {
    Sentence { code, en, pl, ar }
}

pub(super) const CATCH_ALL: Sentence = say(
    "invalid",
    "This is not accepted.",
    "Tej wartości nie można przyjąć.",
    "هذه القيمة غير مقبولة.",
);

pub(super) const GROUPS: [&[Sentence]; 9] = [
    booking::REFUSALS,
    booking::HOURS,
    fields::VALUES,
    fields::READING,
    answers::ANSWERS,
    notices::RESENDING,
    templates::TEMPLATES,
    ledger::TILL,
    exports::EXPORTS,
];
