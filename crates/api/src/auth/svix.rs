//! Messages signed as Svix signs them (Standard Webhooks): HMAC-SHA256 over name, time and body.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;

use super::Unauthenticated;

/// Either way; a message recorded by somebody is worth nothing after.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// While a secret is replaced there are two; more would only cost us.
const MAX_SIGNATURES: usize = 8;
const MAX_ID: usize = 255;

/// What a sender and we know.
pub struct WebhookSecret {
    key: hmac::Key,
}

/// The secret is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is `whsec_` and base64")]
pub struct NoSecret;

impl WebhookSecret {
    /// Takes the secret as the sender shows it.
    ///
    /// # Errors
    /// [`NoSecret`]
    pub fn parse(text: &str) -> Result<Self, NoSecret> {
        let text = text.trim();
        let key = STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text));
        let key = key.ok().filter(|key| !key.is_empty()).ok_or(NoSecret)?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
        })
    }

    /// The message's name, if it was signed with the secret within minutes of `now`.
    ///
    /// # Errors
    /// [`Unauthenticated`], whatever is wrong.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Unauthenticated> {
        let id = header(headers, "id").filter(|id| (1..=MAX_ID).contains(&id.len()));
        let (id, stamp) = id.zip(header(headers, "timestamp")).ok_or(Unauthenticated)?;
        let signatures = header(headers, "signature").ok_or(Unauthenticated)?;
        let sent = stamp
            .parse()
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        if sent.is_none_or(|sent: DateTime<Utc>| (now - sent).abs() > TOLERANCE) {
            return Err(Unauthenticated);
        }
        let signed = [id.as_bytes(), b".", stamp.as_bytes(), b".", body].concat();
        let mut tags = signatures
            .split(' ')
            .filter_map(|signature| signature.strip_prefix("v1,"))
            .filter_map(|tag| STANDARD.decode(tag).ok())
            .take(MAX_SIGNATURES);
        // In constant time, by the promise of the library.
        if tags.any(|tag| hmac::verify(&self.key, &signed, &tag).is_ok()) {
            Ok(id.to_owned())
        } else {
            Err(Unauthenticated)
        }
    }
}

/// The only value of the header, by Svix's name or the standard's.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = ["svix", "webhook"]
        .into_iter()
        .map(|prefix| headers.get_all(format!("{prefix}-{name}")))
        .find_map(|all| {
            let mut all = all.iter();
            Some((all.next()?, all.next()))
        });
    match values.take()? {
        (value, None) => value.to_str().ok(),
        (_, Some(_)) => None,
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 24 bytes of ASCII `0`.
    const SECRET: &str = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
    const BODY: &[u8] = br#"{"type":"user.created"}"#;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn sign(id: &str, stamp: &str, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[b'0'; 24]);
        let signed = [id.as_bytes(), b".", stamp.as_bytes(), b".", body].concat();
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, &signed)))
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, http::HeaderValue::from_str(value).unwrap())
        });
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }

    fn verify(pairs: &[(&'static str, &str)], now: i64) -> Result<String, Unauthenticated> {
        WebhookSecret::parse(SECRET)
            .unwrap()
            .verify(&headers(pairs), BODY, at(now))
    }

    #[test]
    fn a_message_signed_a_moment_ago_is_believed_under_either_name_of_its_headers() {
        let signature = sign("msg_1", "1000", BODY);
        for prefix in ["svix", "webhook"] {
            let names: [&'static str; 3] = if prefix == "svix" {
                ["svix-id", "svix-timestamp", "svix-signature"]
            } else {
                ["webhook-id", "webhook-timestamp", "webhook-signature"]
            };
            let [id, stamp, signed] = names;
            let told = verify(&[(id, "msg_1"), (stamp, "1000"), (signed, &signature)], 1000);
            assert_eq!(told.unwrap(), "msg_1");
        }
    }

    #[test]
    fn one_good_signature_among_several_is_enough_and_other_versions_count_for_nothing() {
        let good = sign("msg_1", "1000", BODY);
        let check = |signatures: &str| {
            verify(
                &[
                    ("svix-id", "msg_1"),
                    ("svix-timestamp", "1000"),
                    ("svix-signature", signatures),
                ],
                1000,
            )
        };
        assert!(check(&format!("v1,AAAA v2,xyz {good}")).is_ok());
        assert!(check(&good.replace("v1,", "v1a,")).is_err());
        assert!(check(&good.replace("v1,", "")).is_err());
        assert!(check("v1,").is_err());
    }

    #[test]
    fn nothing_altered_late_early_or_nameless_is_believed() {
        let good = sign("msg_1", "1000", BODY);
        let check = |id: &str, stamp: &str, signature: &str, now| {
            verify(
                &[
                    ("svix-id", id),
                    ("svix-timestamp", stamp),
                    ("svix-signature", signature),
                ],
                now,
            )
        };
        assert!(check("msg_1", "1000", &good, 1300).is_ok());
        assert!(check("msg_1", "1000", &good, 700).is_ok());
        for (id, stamp, signature, now) in [
            ("msg_2", "1000", good.as_str(), 1000),
            ("msg_1", "1001", good.as_str(), 1000),
            ("msg_1", "1000", sign("msg_1", "1000", b"{}").as_str(), 1000),
            ("msg_1", "1000", good.as_str(), 1301),
            ("msg_1", "1000", good.as_str(), 699),
            ("msg_1", "soon", sign("msg_1", "soon", BODY).as_str(), 1000),
            ("", "1000", sign("", "1000", BODY).as_str(), 1000),
        ] {
            assert_eq!(
                check(id, stamp, signature, now),
                Err(Unauthenticated),
                "{id} {stamp} {now}"
            );
        }
        assert!(verify(&[("svix-id", "msg_1"), ("svix-signature", &good)], 1000).is_err());
    }

    #[test]
    fn a_secret_is_base64_with_or_without_its_mark() {
        assert!(WebhookSecret::parse("MDAwMDAw").is_ok());
        for bad in ["", "whsec_", "whsec_***"] {
            assert_eq!(WebhookSecret::parse(bad).err(), Some(NoSecret), "{bad}");
        }
        assert!(!format!("{:?}", WebhookSecret::parse(SECRET).unwrap()).contains("MDAw"));
    }
}
