//! `DELETE /api/v1/shops/{shop_id}/closures/{closure_id}`: opens the shop again.

use api::auth::permissions::ManageShops;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::closures;
use axum::extract::State;
use booking_rules::ids::{ClosureId, ShopId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ClosureView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/shops/{shop_id}/closures/{closure_id}",
    operation_id = "closures-delete",
    tag = "shops",
    summary = "Take a closure back",
    params(("shop_id" = String, Path), ("closure_id" = String, Path)),
    responses((status = 200, description = "The closure, now gone.", body = Success<ClosureView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageShops>,
    context: RequestContext,
    PathIds(shop, id): PathIds<ShopId, ClosureId>,
) -> Result<Ok200<ClosureView>, ApiError> {
    let within = caller.shop(shop)?;
    let author = author(caller.identity(), &context);
    let gone = closures::delete(&state.app, within, id, &author).await?;
    Ok(Ok200(ClosureView::new(shop, gone)))
}
