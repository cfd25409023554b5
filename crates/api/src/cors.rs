//! Which web pages may read our answers. Tokens travel in a header, never in a cookie, so no credentials are allowed
//! and a foreign page gains nothing it could not fetch by itself.

use http::{HeaderMap, HeaderValue, Method, header};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept, accept-language, idempotency-key, if-match, x-business-id, x-request-id",
);
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static("etag, location, retry-after, x-request-id");
/// Chromium keeps a preflight at most two hours; ten minutes let a changed list take effect soon.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The origins that may read answers.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    any: bool,
    list: Vec<String>,
}

impl Origins {
    #[must_use]
    pub fn new(list: Vec<String>) -> Self {
        Self {
            any: list.iter().any(|origin| origin == "*"),
            list,
        }
    }

    /// The value of `Access-Control-Allow-Origin` for this request, if it gets one.
    fn allowed(&self, request: &HeaderMap) -> Option<HeaderValue> {
        let origin = request.get(header::ORIGIN)?;
        if self.any {
            return Some(HeaderValue::from_static("*"));
        }
        self.list
            .iter()
            .any(|known| known.as_bytes() == origin.as_bytes())
            .then(|| origin.clone())
    }

    /// Adds what an ordinary answer needs.
    pub(crate) fn mark(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if let Some(origin) = self.allowed(request) {
            response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
    }

    /// Adds what a preflight asks for.
    pub(crate) fn mark_preflight(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if let Some(origin) = self.allowed(request) {
            response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            response.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
            response.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
    }
}

/// Whether a browser asks for leave rather than for a thing.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}
