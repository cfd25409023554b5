//! The link by which the reader of a message leaves such messages.
//!
//! Two pages for people, that work without a script and name nobody: one asks, for mail programs and scanners follow links
//! that nobody clicked, and one says that it is done.

use api::{ApiError, ApiState};
use application::Failure;
use application::wishes::Left;
use axum::response::{IntoResponse, Response};
use booking_rules::values::Locale;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

pub mod confirm;
mod page;
pub mod show;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(show::endpoint()).merge(confirm::endpoint())
}

/// The page has a style of its own and sends its one form to where it came from.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn html(status: StatusCode, page: String) -> Response {
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", POLICY),
        ("x-robots-tag", "noindex"),
    ];
    (status, headers, page).into_response()
}

/// What a person is shown; what went wrong on our side is told as everywhere else.
fn answer(
    found: Result<Left, Failure>,
    page: impl FnOnce(&Left) -> String,
    reader: Locale,
) -> Result<Response, ApiError> {
    match found {
        Ok(left) => Ok(html(StatusCode::OK, page(&left))),
        Err(Failure::NotFound) => Ok(html(StatusCode::NOT_FOUND, page::unknown(reader))),
        Err(failure) => Err(failure.into()),
    }
}
