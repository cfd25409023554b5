//! `GET /api/v1/unsubscribe/{token}`: asks whether the reader wants no more such messages. Changes nothing.

use api::context::RequestContext;
use api::{ApiError, ApiState, PathId, Public};
use application::Failure;
use application::wishes::{LeaveToken, left_by};
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{answer, page};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/unsubscribe/{token}",
    operation_id = "unsubscribe-show",
    tag = "notices",
    summary = "Ask whether to stop such messages",
    description = "A page for people, in the language of the message; it changes nothing.",
    params(("token" = String, Path)),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        (status = 404, description = "A page that says that the link does not work.", content_type = "text/html", body = String)
    )
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    PathId(token): PathId<String>,
) -> Result<Response, ApiError> {
    let found = match token.parse::<LeaveToken>() {
        Ok(token) => left_by(&state.app, &token).await,
        Err(_) => Err(Failure::NotFound),
    };
    answer(found, page::ask, context.locale)
}
