//! `POST /api/v1/shops/{shop_id}/sales`: takes money at the till.

use api::auth::permissions::RecordSales;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, MoneyIn, PathId, author};
use application::Failure;
use application::ledger::{self, NewLine, NewSale, SaleOf};
use axum::extract::State;
use booking_rules::ids::{BookingId, LedgerEntryId, SaleId, ServiceId, ShopId, StaffId};
use booking_rules::ledger::{EntryKind, Lowers, PaymentMethod};
use booking_rules::values::Invalid;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input;
use crate::views::SettlementView;

/// Lines of one request: with its other records they fit into one transaction.
const MOST_LINES: usize = 40;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What was sold, and how it was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleInput {
    #[schema(required, value_type = Vec<SaleLineInput>, min_items = 1, max_items = 40)]
    lines: Option<Vec<SaleLineInput>>,
    /// `cash`, `card_terminal`, `voucher`, or `deposit` for what is paid with one taken before.
    #[schema(required, value_type = String, example = "card_terminal")]
    method: Option<String>,
    /// The visit that is paid for; absent for what is sold over the counter.
    booking_id: Option<String>,
    /// A counter sale of before that more is added to.
    sale_id: Option<String>,
    /// A day of the books before today, in an open month at most three months back.
    #[schema(format = Date)]
    day: Option<String>,
}

/// One line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleLineInput {
    /// `charge`, `fee`, `tip`, `deposit` or `discount`.
    #[schema(required, value_type = String, example = "charge")]
    kind: Option<String>,
    /// Gross and above zero; of a discount what it takes off.
    #[schema(required, value_type = MoneyIn)]
    amount: Option<MoneyIn>,
    /// Where this line is paid in another way.
    method: Option<String>,
    service_id: Option<String>,
    /// Absent is whoever serves the booking, where that is one person.
    staff_id: Option<String>,
    /// Per cent, `exempt` or `not_subject`; absent is the service's own, else the standard rate of the country.
    #[schema(example = "23")]
    vat_rate: Option<String>,
    /// Of a discount: the entry it lowers. A discount that names none lowers the only charge of the request.
    of: Option<String>,
    /// Of a discount: the line of this request that it lowers, counted from 0.
    #[schema(minimum = 0, maximum = 39)]
    of_line: Option<i64>,
}

impl SaleInput {
    fn parse(self, shop: ShopId) -> Result<NewSale, Failure> {
        let mut fields = Fields::new();
        let method = fields.parse("method", self.method, input::method);
        let lines = fields.require("lines", self.lines.filter(|lines| !lines.is_empty()));
        let lines = lines.and_then(|lines| read_lines(&mut fields, lines, method));
        let booking = fields.parse_optional("booking_id", self.booking_id, |id| id.parse::<BookingId>());
        let sale = fields.parse_optional("sale_id", self.sale_id, |id| id.parse::<SaleId>());
        let day = input::day(&mut fields, self.day);
        if matches!((booking, sale), (Some(Some(_)), Some(Some(_)))) {
            fields.fault("sale_id", "not_with_booking");
        }
        let (lines, booking, sale, day) = fields.finish((lines, booking, sale, day))?;
        let of = match (booking, sale) {
            (Some(booking), _) => SaleOf::Booking(booking),
            (None, Some(sale)) => SaleOf::Further(sale),
            (None, None) => SaleOf::Counter,
        };
        Ok(NewSale { shop, of, day, lines })
    }
}

fn read_lines(fields: &mut Fields, lines: Vec<SaleLineInput>, method: Option<PaymentMethod>) -> Option<Vec<NewLine>> {
    if lines.len() > MOST_LINES {
        fields.fault("lines", "too_many_items");
        return None;
    }
    let count = lines.len();
    let lines = lines.into_iter().enumerate();
    // Every line is read, so that every fault is told.
    let read: Vec<_> = lines
        .map(|(i, line)| line.parse(fields, &format!("lines[{i}]"), count, method))
        .collect();
    read.into_iter().collect()
}

