//! `DELETE /api/v1/me/favourites/{shop_id}`: forgets a shop, whether it was remembered or not.

use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, PathId};
use application::identity::favourites;
use axum::extract::State;
use booking_rules::ids::ShopId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What is no favourite any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forgotten {
    #[schema(value_type = String)]
    shop_id: ShopId,
}

#[utoipa::path(
    delete,
    path = "/api/v1/me/favourites/{shop_id}",
    operation_id = "me-remove-favourite",
    tag = "me",
    summary = "Forget a shop",
    params(("shop_id" = String, Path)),
    responses((status = 200, description = "The shop is no favourite.", body = Success<Forgotten>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    PathId(shop): PathId<ShopId>,
) -> Result<Ok200<Forgotten>, ApiError> {
    favourites::remove(&state.app, caller.account(), shop).await?;
    Ok(Ok200(Forgotten { shop_id: shop }))
}
