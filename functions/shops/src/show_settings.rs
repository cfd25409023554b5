//! `GET /api/v1/shops/{shop_id}/settings`: the booking policy of a shop.

use api::auth::permissions::ReadSettings;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId};
use application::shops;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::settings::SettingsView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/settings",
    operation_id = "shops-show-settings",
    tag = "shops",
    summary = "Show the settings of a shop",
    params(("shop_id" = String, Path)),
    responses((status = 200, description = "The settings.", body = Success<SettingsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadSettings>,
    PathId(id): PathId<ShopId>,
) -> Result<Answer<SettingsView>, ApiError> {
    let found = shops::show_settings(&state.app, caller.shop(id)?).await?;
    Ok(Ok200(found.record.policy.into()).with_version(found.version))
}
