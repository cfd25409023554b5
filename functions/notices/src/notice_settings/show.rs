//! `GET /api/v1/businesses/{business_id}/notice-settings`: how a business writes to people.

use api::auth::permissions::ReadSettings;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId};
use application::notice_settings;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NoticeSettingsView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/notice-settings",
    operation_id = "notice-settings-show",
    tag = "notices",
    summary = "Show how a business writes to people",
    params(("business_id" = String, Path)),
    responses((status = 200, description = "The settings in force.", body = Success<NoticeSettingsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadSettings>,
    PathId(id): PathId<BusinessId>,
) -> Result<Answer<NoticeSettingsView>, ApiError> {
    let found = notice_settings::show(&state.app, caller.own_business(id)?).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
