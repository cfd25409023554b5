//! Time-based one-time passwords as authenticators make them: SHA-1, six digits, 30 seconds.

use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};

use crate::app::App;
use crate::failure::Failure;

/// RFC 4226, section 4: 160 bits are recommended.
const SECRET_BYTES: usize = 20;
const ISSUER: &str = "Salonbook";
/// RFC 3986, section 2.3: what needs no escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A new secret, in base32.
pub(super) fn new_secret(app: &App) -> String {
    let mut bytes = [app.new_secret(), app.new_secret()].concat();
    bytes.truncate(SECRET_BYTES);
    Secret::from(bytes).to_base32()
}

/// What an authenticator reads from a QR code, in the form all of them read.
pub(super) fn uri(secret: &str, label: &str) -> String {
    let label = utf8_percent_encode(label, ESCAPED);
    format!("otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30")
}

/// The step whose code this is: the current one, or one before or after it for clocks that differ.
///
/// # Errors
/// [`Failure::Internal`] for a secret that is none.
pub(super) fn step_of(secret: &str, code: &str, now: DateTime<Utc>) -> Result<Option<u64>, Failure> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Ok(authenticator(secret)?.check(code, seconds))
}

fn authenticator(secret: &str) -> Result<Totp, Failure> {
    let secret = Secret::try_from_base32(secret).map_err(|_| Failure::internal("a second factor is not base32"))?;
    // The builder's own defaults are those of authenticators: SHA-1, six digits, 30 seconds, one step either way.
    let built = Builder::new().with_secret(secret).build();
    built.map_err(|_| Failure::internal("a second factor is too short"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the key `12345678901234567890`, the last six of its eight digits.
    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let step = u64::try_from(seconds / 30).unwrap();
            assert_eq!(step_of(KEY, code, at(seconds)).unwrap(), Some(step), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_differ_by_one_step_and_no_more() {
        let step = 1_234_567_890 / 30;
        for (seconds, found) in [
            ((step - 2) * 30 + 29, false),
            ((step - 1) * 30, true),
            (step * 30 + 29, true),
            ((step + 1) * 30 + 29, true),
            ((step + 2) * 30, false),
        ] {
            assert_eq!(
                step_of(KEY, "005924", at(seconds)).unwrap().is_some(),
                found,
                "{seconds}"
            );
        }
    }

    #[test]
    fn a_label_cannot_add_to_the_address() {
        let uri = uri("ABC", "a&secret=x@y.pl:ż");
        assert!(
            uri.starts_with("otpauth://totp/Salonbook:a%26secret%3Dx%40y.pl%3A%C5%BC?secret=ABC&"),
            "{uri}"
        );
    }
}
