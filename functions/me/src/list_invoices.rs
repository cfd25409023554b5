//! `GET /api/v1/me/invoices`: what the caller paid and got back for their bookings.

use api::pagination::{Cursor, PageParams};
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Fields, Page, Params, permissions};
use application::ledger::{self, InvoiceCursor};
use axum::extract::State;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::invoices::InvoiceView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Sales, refunds and corrections of the caller's own bookings, in every business; those of a guest appear once the booking
/// is claimed. They confirm what the till recorded and are neither fiscal receipts nor tax invoices.
#[utoipa::path(
    get,
    path = "/api/v1/me/invoices",
    operation_id = "me-list-invoices",
    tag = "me",
    summary = "List what I paid",
    params(PageParams),
    responses((status = 200, description = "The newest first.", body = Success<Vec<InvoiceView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller<permissions::OwnBookings>,
    Params(page): Params<PageParams>,
) -> Result<Page<InvoiceView>, ApiError> {
    let mut fields = Fields::new();
    let after = fields.check_optional("cursor", page.cursor.as_ref().map(Cursor::key::<InvoiceCursor>));
    let after = fields.finish(after)?;
    let limit = usize::from(page.limit.unwrap_or_default().get());
    let found = ledger::invoices(&state.app, caller.account(), after, limit).await?;
    let views = found.documents.into_iter().map(Into::into).collect();
    Ok(Page(views, found.next.map(|next| json!(next))))
}
