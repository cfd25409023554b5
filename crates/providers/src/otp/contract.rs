//! What every adapter for one-time codes must do, run against each of them.

use std::time::Duration;

use booking_rules::values::{Locale, Phone};
use secrecy::SecretString;

use super::{OtpChannel, OtpSender, OutgoingCode};

/// A code to a Saudi number.
#[must_use]
pub fn sample_code() -> OutgoingCode {
    OutgoingCode {
        to: Phone::parse("+966501234567", None).unwrap_or_else(|_| unreachable!("a valid number")),
        code: SecretString::from("482913"),
        text: SecretString::from("482913 is your Salonbook sign-in code."),
        locale: Locale::Ar,
        channel: OtpChannel::Sms,
        reference: "otp-1".to_owned(),
        good_for: Duration::from_secs(300),
    }
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn an_accepted_code_has_a_reference(sender: &dyn OtpSender) {
    assert!(sender.reaches(OtpChannel::Sms), "every adapter sends text messages");
    for locale in Locale::ALL {
        let code = OutgoingCode {
            locale,
            ..sample_code()
        };
        let accepted = sender.send(&code).await.expect("the provider accepts");
        assert!(!accepted.reference.is_empty());
    }
}

/// What is logged of a code shows neither it nor its recipient.
///
/// # Panics
/// When it does.
pub fn nothing_of_a_code_is_shown(shown: &str) {
    for secret in ["482913", "501234567"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
