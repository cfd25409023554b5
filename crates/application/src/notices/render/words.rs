//! The words of states in the reader's language (rules 8 and 9 of the Polish seed).

use booking_rules::values::Locale;

/// Code, Polish, English, Arabic.
type Entry = (&'static str, [&'static str; 3]);

/// The states of a booking; in Polish they agree with `rezerwacja`.
const BOOKING: [Entry; 8] = [
    ("held", ["wstępnie zarezerwowana", "held", "محجوز مؤقتًا"]),
    (
        "pending",
        [
            "oczekuje na potwierdzenie",
            "waiting for confirmation",
            "بانتظار التأكيد",
        ],
    ),
    ("confirmed", ["potwierdzona", "confirmed", "مؤكد"]),
    ("checked_in", ["klient na miejscu", "checked in", "حضر العميل"]),
    ("completed", ["zakończona", "completed", "مكتمل"]),
    ("cancelled", ["anulowana", "cancelled", "ملغى"]),
    ("rejected", ["odrzucona", "rejected", "مرفوض"]),
    ("no_show", ["klient się nie stawił", "no-show", "لم يحضر العميل"]),
];

/// The states of a notice; in Polish they agree with `powiadomienie`.
const NOTICE: [Entry; 7] = [
    ("scheduled", ["zaplanowane", "scheduled", "مجدول"]),
    ("queued", ["w kolejce", "queued", "في قائمة الانتظار"]),
    ("sending", ["w trakcie wysyłania", "being sent", "قيد الإرسال"]),
    ("sent", ["wysłane", "sent", "تم الإرسال"]),
    ("failed", ["niewysłane", "not sent", "تعذّر الإرسال"]),
    ("unknown", ["wynik nieznany", "outcome unknown", "النتيجة غير معروفة"]),
    ("suppressed", ["wstrzymane", "suppressed", "موقوف"]),
];

/// The word for a state of a booking or a notice; a code without a word is shown as it is.
#[must_use]
pub fn status_word(code: &str, locale: Locale) -> &str {
    let known = BOOKING.iter().chain(&NOTICE).find(|(of, _)| *of == code);
    known.map_or(code, |(_, [pl, en, ar])| match locale {
        Locale::Pl => pl,
        Locale::En => en,
        Locale::Ar => ar,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let mut words: Vec<&str> = BOOKING
                .iter()
                .chain(&NOTICE)
                .map(|(code, _)| status_word(code, locale))
                .collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), 15, "{locale:?}");
        }
        assert_eq!(status_word("cancelled", Locale::Pl), "anulowana");
        assert_eq!(status_word("sent", Locale::Pl), "wysłane");
    }

    #[test]
    fn a_code_without_a_word_is_shown_as_it_is() {
        assert_eq!(status_word("teleported", Locale::Ar), "teleported");
    }
}
