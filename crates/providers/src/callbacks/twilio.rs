//! What Twilio calls to tell, and its signature.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use booking_rules::notices::Vendor;
use booking_rules::values::Phone;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::fields::Fields;
use super::{InboundSms, own_name, their_name};
use crate::credentials::UnusableCredentials;
use crate::fate::DeliveryReport;
use crate::twilio::fate;

const FORM: &str = "application/x-www-form-urlencoded";
/// The query parameter that names the digest of a body that is no form.
const BODY_DIGEST: &str = "bodySHA256";

/// The token that Twilio signs its calls with, from the document that its adapters read: `auth_token`, or `secret` where
/// that is the account's own.
///
/// # Errors
/// [`UnusableCredentials`].
pub fn auth_token(document: &SecretString) -> Result<Option<SecretString>, UnusableCredentials> {
    crate::twilio::auth_token(document)
}

/// Whether the account whose token it is made this call. `url` is the address as Twilio called it, query included:
/// build it of the configured public address, for a request inside knows only an inner one.
#[must_use]
pub fn verified(auth_token: &SecretString, url: &str, signature: &str, content_type: &str, body: &[u8]) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else {
        return false;
    };
    let Some(signed_after_url) = signed_part(url, content_type, body) else {
        return false;
    };
    let key = hmac::Key::new(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        auth_token.expose_secret().as_bytes(),
    );
    // Which of the two forms Twilio signs depends on how old the account is.
    let forms = [with_port(url), without_port(url)];
    let matches =
        forms.map(|url| hmac::verify(&key, format!("{url}{signed_after_url}").as_bytes(), &signature).is_ok());
    matches[0] | matches[1]
}

/// What follows the address in the signed text: the fields of a form, nothing for any other body, whose digest then has
/// to stand in the address. `None` where the signature would not cover the body.
fn signed_part(url: &str, content_type: &str, body: &[u8]) -> Option<String> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(FORM) {
        let fields = Fields::of_form(body)?;
        return Some(
            fields
                .sorted()
                .iter()
                .map(|(name, value)| format!("{name}{value}"))
                .collect(),
        );
    }
    let query = url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    match Fields::of_form(query.as_bytes())?.get(BODY_DIGEST) {
        Some(told) => {
            let found = digest::digest(&digest::SHA256, body);
            let same: bool = bytes_of(told)?.ct_eq(found.as_ref()).into();
            same.then(String::new)
        }
        None => body.is_empty().then(String::new),
    }
}

/// Of hexadecimal digits, two a byte.
fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let all_digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
    let pairs = hex.as_bytes().chunks(2).filter(|_| all_digits);
    pairs
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Scheme with `://`, host, port if any, and the rest of an address.
fn parts(url: &str) -> (&str, &str, Option<&str>, &str) {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = url.split_at(after_scheme);
    let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
            (scheme, host, Some(port), rest)
        }
        _ => (scheme, authority, None, rest),
    }
}

fn with_port(url: &str) -> String {
    let (scheme, host, port, rest) = parts(url);
    let usual = if scheme == "https://" { "443" } else { "80" };
    format!("{scheme}{host}:{}{rest}", port.unwrap_or(usual))
}

fn without_port(url: &str) -> String {
    let (scheme, host, _, rest) = parts(url);
    format!("{scheme}{host}{rest}")
}

/// What a status callback says; `own_id` is the `n` of the address that was called. Twilio does not say when.
#[must_use]
pub fn report(own_id: Option<&str>, body: &[u8]) -> Option<DeliveryReport> {
    let form = Fields::of_form(body)?;
    let reference = form
        .get("MessageSid")
        .or_else(|| form.get("SmsSid"))
        .and_then(their_name)?;
    let status = form.get("MessageStatus").or_else(|| form.get("SmsStatus"))?;
    let code = form.get("ErrorCode").and_then(|code| code.parse().ok());
    Some(DeliveryReport {
        vendor: Vendor::Twilio,
        own_id: own_id.and_then(own_name),
        reference,
        fate: fate(status, code),
        at: None,
    })
}

/// A message that came in; `None` too where the sender is no telephone number, such as a short code.
#[must_use]
pub fn inbound(body: &[u8]) -> Option<InboundSms> {
    let form = Fields::of_form(body)?;
    Some(InboundSms {
        vendor: Vendor::Twilio,
        id: form
            .get("MessageSid")
            .or_else(|| form.get("SmsSid"))
            .and_then(their_name)?,
        from: Phone::parse(form.get("From")?, None).ok()?,
        to: form.get("To").and_then(their_name)?,
        text: form.get("Body")?.to_owned(),
    })
}

#[cfg(test)]
mod tests;
