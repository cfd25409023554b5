//! `PATCH /api/v1/shops/{shop_id}/settings`: changes the booking policy of a shop from now on.

use api::auth::permissions::ManageSettings;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, PathId, author};
use application::shops;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::settings::{SettingsInput, SettingsView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    patch,
    path = "/api/v1/shops/{shop_id}/settings",
    operation_id = "shops-update-settings",
    tag = "shops",
    summary = "Change the settings of a shop",
    params(("shop_id" = String, Path), IfMatch),
    request_body = SettingsInput,
    responses((status = 200, description = "The settings.", body = Success<SettingsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageSettings>,
    context: RequestContext,
    PathId(id): PathId<ShopId>,
    IfMatch(expected): IfMatch,
    body: Body<SettingsInput>,
) -> Result<Answer<SettingsView>, ApiError> {
    let id = caller.shop(id)?;
    let mut fields = Fields::new();
    let change = body.value.parse("", &mut fields);
    let change = fields.finish(change)?;
    let author = author(caller.identity(), &context);
    let changed =
        shops::update_settings(&state.app, id, |policy| change.clone().apply(policy), expected, &author).await?;
    Ok(Ok200(changed.record.policy.into()).with_version(changed.version))
}
