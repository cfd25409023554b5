//! The shapes of every answer, as the OpenAPI document and the renderer both use them.
//!
//! A handler documents itself in a few lines:
//! `responses((status = 201, body = Success<BookingView>), Refusals), security(("bearer" = []))`.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Content, Ref, RefOr};
use utoipa::{IntoResponses, ToSchema};

use crate::envelope::Pagination;

/// A success.
#[derive(Debug, Serialize, ToSchema)]
pub struct Success<T> {
    #[schema(example = "success")]
    pub status: String,
    pub data: T,
    /// A sentence in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    pub meta: Meta,
}

/// What is true of the answer rather than of the thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Meta {
    #[schema(format = DateTime)]
    pub timestamp: String,
    pub request_id: String,
    #[schema(example = "v1")]
    pub version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
}

/// A failure.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorEnvelope {
    #[schema(example = "error")]
    pub status: String,
    pub error: ErrorBody,
    pub meta: Meta,
}

/// Why, for programs (`code`) and for people (`message`).
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// Stable; never changes once published.
    #[schema(example = "time_taken")]
    pub code: String,
    pub message: String,
    /// Sentences by the path of the field.
    pub details: BTreeMap<String, Vec<String>>,
    /// The same faults with their codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldError {
    #[schema(example = "customer.email")]
    pub path: String,
    #[schema(example = "invalid_email")]
    pub code: String,
    pub message: String,
}

/// The same failure as RFC 9457 tells it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    pub code: String,
    /// The request, by its id.
    pub instance: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl ErrorBody {
    pub(crate) fn new(code: &str, message: String, fields: Vec<FieldError>) -> Self {
        let mut details: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for field in &fields {
            details
                .entry(field.path.clone())
                .or_default()
                .push(field.message.clone());
        }
        Self {
            code: code.to_owned(),
            message,
            details,
            fields,
        }
    }
}

impl Problem {
    pub(crate) fn new(status: u16, body: ErrorBody, request_id: String) -> Self {
        let title = http::StatusCode::from_u16(status)
            .ok()
            .and_then(|s| s.canonical_reason())
            .unwrap_or_default();
        Self {
            kind: format!("urn:salonbook:error:{}", body.code),
            title: title.to_owned(),
            status,
            detail: body.message,
            code: body.code,
            instance: format!("urn:request:{request_id}"),
            errors: body.fields,
        }
    }
}

/// The failures of a route for signed-in callers.
#[derive(Debug, Clone, Copy)]
pub struct Refusals;

/// The failures of a public route.
#[derive(Debug, Clone, Copy)]
pub struct PublicRefusals;

const PUBLIC: [(u16, &str); 7] = [
    (400, "The request cannot be read."),
    (404, "There is no such thing, or it is another tenant's."),
    (409, "The present state stands against it."),
    (422, "Some fields are wrong, or a rule of the shop forbids it."),
    (429, "Too many requests; see Retry-After."),
    (500, "A defect on our side."),
    (503, "Worth trying again; see Retry-After."),
];

const SIGNED_IN: [(u16, &str); 3] = [
    (401, "No valid token."),
    (403, "The role does not allow it, or no business was named."),
    (412, "The record changed since the version in If-Match."),
];

fn failure(description: &str) -> RefOr<Response> {
    let envelope = Content::new(Some(Ref::from_schema_name("ErrorEnvelope")));
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new()
        .description(description)
        .content("application/json", envelope)
        .content("application/problem+json", problem)
        .build()
        .into()
}

fn failures<'a>(list: impl Iterator<Item = &'a (u16, &'a str)>) -> BTreeMap<String, RefOr<Response>> {
    list.map(|(status, description)| (status.to_string(), failure(description)))
        .collect()
}

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        failures(PUBLIC.iter().chain(&SIGNED_IN))
    }
}

impl IntoResponses for PublicRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        // A token is optional there, and still must be valid when sent.
        failures(PUBLIC.iter().chain(SIGNED_IN.iter().take(1)))
    }
}
