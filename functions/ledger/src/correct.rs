//! `POST /api/v1/shops/{shop_id}/corrections`: puts an entry right.

use api::auth::permissions::ManageFinances;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, MoneyIn, PathId, author};
use application::Failure;
use application::ledger::{self, NewCorrection};
use axum::extract::State;
use booking_rules::ids::{LedgerEntryId, ServiceId, ShopId, StaffId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input;
use crate::views::SettlementView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What the entry should have said; what is absent was right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionInput {
    /// The wrong entry.
    #[schema(required, value_type = String)]
    of: Option<String>,
    /// What it should have been, without a sign; zero undoes it.
    amount: Option<MoneyIn>,
    #[schema(example = "8")]
    vat_rate: Option<String>,
    method: Option<String>,
    service_id: Option<String>,
    staff_id: Option<String>,
    #[schema(required, value_type = String, max_length = 2000)]
    reason: Option<String>,
    /// A day of the books before today, in an open month at most three months back.
    #[schema(format = Date)]
    day: Option<String>,
}

impl CorrectionInput {
    fn parse(self, shop: ShopId) -> Result<NewCorrection, Failure> {
        let mut fields = Fields::new();
        let of = fields.parse("of", self.of, |id| id.parse::<LedgerEntryId>());
        let amount = match self.amount {
            None => Some(None),
            Some(amount) => amount.parse("amount", &mut fields).map(Some),
        };
        let rate = fields.parse_optional("vat_rate", self.vat_rate, input::vat_rate);
        let method = fields.parse_optional("method", self.method, input::method);
        let service = fields.parse_optional("service_id", self.service_id, |id| id.parse::<ServiceId>());
        let staff = fields.parse_optional("staff_id", self.staff_id, |id| id.parse::<StaffId>());
        let reason = input::reason(&mut fields, self.reason);
        let day = input::day(&mut fields, self.day);
        let read = (of, amount, rate, method, service, staff, reason, day);
        let (of, amount, rate, method, service, staff, reason, day) = fields.finish(read)?;
        Ok(NewCorrection {
            shop,
            of,
            amount,
            rate,
            method,
            service,
            staff,
            reason,
            day,
        })
    }
}

/// The entries written are the difference, in a month that is open: what a closed month says stays as it is.
#[utoipa::path(
    post,
    path = "/api/v1/shops/{shop_id}/corrections",
    operation_id = "ledger-correct",
    tag = "ledger",
    summary = "Put an entry right",
    params(("shop_id" = String, Path), Idempotency),
    request_body = CorrectionInput,
    responses((status = 201, description = "The entries, and how the sale stands.", body = Success<SettlementView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageFinances>,
    context: RequestContext,
    PathId(shop): PathId<ShopId>,
    key: Idempotency,
    body: Body<CorrectionInput>,
) -> Result<Created<SettlementView>, ApiError> {
    let shop = caller.shop(shop)?.id();
    let new = body.value.parse(shop)?;
    let once = key.once(caller.identity(), &format!("ledger-correct#{shop}"), body.fingerprint);
    let author = author(caller.identity(), &context);
    let settled = ledger::correct(&state.app, &caller.reach(), &new, &author, once.as_ref()).await?;
    Ok(Created(settled.into()))
}
