//! `GET /api/v1/businesses/{business_id}/letter-choices`: what a business writes to the caller about.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200, PathId};
use application::letter_choices;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::LetterChoicesView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/letter-choices",
    operation_id = "letter-choices-show",
    tag = "notices",
    summary = "Show what a business I work for writes to me about",
    params(("business_id" = String, Path)),
    responses((status = 200, description = "The choices in force.", body = Success<LetterChoicesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    PathId(business): PathId<BusinessId>,
) -> Result<Answer<LetterChoicesView>, ApiError> {
    let found = letter_choices::show(&state.app, caller.account(), business).await?;
    Ok(Ok200(found.record.letters.into()).with_version(found.version))
}
