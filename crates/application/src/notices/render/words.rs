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
const NOTICE: [Entry; 9] = [
    ("scheduled", ["zaplanowane", "scheduled", "مجدول"]),
    ("queued", ["w kolejce", "queued", "في قائمة الانتظار"]),
    ("sending", ["w trakcie wysyłania", "being sent", "قيد الإرسال"]),
    ("sent", ["wysłane", "sent", "تم الإرسال"]),
    ("delivered", ["dostarczone", "delivered", "تم التسليم"]),
    ("read", ["przeczytane", "read", "تمت القراءة"]),
    ("failed", ["niedostarczone", "not delivered", "تعذّر التسليم"]),
    ("unknown", ["wynik nieznany", "outcome unknown", "النتيجة غير معروفة"]),
    ("suppressed", ["wstrzymane", "suppressed", "موقوف"]),
];

/// What somebody is to a business.
const ROLE: [Entry; 3] = [
    ("staff", ["pracownik", "staff", "موظف"]),
    ("manager", ["menedżer", "manager", "مدير"]),
    ("owner", ["właściciel", "owner", "مالك"]),
];

/// The word for a role in a business; a code without a word is shown as it is.
#[must_use]
pub fn role_word(code: &str, locale: Locale) -> &str {
    word(ROLE.iter(), code, locale)
}

/// The word for a state of a booking or a notice; a code without a word is shown as it is.
#[must_use]
pub fn status_word(code: &str, locale: Locale) -> &str {
    word(BOOKING.iter().chain(&NOTICE), code, locale)
}

fn word(mut entries: impl Iterator<Item = &'static Entry>, code: &str, locale: Locale) -> &str {
    let known = entries.find(|(of, _)| *of == code);
    known.map_or(code, |(_, [pl, en, ar])| match locale {
        Locale::Pl => pl,
        Locale::En => en,
        Locale::Ar => ar,
    })
}

#[cfg(test)]
mod tests {
    use booking_rules::booking::Status;
    use store::NoticeStatus;

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
            assert_eq!(words.len(), 17, "{locale:?}");
        }
        assert_eq!(status_word("cancelled", Locale::Pl), "anulowana");
        assert_eq!(status_word("sent", Locale::Pl), "wysłane");
    }

    /// Every language has a word of its own for every code, and no two codes of a kind share one.
    fn assert_worded(codes: &[&str]) {
        for locale in Locale::ALL {
            let mut words: Vec<&str> = codes.iter().map(|code| status_word(code, locale)).collect();
            assert!(
                words.iter().all(|word| !word.is_empty() && !word.contains('_')),
                "{locale:?} {words:?}"
            );
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), codes.len(), "{locale:?}");
        }
        let arabic = |word: &str| word.chars().all(|c| c == ' ' || ('\u{600}'..='\u{6ff}').contains(&c));
        for code in codes {
            assert!(arabic(status_word(code, Locale::Ar)), "{code} is not Arabic");
            assert_ne!(
                status_word(code, Locale::Pl),
                status_word(code, Locale::En),
                "{code} is not Polish"
            );
        }
    }

    /// The eighth of the twelve rules; the others stand in the tests of `booking-rules`.
    #[test]
    fn rule_08_the_state_of_a_booking_is_a_word_in_the_readers_language() {
        assert_worded(&Status::ALL.map(Status::as_str));
    }

    /// The ninth of the twelve rules.
    #[test]
    fn rule_09_the_state_of_a_notice_is_a_word_in_the_readers_language() {
        assert_worded(&NoticeStatus::ALL.map(NoticeStatus::as_str));
    }

    #[test]
    fn a_code_without_a_word_is_shown_as_it_is() {
        assert_eq!(status_word("teleported", Locale::Ar), "teleported");
    }
}
