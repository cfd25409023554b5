//! One HTTP request to a vendor, and what is known when it did not succeed.

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use crate::credentials::UnusableCredentials;
use crate::delivery::DeliveryError;

/// Longest part of `timeout` that connecting may take.
const CONNECT: Duration = Duration::from_secs(2);
/// An answer of a vendor is well under 4 KiB.
const LARGEST_ANSWER: usize = 64 * 1024;
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'*');

/// What a vendor said.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// `Null` when it is not JSON.
    pub(crate) body: Value,
}

/// A client that asks once, follows nobody and gives up after `timeout`, connecting included.
pub(crate) fn client(timeout: Duration) -> Result<Client, UnusableCredentials> {
    let built = Client::builder()
        .timeout(timeout)
        .connect_timeout(CONNECT.min(timeout))
        .redirect(Policy::none())
        // A connection that the vendor closed meanwhile would be reported as an unknown outcome.
        .pool_idle_timeout(Duration::from_secs(20))
        .retry(reqwest::retry::never())
        .build();
    built.map_err(|_| UnusableCredentials("no client for the vendor's address".to_owned()))
}

/// Where a vendor takes requests: at its own address, or at the one that the credentials name instead.
pub(crate) fn address(own: &str, instead: Option<&str>, path: &str) -> String {
    format!("{}{path}", instead.unwrap_or(own).trim_end_matches('/'))
}

/// Fields as a form; secrets travel in the body, never in an address that ends up in logs.
pub(crate) fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let escaped = |text| utf8_percent_encode(text, FORM);
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(pairs.join("&"))
}

/// Sends and reads the whole answer.
pub(crate) async fn send(request: RequestBuilder) -> Result<Reply, DeliveryError> {
    let answer = request.header(ACCEPT, "application/json").send().await;
    let mut answer = answer.map_err(|error| unanswered(&error))?;
    let status = answer.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| cut())? {
        bytes.extend_from_slice(&part);
        if bytes.len() > LARGEST_ANSWER {
            return Err(DeliveryError::unknown("an answer that is too long"));
        }
    }
    Ok(Reply {
        status,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    })
}

/// What an answer that refuses means where the vendor's own codes say nothing: `code` is all that is kept of it, for a
/// vendor's sentence may quote the number.
pub(crate) fn refused(status: u16, code: &str) -> DeliveryError {
    let reason = format!("{status} {code}").trim().to_owned();
    match status {
        // Credentials and rights are the operator's to mend; the number stays good.
        401..=403 | 408 | 429 | 500..=599 => DeliveryError::transient(reason),
        _ => DeliveryError::rejected(reason),
    }
}

fn unanswered(error: &reqwest::Error) -> DeliveryError {
    if error.is_connect() {
        DeliveryError::transient("no connection")
    } else if error.is_timeout() {
        DeliveryError::unknown("timed out")
    } else if error.is_builder() {
        DeliveryError::rejected("request could not be built")
    } else {
        cut()
    }
}

fn cut() -> DeliveryError {
    DeliveryError::unknown("connection lost before the answer")
}
