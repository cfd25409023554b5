//! `DELETE /api/v1/auth/api-keys/{key_id}`: ends a key at once.

use api::auth::permissions::ManageApiKeys;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathId, author};
use application::api_keys;
use axum::extract::State;
use booking_rules::ids::ApiKeyId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_keys::ApiKeyView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The next request that shows the key is refused.
#[utoipa::path(
    delete,
    path = "/api/v1/auth/api-keys/{key_id}",
    operation_id = "auth-revoke-api-key",
    tag = "auth",
    summary = "Revoke the key of a server",
    params(("key_id" = String, Path)),
    responses((status = 200, description = "The key that was.", body = Success<ApiKeyView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageApiKeys>,
    context: RequestContext,
    PathId(id): PathId<ApiKeyId>,
) -> Result<Ok200<ApiKeyView>, ApiError> {
    let id = caller.own(id)?;
    let author = author(caller.identity(), &context);
    let revoked = api_keys::revoke(&state.app, id, &author).await?;
    Ok(Ok200(ApiKeyView::of(revoked, None)))
}
