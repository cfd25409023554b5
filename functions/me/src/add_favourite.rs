//! `PUT /api/v1/me/favourites/{shop_id}`: remembers a shop; twice is once.

use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, PathId};
use application::identity::favourites;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::favourites::FavouriteView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    put,
    path = "/api/v1/me/favourites/{shop_id}",
    operation_id = "me-add-favourite",
    tag = "me",
    summary = "Remember a shop",
    params(("shop_id" = String, Path)),
    responses((status = 200, description = "The favourite.", body = Success<FavouriteView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    PathId(shop): PathId<ShopId>,
) -> Result<Ok200<FavouriteView>, ApiError> {
    let kept = favourites::add(&state.app, caller.account(), shop).await?;
    Ok(Ok200(kept.into()))
}