impl SaleLineInput {
    fn parse(
        self,
        fields: &mut Fields,
        path: &str,
        count: usize,
        settled_by: Option<PaymentMethod>,
    ) -> Option<NewLine> {
        let at = |field: &str| format!("{path}.{field}");
        let kind = fields.parse(at("kind"), self.kind.as_deref(), kind);
        self.refuse_what_does_not_go_with(kind, fields, path);
        let amount = input::amount(fields, &at("amount"), self.amount);
        let own = fields.parse_optional(at("method"), self.method, input::method);
        let service = fields.parse_optional(at("service_id"), self.service_id, |id| id.parse::<ServiceId>());
        let staff = fields.parse_optional(at("staff_id"), self.staff_id, |id| id.parse::<StaffId>());
        let rate = fields.parse_optional(at("vat_rate"), self.vat_rate, input::vat_rate);
        let entry = fields.parse_optional(at("of"), self.of, |id| id.parse::<LedgerEntryId>());
        let line = fields.parse_optional(at("of_line"), self.of_line, |line| place(line, count));
        let lowers = match (entry?, line?) {
            (Some(entry), None) => Lowers::Entry(entry),
            (None, Some(line)) => Lowers::Line(line),
            (None, None) => Lowers::Only,
            (Some(_), Some(_)) => {
                fields.fault(at("of_line"), "one_of_two");
                return None;
            }
        };
        Some(NewLine {
            kind: kind?,
            amount: amount?,
            rate: rate?,
            method: own?.or(settled_by)?,
            service: service?,
            staff: staff?,
            lowers,
        })
    }

    /// A discount is taxed, attributed and paid as its charge; only a discount lowers something; tips and deposits are not
    /// taxed.
    fn refuse_what_does_not_go_with(&self, kind: Option<EntryKind>, fields: &mut Fields, path: &str) {
        let Some(kind) = kind else { return };
        let at = |field: &str| format!("{path}.{field}");
        let is_discount = kind == EntryKind::Discount;
        if is_discount && self.service_id.is_some() {
            fields.fault(at("service_id"), "follows_the_charge");
        }
        if is_discount && self.staff_id.is_some() {
            fields.fault(at("staff_id"), "follows_the_charge");
        }
        if is_discount && self.vat_rate.is_some() {
            fields.fault(at("vat_rate"), "follows_the_charge");
        }
        if is_discount && self.method.is_some() && self.of.is_none() {
            fields.fault(at("method"), "follows_the_charge");
        }
        if !is_discount && self.of.is_some() {
            fields.fault(at("of"), "only_of_discounts");
        }
        if !is_discount && self.of_line.is_some() {
            fields.fault(at("of_line"), "only_of_discounts");
        }
        if self.vat_rate.is_some() && matches!(kind, EntryKind::Tip | EntryKind::Deposit) {
            fields.fault(at("vat_rate"), "not_taxed");
        }
    }
}

/// What a till takes; refunds and corrections have their own endpoints.
fn kind(text: &str) -> Result<EntryKind, Invalid> {
    EntryKind::parse(text)
        .filter(|kind| !matches!(kind, EntryKind::Refund | EntryKind::Correction))
        .ok_or(Invalid::new("invalid_choice"))
}

fn place(line: i64, count: usize) -> Result<usize, Invalid> {
    usize::try_from(line)
        .ok()
        .filter(|line| *line < count)
        .ok_or(Invalid::new("out_of_range"))
}

/// All lines carry one document number. What is paid partly with a deposit is two lines.
#[utoipa::path(
    post,
    path = "/api/v1/shops/{shop_id}/sales",
    operation_id = "ledger-record-sale",
    tag = "ledger",
    summary = "Record a sale",
    params(("shop_id" = String, Path), Idempotency),
    request_body = SaleInput,
    responses((status = 201, description = "The entries, and how the sale stands.", body = Success<SettlementView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<RecordSales>,
    context: RequestContext,
    PathId(shop): PathId<ShopId>,
    key: Idempotency,
    body: Body<SaleInput>,
) -> Result<Created<SettlementView>, ApiError> {
    let shop = caller.shop(shop)?.id();
    let new = body.value.parse(shop)?;
    let once = key.once(
        caller.identity(),
        &format!("ledger-record-sale#{shop}"),
        body.fingerprint,
    );
    let author = author(caller.identity(), &context);
    let settled = ledger::record_sale(&state.app, &caller.reach(), new, &author, once.as_ref()).await?;
    Ok(Created(settled.into()))
}
