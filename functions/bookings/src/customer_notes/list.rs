//! `GET /api/v1/customers/{customer_id}/notes`: what was written down about a customer.

use api::auth::permissions::ReadAgenda;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Page, Params, PathId};
use application::customer_notes;
use axum::extract::State;
use booking_rules::ids::{CustomerId, CustomerNoteId};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::CustomerNoteView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomerNotesParams {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer_id}/notes",
    operation_id = "customer-notes-list",
    tag = "bookings",
    summary = "List what was written down about a customer",
    params(("customer_id" = String, Path), CustomerNotesParams),
    responses((status = 200, description = "The newest first.", body = Success<Vec<CustomerNoteView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadAgenda>,
    PathId(id): PathId<CustomerId>,
    Params(params): Params<CustomerNotesParams>,
) -> Result<Page<CustomerNoteView>, ApiError> {
    let id = caller.own(id)?;
    let mut fields = Fields::new();
    let before = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key::<CustomerNoteId>));
    let before = fields.finish(before)?;
    let limit = usize::from(params.limit.get());
    let page = customer_notes::list(&state.app, &caller.reach(), id, limit, before).await?;
    let views = page.notes.into_iter().map(Into::into).collect();
    Ok(Page(views, page.next.map(|next| json!(next))))
}
