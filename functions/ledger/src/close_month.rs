//! `POST /api/v1/businesses/{business_id}/ledger/months/{month}/close`: ends a month of the books.

use api::auth::permissions::ManageFinances;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::ledger;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use booking_rules::ledger::LedgerMonth;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::MonthView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Every entry is counted anew and held against the running totals first. A closed month takes no more entries and is not
/// opened again; closing it twice changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/businesses/{business_id}/ledger/months/{month}/close",
    operation_id = "ledger-close-month",
    tag = "ledger",
    summary = "Close a month of the books",
    params(("business_id" = String, Path), ("month" = String, Path, example = "2027-03")),
    responses((status = 200, description = "The month as it is closed.", body = Success<MonthView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageFinances>,
    context: RequestContext,
    PathIds(business, month): PathIds<BusinessId, LedgerMonth>,
) -> Result<Ok200<MonthView>, ApiError> {
    caller.own_business(business)?;
    let author = author(caller.identity(), &context);
    let closed = ledger::close(&state.app, &caller.reach(), month, &author).await?;
    Ok(Ok200(closed.into()))
}
