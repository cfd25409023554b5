//! `GET /api/v1/businesses`: the businesses the caller belongs to.

use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Page, Params};
use application::businesses;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BusinessView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses",
    operation_id = "businesses-list-mine",
    tag = "businesses",
    summary = "List the businesses I belong to",
    params(PageParams),
    responses((status = 200, description = "By name.", body = Success<Vec<BusinessView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    Params(page): Params<PageParams>,
) -> Result<Page<BusinessView>, ApiError> {
    let mine = businesses::list_mine(&state.app, caller.account(), caller.identity().business).await?;
    let Page(mine, next) = page_of(mine, |b| b.record.id.to_string(), page.limit, page.cursor.as_ref())?;
    Ok(Page(mine.into_iter().map(|b| b.record.into()).collect(), next))
}
