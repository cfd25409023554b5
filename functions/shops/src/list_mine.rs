//! `GET /api/v1/businesses/{business_id}/shops`: all shops of a business, for those who belong to it.

use api::auth::permissions::ReadShops;
use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Page, Params, PathId};
use application::shops;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::ShopView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/shops",
    operation_id = "shops-list-mine",
    tag = "shops",
    summary = "List the shops of a business",
    params(("business_id" = String, Path), PageParams),
    responses((status = 200, description = "By name.", body = Success<Vec<ShopView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadShops>,
    PathId(business): PathId<BusinessId>,
    Params(page): Params<PageParams>,
) -> Result<Page<ShopView>, ApiError> {
    caller.own_business(business)?;
    let all = shops::list(&state.app, &caller.reach()).await?;
    let Page(shops, next) = page_of(all, |s| s.record.id.to_string(), page.limit, page.cursor.as_ref())?;
    Ok(Page(shops.into_iter().map(|s| s.record.into()).collect(), next))
}
