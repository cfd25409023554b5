//! `GET /api/v1/shops/{shop_id}/closures`: closures that are not over, soonest first.

use api::auth::permissions::ReadShops;
use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Page, Params, PathId};
use application::closures;
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ClosureView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/closures",
    operation_id = "closures-list",
    tag = "shops",
    summary = "List the closures of a shop",
    params(("shop_id" = String, Path), PageParams),
    responses((status = 200, description = "Soonest first.", body = Success<Vec<ClosureView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadShops>,
    PathId(shop): PathId<ShopId>,
    Params(page): Params<PageParams>,
) -> Result<Page<ClosureView>, ApiError> {
    let all = closures::list(&state.app, caller.shop(shop)?).await?;
    let Page(closures, next) = page_of(all, |c| c.id.to_string(), page.limit, page.cursor.as_ref())?;
    let views = closures.into_iter().map(|closure| ClosureView::new(shop, closure));
    Ok(Page(views.collect(), next))
}
