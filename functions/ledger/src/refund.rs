//! `POST /api/v1/shops/{shop_id}/refunds`: gives money back.

use api::auth::permissions::RecordSales;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, MoneyIn, PathId, author};
use application::Failure;
use application::ledger::{self, NewRefund};
use axum::extract::State;
use booking_rules::ids::{LedgerEntryId, ShopId};
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

/// What to give back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundInput {
    /// The entry that took the money: a charge, fee, tip or deposit.
    #[schema(required, value_type = String)]
    of: Option<String>,
    /// Gross, above zero, at most what is left.
    #[schema(required, value_type = MoneyIn)]
    amount: Option<MoneyIn>,
    /// `cash`, `card_terminal`, `voucher`, or `deposit` to keep it for a later charge of the same sale.
    #[schema(required, value_type = String, example = "cash")]
    method: Option<String>,
    #[schema(required, value_type = String, max_length = 2000)]
    reason: Option<String>,
    /// A day of the books before today, in an open month at most three months back.
    #[schema(format = Date)]
    day: Option<String>,
}

impl RefundInput {
    fn parse(self, shop: ShopId) -> Result<NewRefund, Failure> {
        let mut fields = Fields::new();
        let of = fields.parse("of", self.of, |id| id.parse::<LedgerEntryId>());
        let amount = input::amount(&mut fields, "amount", self.amount);
        let method = fields.parse("method", self.method, input::method);
        let reason = input::reason(&mut fields, self.reason);
        let day = input::day(&mut fields, self.day);
        let (of, amount, method, reason, day) = fields.finish((of, amount, method, reason, day))?;
        Ok(NewRefund {
            shop,
            of,
            amount,
            method,
            reason,
            day,
        })
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/shops/{shop_id}/refunds",
    operation_id = "ledger-refund",
    tag = "ledger",
    summary = "Give money back",
    params(("shop_id" = String, Path), Idempotency),
    request_body = RefundInput,
    responses((status = 201, description = "The entry, and how the sale stands.", body = Success<SettlementView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<RecordSales>,
    context: RequestContext,
    PathId(shop): PathId<ShopId>,
    key: Idempotency,
    body: Body<RefundInput>,
) -> Result<Created<SettlementView>, ApiError> {
    let shop = caller.shop(shop)?.id();
    let new = body.value.parse(shop)?;
    let once = key.once(caller.identity(), &format!("ledger-refund#{shop}"), body.fingerprint);
    let author = author(caller.identity(), &context);
    let settled = ledger::refund(&state.app, &caller.reach(), &new, &author, once.as_ref()).await?;
    Ok(Created(settled.into()))
}
