//! `GET /api/v1/auth/api-keys`: the keys of the business.

use api::auth::permissions::ManageApiKeys;
use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Page, Params};
use application::api_keys;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_keys::ApiKeyView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Expired keys stay in the list for a month; revoked ones are gone.
#[utoipa::path(
    get,
    path = "/api/v1/auth/api-keys",
    operation_id = "auth-list-api-keys",
    tag = "auth",
    summary = "List the keys of servers",
    params(PageParams),
    responses((status = 200, description = "The newest first.", body = Success<Vec<ApiKeyView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageApiKeys>,
    Params(page): Params<PageParams>,
) -> Result<Page<ApiKeyView>, ApiError> {
    let keys = api_keys::list(&state.app, caller.business()).await?;
    let Page(keys, next) = page_of(keys, |k| k.id.to_string(), page.limit, page.cursor.as_ref())?;
    let uses = api_keys::uses(&state.app, &keys).await?;
    let views = keys.into_iter().map(|key| {
        let used = uses.iter().find(|used| used.id == key.id);
        ApiKeyView::of(key, used.map(|used| used.used_at))
    });
    Ok(Page(views.collect(), next))
}
