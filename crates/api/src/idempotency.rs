//! `Idempotency-Key`: lets a caller repeat a POST without doing it twice.

use application::access::Identity;
use application::once::Once;
use axum::extract::FromRequestParts;
use http::HeaderName;
use http::request::Parts;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::error::ApiError;

pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

const MAX_CHARS: usize = 255;

/// A caller's name for one attempt at a change: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The request's key, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency(pub Option<IdempotencyKey>);

impl Idempotency {
    /// What makes a repetition of this request harmless. `operation` names the endpoint, and the thing in its path if
    /// there is one; the business belongs to the scope, for one human may act for several.
    #[must_use]
    pub fn once(&self, caller: &Identity, operation: &str, fingerprint: [u8; 32]) -> Option<Once> {
        let scope = match caller.business {
            Some(business) => format!("{}#{business}", caller.account),
            None => caller.account.to_string(),
        };
        self.once_of(&scope, operation, fingerprint)
    }

    /// As [`once`](Self::once), for a caller who is not, or not only, who the identity says.
    #[must_use]
    pub fn once_of(&self, caller: &str, operation: &str, fingerprint: [u8; 32]) -> Option<Once> {
        let key = self.0.as_ref()?;
        Some(Once::new(caller, operation, key.as_str(), fingerprint))
    }
}

impl IntoParams for Idempotency {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX_CHARS));
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "Repeating a request with its key and body answers what the first one did.",
            ))
            .schema(Some(text));
        vec![header.build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Idempotency {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self(None)),
            (Some(value), None) => read(value.as_bytes()).map(|key| Self(Some(key))).ok_or_else(invalid),
            (Some(_), Some(_)) => Err(invalid()),
        }
    }
}

fn read(bytes: &[u8]) -> Option<IdempotencyKey> {
    let fits = (1..=MAX_CHARS).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    fits.then(|| IdempotencyKey(bytes.iter().copied().map(char::from).collect()))
}

fn invalid() -> ApiError {
    ApiError::field("idempotency-key", "invalid_idempotency_key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii_up_to_255() {
        assert_eq!(
            read(b"order-1").map(IdempotencyKey::into_string).as_deref(),
            Some("order-1")
        );
        assert!(read(&[b'a'; 255]).is_some());
        for bad in [&b""[..], b"a b", b"\x7f", "ą".as_bytes(), &[b'a'; 256]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
