//! `GET /api/v1/hooks/{hook_id}/deliveries`: what a webhook was told.

use api::auth::permissions::ManageHooks;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Page, Params, PathId};
use application::hooks::{self, LogFilter};
use axum::extract::State;
use booking_rules::ids::{HookDeliveryId, HookId};
use booking_rules::values::Invalid;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::HookDeliveryView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which deliveries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesParams {
    /// `scheduled`, `queued`, `sending`, `delivered`, `failed` or `suppressed`.
    pub status: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

/// They are kept as long as the business keeps its messages.
#[utoipa::path(
    get,
    path = "/api/v1/hooks/{hook_id}/deliveries",
    operation_id = "hooks-deliveries",
    tag = "hooks",
    summary = "List what a webhook was told",
    params(("hook_id" = String, Path), DeliveriesParams),
    responses((status = 200, description = "Newest first.", body = Success<Vec<HookDeliveryView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    PathId(id): PathId<HookId>,
    Params(params): Params<DeliveriesParams>,
) -> Result<Page<HookDeliveryView>, ApiError> {
    let id = caller.own(id)?;
    let mut fields = Fields::new();
    let status = fields.parse_optional("status", params.status, |text| {
        hooks::status(&text).ok_or(Invalid::new("invalid_choice"))
    });
    let after = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key::<HookDeliveryId>));
    let (status, after) = fields.finish((status, after))?;
    let filter = LogFilter {
        status,
        limit: usize::from(params.limit.get()),
        after,
    };
    let page = hooks::list_deliveries(&state.app, id, filter).await?;
    let views = page.deliveries.into_iter().map(Into::into).collect();
    Ok(Page(views, page.next.map(|next| json!(next))))
}
