//! What a receiver knows our calls by: Standard Webhooks, HMAC-SHA256 over id, time and body.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use store::HookSecrets;

use crate::app::App;

const MARK: &str = "whsec_";

/// Shown to its owner once, as `whsec_` and base64 of 32 bytes (the standard: 24 to 64).
#[derive(Debug, Clone)]
pub struct HookSecret(SecretString);

impl HookSecret {
    pub(super) fn fresh(app: &App) -> Self {
        let bytes = [app.new_secret(), app.new_secret()].concat();
        Self(format!("{MARK}{}", STANDARD.encode(bytes)).into())
    }

    /// For the one answer that tells it, and for the table.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The value of `webhook-signature`: one signature for each secret that is good at that time, the newest first. `None` for
/// a secret that is damaged.
pub(super) fn signatures(secrets: &HookSecrets, id: &str, at: DateTime<Utc>, body: &str) -> Option<String> {
    let previous = secrets.previous.iter().filter(|previous| at < previous.until);
    let good = std::iter::once(&secrets.current).chain(previous.map(|previous| &previous.secret));
    let signed: Option<Vec<String>> = good.map(|secret| sign(secret, id, at, body)).collect();
    Some(signed?.join(" "))
}

fn sign(secret: &str, id: &str, at: DateTime<Utc>, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(MARK)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{}.{body}", at.timestamp()).as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag)))
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::{BusinessId, HookId};
    use store::RetiredSecret;
    use uuid::Uuid;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_614_265_330, 0).unwrap()
    }

    fn secrets(current: &str, previous: Option<(&str, DateTime<Utc>)>) -> HookSecrets {
        HookSecrets {
            hook: HookId::new(BusinessId::from_uuid(Uuid::from_u128(1)), Uuid::from_u128(2)),
            current: current.to_owned(),
            previous: previous.map(|(secret, until)| RetiredSecret {
                secret: secret.to_owned(),
                until,
            }),
        }
    }

    #[test]
    fn the_vector_of_the_standard_is_signed_as_published() {
        assert_eq!(
            signatures(&secrets(SECRET, None), ID, at(), BODY).as_deref(),
            Some(SIGNATURE)
        );
    }

    #[test]
    fn a_secret_that_was_replaced_signs_until_its_time_is_over() {
        let other = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
        let second = chrono::TimeDelta::seconds(1);
        let both = signatures(&secrets(other, Some((SECRET, at() + second))), ID, at(), BODY).unwrap();
        let [first, last] = both.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{both}")
        };
        assert!(first.starts_with("v1,") && first != SIGNATURE);
        assert_eq!(last, SIGNATURE);
        let one = signatures(&secrets(other, Some((SECRET, at()))), ID, at(), BODY);
        assert_eq!(one.as_deref(), Some(first), "the old one has ended");
    }

    #[test]
    fn a_damaged_secret_signs_nothing_and_none_is_shown() {
        for bad in ["", "whsec_***", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(signatures(&secrets(bad, None), ID, at(), BODY), None, "{bad}");
        }
        let shown = format!("{:?}", secrets(SECRET, Some((SECRET, at()))));
        assert!(!shown.contains("MfKQ"), "{shown}");
    }
}
