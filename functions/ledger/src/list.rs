//! `GET /api/v1/shops/{shop_id}/ledger`: the entries of a shop's month.

use api::auth::permissions::ReadFinances;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Page, Params, PathId};
use application::ledger::{self, LedgerCursor, LedgerFilter};
use axum::extract::State;
use booking_rules::ids::{ShopId, StaffId};
use booking_rules::ledger::{EntryKind, LedgerMonth};
use booking_rules::values::Invalid;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::EntryView;

/// The longest sort key of an entry is well below it.
const LONGEST_PLACE: usize = 100;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which entries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerParams {
    /// A month of the books, by the shop's days.
    #[param(required, value_type = String, example = "2027-03")]
    pub month: Option<String>,
    /// `charge`, `refund`, `deposit`, `fee`, `tip`, `discount` or `correction`.
    pub kind: Option<String>,
    #[param(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

/// A page may be shorter than its limit, also empty, where few entries are of the kind or person; `next_cursor` says whether
/// there are more.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/ledger",
    operation_id = "ledger-list",
    tag = "ledger",
    summary = "List the entries of a month",
    params(("shop_id" = String, Path), LedgerParams),
    responses((status = 200, description = "In the order they were recorded.", body = Success<Vec<EntryView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<LedgerParams>,
) -> Result<Page<EntryView>, ApiError> {
    let shop = caller.shop(shop)?;
    let mut fields = Fields::new();
    let month = fields.parse("month", params.month, |text| LedgerMonth::parse(&text));
    let kind = fields.parse_optional("kind", params.kind, |text| {
        EntryKind::parse(&text).ok_or(Invalid::new("invalid_choice"))
    });
    let after = fields.parse_optional("cursor", params.cursor, |cursor| place(&cursor));
    let (month, kind, after) = fields.finish((month, kind, after))?;
    let filter = LedgerFilter {
        shop,
        month,
        kind,
        staff: params.staff_id,
        limit: usize::from(params.limit.get()),
        after,
    };
    let listed = ledger::list(&state.app, &caller.reach(), filter).await?;
    let views = listed.entries.into_iter().map(Into::into).collect();
    Ok(Page(views, listed.next.map(|next| next.0.into())))
}

/// The place of an entry begins with the digit of its year.
fn place(cursor: &Cursor) -> Result<LedgerCursor, Invalid> {
    let place: String = cursor.key()?;
    let ours = place.len() <= LONGEST_PLACE && place.starts_with(|first: char| first.is_ascii_digit());
    ours.then_some(LedgerCursor(place))
        .ok_or(Invalid::new("invalid_cursor"))
}
