//! `GET /api/v1/me/favourites`: the shops the caller wants to find again.

use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Page, Params};
use application::identity::favourites;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::favourites::FavouriteView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/me/favourites",
    operation_id = "me-list-favourites",
    tag = "me",
    summary = "List my favourite shops",
    params(PageParams),
    responses((status = 200, description = "The newest first.", body = Success<Vec<FavouriteView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    Params(page): Params<PageParams>,
) -> Result<Page<FavouriteView>, ApiError> {
    let kept = favourites::list(&state.app, caller.account()).await?;
    let Page(kept, next) = page_of(kept, |k| k.shop.id.to_string(), page.limit, page.cursor.as_ref())?;
    Ok(Page(kept.into_iter().map(Into::into).collect(), next))
}
