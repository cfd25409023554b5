//! An answer of the API, with assertions that say what went wrong.

use serde_json::Value;

/// Status, headers and body of an answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Value,
    /// The body when it is not JSON.
    pub text: String,
}

impl Answer {
    /// The data of a success with this status.
    ///
    /// # Panics
    /// When the answer is another one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body["data"].clone()
    }

    /// The stable code of a failure with this status.
    ///
    /// # Panics
    /// When the answer is another one.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!(
            (self.status, self.body["error"]["code"].as_str().unwrap_or_default()),
            (status, code),
            "{}",
            self.text
        );
        assert!(
            !self.body["error"]["message"].as_str().unwrap_or_default().is_empty(),
            "{}",
            self.text
        );
        self
    }

    /// A wrong field: its path has a sentence in `details` and this code in `fields`.
    ///
    /// # Panics
    /// When the answer is another one.
    #[track_caller]
    pub fn wrong_field(&self, path: &str, code: &str) -> &Self {
        assert_eq!(self.status, 422, "{}", self.text);
        let error = &self.body["error"];
        assert!(
            error["details"][path][0].as_str().is_some_and(|s| !s.is_empty()),
            "no sentence at {path}: {}",
            self.text
        );
        let fields = error["fields"].as_array().cloned().unwrap_or_default();
        let found = fields.iter().any(|f| f["path"] == path && f["code"] == code);
        assert!(found, "no {code} at {path}: {}", self.text);
        self
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
