//! JSON bodies: read once, bounded, and refused with the field's name when they do not fit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::reading;

/// A booking is well under 4 KiB, the largest schedule under 40.
pub const DEFAULT_LIMIT: usize = 64 * 1024;

/// A JSON body of at most `LIMIT` bytes.
#[derive(Debug, Clone)]
pub struct Body<T, const LIMIT: usize = DEFAULT_LIMIT> {
    pub value: T,
    /// SHA-256 of the bytes as sent; tells a repeated request from another one under the same idempotency key.
    pub fingerprint: [u8; 32],
}

/// As [`Body`], but no body at all means the default: for actions that need no input.
#[derive(Debug, Clone)]
pub struct OptionalBody<T, const LIMIT: usize = DEFAULT_LIMIT> {
    pub value: T,
    pub fingerprint: [u8; 32],
}

/// The bytes of a body as they were sent, at most `LIMIT`: for signatures, which are over bytes.
#[derive(Debug, Clone)]
pub struct RawBody<const LIMIT: usize = DEFAULT_LIMIT>(pub Bytes);

impl<S: Send + Sync, const LIMIT: usize> FromRequest<S> for RawBody<LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        read(request, LIMIT).await.map(Self)
    }
}

impl<const LIMIT: usize> RawBody<LIMIT> {
    /// What the bytes say, once they are believed.
    ///
    /// # Errors
    /// As [`Body`].
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        parse(&self.0)
    }
}

impl<T: DeserializeOwned, S: Send + Sync, const LIMIT: usize> FromRequest<S> for Body<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        require_json(request.headers())?;
        let bytes = read(request, LIMIT).await?;
        Ok(Self {
            value: parse(&bytes)?,
            fingerprint: Sha256::digest(&bytes).into(),
        })
    }
}

impl<T: DeserializeOwned + Default, S: Send + Sync, const LIMIT: usize> FromRequest<S> for OptionalBody<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let typed = require_json(request.headers());
        let bytes = read(request, LIMIT).await?;
        let fingerprint = Sha256::digest(&bytes).into();
        if bytes.is_empty() {
            return Ok(Self {
                value: T::default(),
                fingerprint,
            });
        }
        typed?;
        Ok(Self {
            value: parse(&bytes)?,
            fingerprint,
        })
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let named = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media = named.split(';').next().unwrap_or_default().trim();
    if media.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::header(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content-type",
            "unsupported_media_type",
        ))
    }
}

async fn read(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    axum::body::to_bytes(request.into_body(), limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        if too_large {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
        } else {
            ApiError::new(StatusCode::BAD_REQUEST, "unreadable_body")
        }
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| refuse(&error, bytes))?;
    json.end().map_err(|_| malformed())?;
    // Serde reads a struct from a bare list of its fields too; bodies are objects.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(ApiError::field("", "wrong_type"));
    }
    Ok(value)
}

fn refuse(error: &serde_path_to_error::Error<serde_json::Error>, bytes: &[u8]) -> ApiError {
    // A wrong field may come before a broken bracket; what is no JSON has no fields.
    if error.inner().is_data() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        ApiError::fields(vec![reading::fault(error.path(), &error.inner().to_string())])
    } else {
        malformed()
    }
}

fn malformed() -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "malformed_json")
}
