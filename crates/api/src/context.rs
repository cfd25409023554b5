//! What is true of one request whatever it asks for: its id, the reader's language, the time it arrived.

use std::convert::Infallible;
use std::net::IpAddr;

use application::author::Place;
use axum::extract::FromRequestParts;
use booking_rules::values::Locale;
use chrono::{DateTime, Utc};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};
use uuid::Uuid;

/// The header a caller may name its request in, and finds the name in.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Where the runtime passes on the id that the gateway gave.
pub const GATEWAY_REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

const MAX_REQUEST_ID: usize = 64;

/// The frame of one request; an extractor for handlers that speak the reader's language.
#[derive(Debug, Clone)]
pub struct RequestContext {
    pub request_id: String,
    pub locale: Locale,
    /// Whether errors are to be RFC 9457 problems.
    pub wants_problem: bool,
    pub timestamp: DateTime<Utc>,
    /// From where the request came, as far as it says.
    pub place: Option<Place>,
}

impl RequestContext {
    /// Reads the frame; `fallback_id` names a request that nobody named yet.
    #[must_use]
    pub fn read(headers: &HeaderMap, timestamp: DateTime<Utc>, fallback_id: impl FnOnce() -> Uuid) -> Self {
        let request_id = [REQUEST_ID, GATEWAY_REQUEST_ID]
            .iter()
            .find_map(|name| sane_id(headers, name))
            .unwrap_or_else(|| format!("req_{}", fallback_id().simple()));
        Self {
            request_id,
            locale: locale(headers),
            wants_problem: accepts_problem(headers),
            timestamp,
            place: place(headers),
        }
    }

    /// The caller's network address, for limits by address; every caller without one shares a limit.
    #[must_use]
    pub fn address(&self) -> &str {
        let address = self.place.as_ref().and_then(|place| place.address.as_deref());
        address.unwrap_or("unknown")
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const MAX_USER_AGENT: usize = 256;

/// The gateway appends the address it was called from to the list, so that only the last one is not the caller's say.
fn place(headers: &HeaderMap) -> Option<Place> {
    let last = headers.get_all(FORWARDED_FOR).iter().next_back();
    let address = last
        .and_then(|value| value.to_str().ok()?.rsplit(',').next())
        .and_then(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_string());
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(MAX_USER_AGENT).collect());
    (address.is_some() || user_agent.is_some()).then_some(Place { address, user_agent })
}

/// Anything else would let a caller write into our logs.
fn sane_id(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    let sane = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let fits = !text.is_empty() && text.len() <= MAX_REQUEST_ID && text.bytes().all(sane);
    fits.then(|| text.to_owned())
}

fn locale(headers: &HeaderMap) -> Locale {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(Locale::from_accept_language)
        .unwrap_or_default()
}

fn accepts_problem(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let mut pieces = range.split(';').map(str::trim);
            let named = pieces
                .next()
                .is_some_and(|media| media.eq_ignore_ascii_case("application/problem+json"));
            named && !pieces.any(|p| p.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)))
        })
}

impl<S: Send + Sync> FromRequestParts<S> for RequestContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Absent only where a router runs without the outer layer; a nameless frame is then the truth.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self {
            request_id: String::new(),
            locale: locale(&parts.headers),
            wants_problem: false,
            timestamp: DateTime::UNIX_EPOCH,
            place: None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> RequestContext {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        RequestContext::read(&headers, DateTime::UNIX_EPOCH, || Uuid::from_u128(5))
    }

    #[test]
    fn a_sane_request_id_is_kept_and_any_other_replaced() {
        assert_eq!(read(&[("x-request-id", "abc-1_Z")]).request_id, "abc-1_Z");
        assert_eq!(read(&[("x-amzn-requestid", "from-gateway")]).request_id, "from-gateway");
        let own = "req_00000000000000000000000000000005";
        for bad in [
            "",
            "a b",
            "a\"b",
            "12345678901234567890123456789012345678901234567890123456789012345",
        ] {
            assert_eq!(read(&[("x-request-id", bad)]).request_id, own, "{bad}");
        }
    }

    #[test]
    fn the_address_is_the_one_the_gateway_saw() {
        assert_eq!(
            read(&[("x-forwarded-for", "10.0.0.1, 192.0.2.7")]).address(),
            "192.0.2.7"
        );
        assert_eq!(read(&[("x-forwarded-for", "<script>")]).address(), "unknown");
        assert_eq!(read(&[]).place, None);
    }

    #[test]
    fn problems_are_for_those_who_ask_for_them() {
        assert!(read(&[("accept", "text/html, application/problem+json;q=0.5")]).wants_problem);
        assert!(!read(&[("accept", "application/problem+json;q=0")]).wants_problem);
        assert!(!read(&[("accept", "application/json, */*")]).wants_problem);
    }
}
