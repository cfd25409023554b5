//! What a receiver knows our calls by: Standard Webhooks, HMAC-SHA256 over id, time and body.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use booking_rules::ids::HookId;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use store::{HookSecrets, keys};

use crate::app::App;
use crate::failure::Failure;
use crate::field_keys::Field;

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

/// Where the secrets of a webhook stand; the one before moves to the other field as it is, so both have one name.
pub(super) fn secret_of(hook: HookId) -> Field {
    Field::of_business(hook.business(), keys::hook_secrets(hook), "secret")
}

/// The secrets that are good at that time, the newest first; and the record as it should be written if a seal is worn
/// or a secret's time is over.
///
/// # Errors
/// [`Failure::Unavailable`] while the field keys are away, [`Failure::Internal`] for a seal that was changed.
pub(super) async fn opened(
    app: &App,
    secrets: &HookSecrets,
    at: DateTime<Utc>,
) -> Result<(Vec<SecretString>, Option<HookSecrets>), Failure> {
    let place = secret_of(secrets.hook);
    let current = app.open(&place, &secrets.current).await?;
    let mut renewed = HookSecrets {
        current: app.renewed(&place, &secrets.current, &current).await,
        ..secrets.clone()
    };
    let mut good = vec![current];
    // One whose time is over has no business in the table.
    renewed.previous = renewed.previous.filter(|previous| at < previous.until);
    if let Some(previous) = &mut renewed.previous {
        let secret = app.open(&place, &previous.secret).await?;
        previous.secret = app.renewed(&place, &previous.secret, &secret).await;
        good.push(secret);
    }
    let renewed = (renewed != *secrets).then_some(renewed);
    Ok((good, renewed))
}

/// The value of `webhook-signature`: one signature for each secret. `None` for a secret that is damaged.
pub(super) fn signatures(secrets: &[SecretString], id: &str, at: DateTime<Utc>, body: &str) -> Option<String> {
    let signed = secrets.iter().map(|secret| sign(secret.expose_secret(), id, at, body));
    Some(signed.collect::<Option<Vec<String>>>()?.join(" "))
}

fn sign(secret: &str, id: &str, at: DateTime<Utc>, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(MARK)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{}.{body}", at.timestamp()).as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_614_265_330, 0).unwrap()
    }

    fn secrets(good: &[&str]) -> Vec<SecretString> {
        good.iter().map(|&secret| secret.to_owned().into()).collect()
    }

    #[test]
    fn the_vector_of_the_standard_is_signed_as_published() {
        assert_eq!(
            signatures(&secrets(&[SECRET]), ID, at(), BODY).as_deref(),
            Some(SIGNATURE)
        );
    }

    #[test]
    fn each_good_secret_signs_and_the_newest_comes_first() {
        let other = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
        let both = signatures(&secrets(&[other, SECRET]), ID, at(), BODY).unwrap();
        let [first, last] = both.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{both}")
        };
        assert!(first.starts_with("v1,") && first != SIGNATURE);
        assert_eq!(last, SIGNATURE);
    }

    #[test]
    fn a_damaged_secret_signs_nothing_and_none_is_shown() {
        for bad in ["", "whsec_***", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(signatures(&secrets(&[bad]), ID, at(), BODY), None, "{bad}");
        }
        let shown = format!("{:?}", secrets(&[SECRET]));
        assert!(!shown.contains("MfKQ"), "{shown}");
    }
}
