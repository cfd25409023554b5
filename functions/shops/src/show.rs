//! `GET /api/v1/shops/{shop_id}`: a shop, for everybody.

use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Public};
use application::shops;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::PublicShopView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}",
    operation_id = "shops-show",
    tag = "shops",
    summary = "Show a shop",
    params(("shop_id" = String, Path)),
    responses((status = 200, description = "The shop.", body = Success<PublicShopView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    PathId(id): PathId<ShopId>,
) -> Result<Answer<PublicShopView>, ApiError> {
    let found = shops::show(&state.app, id).await?;
    Ok(Ok200(found.record.into()).with_version(found.version))
}
