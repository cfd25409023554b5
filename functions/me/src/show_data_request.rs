//! `GET /api/v1/me/data-requests/{request_id}`: how far a request about the caller's data has got.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200, PathId};
use application::data_requests::{self, Person};
use axum::extract::State;
use booking_rules::ids::DataRequestId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use api::data_requests::DataRequestView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/me/data-requests/{request_id}",
    operation_id = "me-show-data-request",
    tag = "me",
    summary = "Follow a request about my data",
    params(("request_id" = String, Path)),
    responses((status = 200, description = "The request.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    PathId(id): PathId<DataRequestId>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let request = data_requests::show(&state.app, Person::Account(caller.account()), id).await?;
    Ok(Ok200(request.into()).into())
}
