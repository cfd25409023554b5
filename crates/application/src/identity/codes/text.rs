//! What a code's message says: one segment in every language, the code first, so that a locked screen shows it.

use booking_rules::values::Locale;

use super::drawn::DrawnCode;

pub(super) fn message(code: &DrawnCode, locale: Locale) -> String {
    let code = code.reveal();
    match locale {
        Locale::En => {
            format!("{code} is your Salonbook sign-in code, good for 5 minutes. Never share it, not even with us.")
        }
        // Without Polish letters, which would halve what a message holds.
        Locale::Pl => {
            format!("{code} to Twoj kod logowania do Salonbook, wazny 5 minut. Nie podawaj go nikomu, takze nam.")
        }
        Locale::Ar => format!("{code} رمز الدخول إلى Salonbook، صالح 5 دقائق. لا تشاركه مع أحد."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::render::{Encoding, sms_segments};

    #[test]
    fn every_language_fits_into_one_segment() {
        for (locale, encoding) in [
            (Locale::En, Encoding::Gsm7),
            (Locale::Pl, Encoding::Gsm7),
            (Locale::Ar, Encoding::Ucs2),
        ] {
            let text = message(&DrawnCode::sample(), locale);
            let segments = sms_segments(&text);
            assert_eq!((segments.encoding, segments.count), (encoding, 1), "{text}");
            assert!(text.starts_with("482913 "), "{text}");
        }
    }
}
