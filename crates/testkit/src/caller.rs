//! A request in the making.

use http::Method;
use serde_json::Value;

/// Method, path, headers and body; send it with [`crate::Salon::send`].
#[derive(Debug, Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A request without a token; the path begins after `/api/v1` unless it names `/local` or another root.
#[must_use]
pub fn request(method: Method, path: &str) -> Request {
    let rooted = ["/local", "/docs", "/api", "/.well-known"]
        .iter()
        .any(|root| path.starts_with(root));
    let path = if rooted {
        path.to_owned()
    } else {
        format!("/api/v1{path}")
    };
    Request {
        method,
        path,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

impl Request {
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = body.to_string().into_bytes();
        request
    }

    /// A body as it is, without a content type.
    #[must_use]
    pub fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}
