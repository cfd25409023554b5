//! `If-Match`: the version of a record that the caller saw.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{StatusCode, header};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::error::ApiError;

/// The version in `If-Match`; none when the caller does not care (no header, or `*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The `ETag` seen last; 412 when the record changed since."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        vec![header.build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(header::IF_MATCH).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self(None)),
            (Some(value), None) => value.to_str().ok().and_then(read).ok_or_else(malformed),
            (Some(_), Some(_)) => Err(malformed()),
        }
    }
}

fn read(text: &str) -> Option<IfMatch> {
    let text = text.trim();
    if text == "*" {
        return Some(IfMatch(None));
    }
    // Proxies that compress mark our tag as weak; it still names the version, so it still guards the write.
    let tag = text.strip_prefix("W/").unwrap_or(text);
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    // Any other tag is well formed but none of ours: it can only be stale, and no record reaches this version.
    let version = digits.parse().unwrap_or(u64::MAX);
    (!digits.contains('"')).then_some(IfMatch(Some(version)))
}

fn malformed() -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "malformed_header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_the_version_it_names() {
        for (text, want) in [
            ("\"3\"", Some(IfMatch(Some(3)))),
            ("W/\"3\"", Some(IfMatch(Some(3)))),
            ("*", Some(IfMatch(None))),
            ("\"abc\"", Some(IfMatch(Some(u64::MAX)))),
            ("3", None),
            ("\"3\", \"4\"", None),
            ("", None),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }
}
