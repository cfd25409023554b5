//! Why a message stands where it stands, as a sentence for the people of the shop.

use booking_rules::values::Locale;

/// Code, Polish, English, Arabic.
type Entry = (&'static str, [&'static str; 3]);

/// Our own codes; what else stands as a reason is a vendor's.
const REASONS: &[Entry] = &[
    (
        "booking_changed_since",
        [
            "rezerwacja zmieniła się w międzyczasie",
            "the booking has changed since",
            "تغيّر الحجز بعد ذلك",
        ],
    ),
    (
        "booking_status_changed",
        [
            "rezerwacja ma już inny status",
            "the booking has another status by now",
            "تغيّرت حالة الحجز",
        ],
    ),
    (
        "booking_already_started",
        [
            "wizyta już się zaczęła",
            "the visit has already begun",
            "بدأ الموعد بالفعل",
        ],
    ),
    (
        "booking_erased",
        [
            "dane rezerwacji usunięto",
            "the booking was erased",
            "حُذفت بيانات الحجز",
        ],
    ),
    (
        "no_address",
        [
            "klient nie podał adresu ani numeru",
            "the customer gave no address or number for it",
            "لم يقدّم العميل عنوانًا أو رقمًا",
        ],
    ),
    (
        "dead_address",
        [
            "pod ten adres lub numer nie można dostarczać wiadomości",
            "nothing can be delivered to this address or number",
            "لا يمكن تسليم الرسائل إلى هذا العنوان أو الرقم",
        ],
    ),
    (
        "no_longer_useful",
        [
            "wiadomość straciła aktualność",
            "the message is of no use any more",
            "لم تعد الرسالة مفيدة",
        ],
    ),
    (
        "given_up",
        [
            "nie udało się mimo wielu prób",
            "it did not succeed in many tries",
            "لم تنجح محاولات كثيرة",
        ],
    ),
    (
        "never_taken",
        [
            "operator nigdy jej nie przyjął",
            "the provider never took it",
            "لم يستلمها مزوّد الخدمة",
        ],
    ),
    (
        "worker_stopped",
        [
            "wysyłanie zostało przerwane; nie wiadomo, czy operator ją przyjął",
            "sending was cut short; whether the provider took it is not known",
            "انقطع الإرسال؛ لا يُعرف إن كان مزوّد الخدمة قد استلمها",
        ],
    ),
    (
        "vendor_not_set_up",
        [
            "operator nie jest skonfigurowany",
            "the provider is not set up",
            "مزوّد الخدمة غير مهيأ",
        ],
    ),
    (
        "no_vendor",
        [
            "żaden operator nie obsługuje tego kanału",
            "no provider carries this channel",
            "لا يوجد مزوّد لهذه القناة",
        ],
    ),
    (
        "document_missing",
        [
            "brakuje dokumentu sprzedaży",
            "the document of the sale is missing",
            "مستند البيع غير موجود",
        ],
    ),
    (
        "catalogue_incomplete",
        [
            "brakuje danych salonu lub usługi",
            "details of the shop or the service are missing",
            "بيانات الصالون أو الخدمة ناقصة",
        ],
    ),
    (
        "facts_missing",
        [
            "brakuje treści wiadomości",
            "what the message should say is missing",
            "محتوى الرسالة ناقص",
        ],
    ),
    (
        "opted_out",
        [
            "odbiorca nie chce takich wiadomości",
            "the reader wants no such messages",
            "لا يرغب المستلم في مثل هذه الرسائل",
        ],
    ),
    (
        "channel_not_wanted",
        [
            "odbiorca wybrał inny kanał",
            "the reader chose another channel",
            "اختار المستلم قناة أخرى",
        ],
    ),
    (
        "no_consent",
        [
            "odbiorca nie wyraził na to zgody",
            "the reader has not agreed to it",
            "لم يوافق المستلم على ذلك",
        ],
    ),
    (
        "quiet_hours",
        [
            "w godzinach ciszy odbiorcy",
            "in the reader's quiet hours",
            "في ساعات الهدوء لدى المستلم",
        ],
    ),
    (
        "daily_cap",
        [
            "odbiorca dostał już dość wiadomości tego dnia",
            "the reader got enough messages that day",
            "تلقّى المستلم ما يكفي من الرسائل في ذلك اليوم",
        ],
    ),
    (
        "timed out",
        [
            "operator nie odpowiedział na czas",
            "the provider did not answer in time",
            "لم يرد مزوّد الخدمة في الوقت المناسب",
        ],
    ),
    (
        "no connection",
        [
            "brak połączenia z operatorem",
            "no connection to the provider",
            "لا يوجد اتصال بمزوّد الخدمة",
        ],
    ),
];

/// The sentence of a reason; a vendor's own code is named as such.
#[must_use]
pub fn reason_words(code: &str, locale: Locale) -> String {
    let known = REASONS.iter().find(|(of, _)| *of == code);
    match (known, locale) {
        (Some((_, [pl, _, _])), Locale::Pl) => (*pl).to_owned(),
        (Some((_, [_, en, _])), Locale::En) => (*en).to_owned(),
        (Some((_, [_, _, ar])), Locale::Ar) => (*ar).to_owned(),
        (None, Locale::Pl) => format!("odpowiedź operatora: {code}"),
        (None, Locale::En) => format!("the provider's answer: {code}"),
        // The code is Latin and would otherwise change places with the words around it.
        (None, Locale::Ar) => format!("رد مزوّد الخدمة: \u{2068}{code}\u{2069}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Literals given to what ends a message, in the sources of deliveries and the sweep.
    #[test]
    fn every_reason_of_ours_has_words() {
        let sources = [
            include_str!("../../deliveries/handing.rs"),
            include_str!("../../deliveries/held.rs"),
            include_str!("../../deliveries/letters.rs"),
            include_str!("../../deliveries/notices.rs"),
            include_str!("../../deliveries/question.rs"),
            include_str!("../../notices.rs"),
            include_str!("../../wishes.rs"),
        ];
        let mut seen = 0;
        for marker in [
            "suppress(\"",
            "Suppress(\"",
            "Some(\"",
            "then_some(\"",
            "mut reason = \"",
            "&str = \"",
        ] {
            for call in sources.iter().flat_map(|source| source.split(marker).skip(1)) {
                let code = call.split('"').next().unwrap_or_default();
                assert!(REASONS.iter().any(|(of, _)| *of == code), "{code}");
                seen += 1;
            }
        }
        assert!(seen >= 8, "the walk no longer finds the reasons: {seen}");
    }

    #[test]
    fn a_vendors_code_is_named_in_every_language() {
        for locale in [Locale::Pl, Locale::En, Locale::Ar] {
            assert!(reason_words("21610", locale).contains("21610"));
            assert!(!reason_words("dead_address", locale).contains('_'));
        }
    }
}
