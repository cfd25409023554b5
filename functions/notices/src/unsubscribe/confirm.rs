//! `POST /api/v1/unsubscribe/{token}`: the reader wants no more such messages.
//!
//! By the form of the page, or by the one click of a mail program (RFC 8058), which sends
//! `List-Unsubscribe=One-Click` as a form of either kind and shows nobody the answer.

use api::context::RequestContext;
use api::{ApiError, ApiState, PathId, Public, RawBody, author};
use application::Failure;
use application::wishes::{LeaveToken, leave};
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{answer, page};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A form of one short field.
const LARGEST: usize = 4 * 1024;

#[utoipa::path(
    post,
    path = "/api/v1/unsubscribe/{token}",
    operation_id = "unsubscribe-confirm",
    tag = "notices",
    summary = "Stop such messages",
    description = "Sent by the page, or with one click by a mail program (RFC 8058). `scope=all` stops everything but what \
                   concerns the reader's own bookings. Again is harmless.",
    params(("token" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A page that says that it is done.", content_type = "text/html", body = String),
        (status = 404, description = "A page that says that the link does not work.", content_type = "text/html", body = String)
    )
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    PathId(token): PathId<String>,
    RawBody(form): RawBody<LARGEST>,
) -> Result<Response, ApiError> {
    let left = match token.parse::<LeaveToken>() {
        Ok(token) => leave(&state.app, &token, says_all(&form), &author::guest(&context)).await,
        Err(_) => Err(Failure::NotFound),
    };
    answer(left, page::done, context.locale)
}

/// Whether the form says `scope=all`; what else it says does not matter, for the link alone is enough.
fn says_all(form: &[u8]) -> bool {
    form.split(|byte| *byte == b'&').any(|field| field == b"scope=all")
}
