//! `GET /api/v1/businesses/{business_id}/ledger/months`: the months of the books with their totals.

use api::auth::permissions::ReadFinances;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Ok200, Params, PathId};
use application::ledger;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use booking_rules::ledger::LedgerMonth;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::MonthView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which months to list: those of the last year unless said, 36 at most.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthsParams {
    #[param(example = "2027-01")]
    pub from: Option<String>,
    /// The last month, included.
    #[param(example = "2027-03")]
    pub to: Option<String>,
}

/// Months without an entry are left out. Whoever reaches only some shops, people or customers is not shown sums over all.
#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/ledger/months",
    operation_id = "ledger-list-months",
    tag = "ledger",
    summary = "List the months of the books",
    params(("business_id" = String, Path), MonthsParams),
    responses((status = 200, description = "The oldest first.", body = Success<Vec<MonthView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(business): PathId<BusinessId>,
    Params(params): Params<MonthsParams>,
) -> Result<Ok200<Vec<MonthView>>, ApiError> {
    caller.own_business(business)?;
    let mut fields = Fields::new();
    let from = fields.parse_optional("from", params.from, |text| LedgerMonth::parse(&text));
    let to = fields.parse_optional("to", params.to, |text| LedgerMonth::parse(&text));
    let (from, to) = fields.finish((from, to))?;
    let months = ledger::list_months(&state.app, &caller.reach(), from, to).await?;
    Ok(Ok200(months.into_iter().map(Into::into).collect()))
}
