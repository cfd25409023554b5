//! `POST /api/v1/me/export`: has everything that is held about the caller written into files.

use api::context::RequestContext;
use api::data_requests::DataRequestView;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Created, Idempotency, author};
use application::data_requests;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Nothing is to be chosen: it is always all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportInput {}

/// A letter comes when the files are ready; they are deleted after seven days.
#[utoipa::path(
    post,
    path = "/api/v1/me/export",
    operation_id = "me-export",
    tag = "me",
    summary = "Have my data written into files",
    params(Idempotency),
    request_body = ExportInput,
    responses((status = 201, description = "The request, to be followed.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    key: Idempotency,
    body: Body<ExportInput>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let author = author(caller.identity(), &context);
    let once = key.once_of(&caller.account().to_string(), "me-export", body.fingerprint);
    let request = data_requests::export_account(&state.app, caller.identity(), &author, once.as_ref()).await?;
    Ok(Created(request.into()).into())
}
