//! Which web pages may read our answers: those of the platform's own list, and those that a business lists for itself.
//! Access tokens travel in a header. Only a refresh token may travel in a cookie, so credentials are allowed to the
//! platform's own list alone, never to `*`; any other page gains nothing it could not fetch by itself.

use application::App;
use application::origins::may_read;
use booking_rules::ids::{BusinessId, business_of};
use http::{HeaderMap, HeaderValue, Method, Uri, header};

use crate::auth::BUSINESS_ID;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept, accept-language, idempotency-key, if-match, x-business-id, x-csrf-token, x-request-id",
);
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static("etag, location, retry-after, x-request-id");
/// Chromium keeps a preflight at most two hours; ten minutes let a changed list take effect soon.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The platform's own list.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    any: bool,
    list: Vec<String>,
}

/// What the answer to one request may say to the page that asked.
#[derive(Debug, Clone)]
pub(crate) struct Leave {
    origin: HeaderValue,
    /// Whether it may send the cookie along.
    credentials: bool,
}

impl Origins {
    #[must_use]
    pub fn new(list: Vec<String>) -> Self {
        Self {
            any: list.iter().any(|origin| origin == "*"),
            list,
        }
    }

    /// Whether the page that asks may read the answer. An origin that the platform does not list is looked up, at most
    /// once a minute, among those of the businesses.
    pub(crate) async fn leave(&self, app: &App, request: &HeaderMap, uri: &Uri) -> Option<Leave> {
        let origin = request.get(header::ORIGIN)?;
        if self.any {
            return Some(Leave {
                origin: HeaderValue::from_static("*"),
                credentials: false,
            });
        }
        let text = origin.to_str().ok()?;
        let credentials = self.lists(origin);
        let allowed = credentials || may_read(app, text, business_named(request, uri)).await;
        allowed.then(|| Leave {
            origin: origin.clone(),
            credentials,
        })
    }

    /// Whether the page that asks may send a cookie along: one of a listed origin or of our own, or no page at all.
    pub(crate) fn trusts(&self, request: &HeaderMap) -> bool {
        let Some(origin) = request.get(header::ORIGIN) else {
            return true;
        };
        let host = request.get(header::HOST).map(HeaderValue::as_bytes);
        let authority = origin
            .to_str()
            .ok()
            .and_then(|text| text.split_once("://"))
            .map(|(_, rest)| rest.as_bytes());
        self.lists(origin) || (authority.is_some() && authority == host)
    }

    fn lists(&self, origin: &HeaderValue) -> bool {
        self.list
            .iter()
            .any(|known| known != "*" && known.as_bytes() == origin.as_bytes())
    }
}

impl Leave {
    /// Adds what an ordinary answer needs.
    pub(crate) fn mark(self, response: &mut HeaderMap) {
        self.mark_origin(response);
        response.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
    }

    /// Adds what a preflight asks for.
    pub(crate) fn mark_preflight(self, response: &mut HeaderMap) {
        self.mark_origin(response);
        response.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        response.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        response.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    }

    fn mark_origin(self, response: &mut HeaderMap) {
        response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
        if self.credentials {
            response.insert(
                header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
    }
}

/// The business that a request names, in its header or by the first id in its path or query: every id carries one.
fn business_named(headers: &HeaderMap, uri: &Uri) -> Option<BusinessId> {
    let header = headers.get(BUSINESS_ID).and_then(|value| value.to_str().ok());
    let query = uri.query().unwrap_or_default().split(['&', '=']);
    header
        .into_iter()
        .chain(uri.path().split('/'))
        .chain(query)
        .find_map(business_of)
}

/// Whether a browser asks for leave rather than for a thing.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_business_is_read_from_whatever_id_a_request_carries() {
        let business = "biz_06j4gcw401d11c0c";
        let shop = "shp_06j4gcw401d11c0c01mh437100e12828t5cy4gnf04";
        let named = |uri: &str| business_named(&HeaderMap::new(), &uri.parse().unwrap());
        for uri in [
            format!("/api/v1/businesses/{business}"),
            format!("/api/v1/shops/{shop}/bookings"),
            format!("/api/v1/availability?from=x&shop_id={shop}"),
        ] {
            assert_eq!(named(&uri), business.parse().ok(), "{uri}");
        }
        assert_eq!(named("/api/v1/me"), None);
        let header = HeaderMap::from_iter([(BUSINESS_ID, HeaderValue::from_static("biz_06j4gcw401d11c0c"))]);
        assert_eq!(
            business_named(&header, &Uri::from_static("/api/v1/me")),
            business.parse().ok()
        );
    }
}
