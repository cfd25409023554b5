//! Entries, accounts and months as the till and finance see them.

use api::{Instant, MoneyView};
use application::ledger::Settlement;
use booking_rules::ids::{AccountId, BookingId, CustomerId, LedgerEntryId, SaleId, ServiceId, ShopId, StaffId};
use booking_rules::ledger::{
    Books, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, Tab, TabLine, VatRate,
};
use booking_rules::values::{Currency, Money, Notes};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// One immutable money fact.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    #[schema(value_type = String)]
    id: LedgerEntryId,
    #[schema(value_type = String)]
    shop_id: ShopId,
    /// The month of the books that it is in.
    #[schema(value_type = String, example = "2027-03")]
    month: LedgerMonth,
    /// The day of the books, by the shop's clock.
    #[schema(value_type = String, format = Date)]
    day: NaiveDate,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    occurred_at: Instant,
    /// `charge`, `refund`, `deposit`, `fee`, `tip`, `discount` or `correction`.
    #[schema(example = "charge")]
    kind: &'static str,
    /// Takings are positive; refunds, discounts, and tips and deposits given back are negative.
    gross: MoneyView,
    net: MoneyView,
    vat: MoneyView,
    /// Per cent, `exempt` or `not_subject`.
    #[schema(value_type = String, example = "23")]
    vat_rate: VatRate,
    /// `cash`, `card_terminal`, `voucher`, or `deposit` for what was paid with one.
    #[schema(example = "cash")]
    method: &'static str,
    /// All entries of one settlement carry one number; a month's numbers have no gaps.
    #[schema(example = "2027/03/000017")]
    document: String,
    #[schema(value_type = Option<String>)]
    booking_id: Option<BookingId>,
    /// Of what was sold over the counter.
    #[schema(value_type = Option<String>)]
    sale_id: Option<SaleId>,
    #[schema(value_type = Option<String>)]
    service_id: Option<ServiceId>,
    #[schema(value_type = Option<String>)]
    staff_id: Option<StaffId>,
    #[schema(value_type = Option<String>)]
    customer_id: Option<CustomerId>,
    /// The entry that it gives back, lowers or puts right.
    #[schema(value_type = Option<String>)]
    of: Option<LedgerEntryId>,
    #[schema(value_type = Option<String>)]
    reason: Option<Notes>,
}

fn parts(sale: SaleRef) -> (Option<BookingId>, Option<SaleId>) {
    match sale {
        SaleRef::Booking(booking) => (Some(booking), None),
        SaleRef::Counter(sale) => (None, Some(sale)),
    }
}

impl From<LedgerEntry> for EntryView {
    fn from(entry: LedgerEntry) -> Self {
        let (booking_id, sale_id) = parts(entry.sale);
        Self {
            id: entry.id,
            shop_id: entry.shop,
            month: entry.month(),
            day: entry.day,
            occurred_at: entry.occurred_at.into(),
            kind: entry.kind.as_str(),
            gross: entry.amount.gross.into(),
            net: entry.amount.net.into(),
            vat: entry.amount.vat.into(),
            vat_rate: entry.amount.rate,
            method: entry.method.as_str(),
            document: entry.document.to_string(),
            booking_id,
            sale_id,
            service_id: entry.service,
            staff_id: entry.staff,
            customer_id: entry.customer,
            of: entry.of,
            reason: entry.reason,
        }
    }
}

/// Something taken for a sale, as it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub struct TabLineView {
    /// Refunds, discounts and corrections name it.
    #[schema(value_type = String)]
    entry_id: LedgerEntryId,
    #[schema(value_type = String, example = "2027-03")]
    month: LedgerMonth,
    /// `charge`, `fee`, `tip` or `deposit`.
    #[schema(example = "charge")]
    kind: &'static str,
    /// As corrections left it.
    taken: MoneyView,
    discounted: MoneyView,
    refunded: MoneyView,
    /// What can still be given back.
    left: MoneyView,
    #[schema(value_type = String, example = "23")]
    vat_rate: VatRate,
    #[schema(example = "cash")]
    method: &'static str,
    #[schema(value_type = Option<String>)]
    service_id: Option<ServiceId>,
    #[schema(value_type = Option<String>)]
    staff_id: Option<StaffId>,
}

impl TabLineView {
    fn of(tab: &Tab, line: &TabLine) -> Self {
        let money = |minor| MoneyView::from(Money::new(minor, tab.currency));
        let discounted = tab.lowered_by(line.entry, EntryKind::Discount);
        let left = tab.left_of(line.entry);
        Self {
            entry_id: line.entry,
            month: line.month,
            kind: line.kind.as_str(),
            taken: money(line.amount),
            discounted: money(discounted),
            refunded: money(line.amount - discounted - left),
            left: money(left),
            vat_rate: line.rate,
            method: line.method.as_str(),
            service_id: line.service,
            staff_id: line.staff,
        }
    }
}

/// The running account of one sale.
#[derive(Debug, Serialize, ToSchema)]
pub struct TabView {
    #[schema(value_type = Option<String>)]
    booking_id: Option<BookingId>,
    #[schema(value_type = Option<String>)]
    sale_id: Option<SaleId>,
    #[schema(value_type = String)]
    shop_id: ShopId,
    #[schema(value_type = Option<String>)]
    customer_id: Option<CustomerId>,
    lines: Vec<TabLineView>,
    /// Charges and fees less discounts and refunds.
    revenue: MoneyView,
    tips: MoneyView,
    /// Deposits that are neither used nor given back.
    deposit_left: MoneyView,
    /// What the customer has given and not got back.
    balance: MoneyView,
    /// The price agreed for the booking; `null` for a counter sale.
    price: Option<MoneyView>,
    /// What is still to be paid of it.
    due: Option<MoneyView>,
}

impl TabView {
    pub(crate) fn of(tab: &Tab, price: Option<Money>) -> Self {
        let money = |minor| MoneyView::from(Money::new(minor, tab.currency));
        let (booking_id, sale_id) = parts(tab.sale);
        Self {
            booking_id,
            sale_id,
            shop_id: tab.shop,
            customer_id: tab.customer,
            lines: tab
                .lines
                .iter()
                .filter(|line| !line.lowers())
                .map(|line| TabLineView::of(tab, line))
                .collect(),
            revenue: money(tab.revenue()),
            tips: money(tab.total_of(EntryKind::Tip)),
            deposit_left: money(tab.deposit_left()),
            balance: money(tab.balance()),
            price: price.map(Into::into),
            due: price.map(|price| tab.due_of(price).into()),
        }
    }
}

/// What was written, and how the sale stands after it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettlementView {
    #[schema(example = "2027/03/000017")]
    document: String,
    entries: Vec<EntryView>,
    tab: TabView,
}

impl From<Settlement> for SettlementView {
    fn from(settlement: Settlement) -> Self {
        Self {
            document: settlement.document.to_string(),
            entries: settlement.entries.into_iter().map(Into::into).collect(),
            tab: TabView::of(&settlement.tab, None),
        }
    }
}

/// What the entries of one tax rate add up to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RateTotalView {
    #[schema(value_type = String, example = "23")]
    vat_rate: VatRate,
    net: MoneyView,
    vat: MoneyView,
    gross: MoneyView,
}

/// What was taken by one method.
#[derive(Debug, Serialize, ToSchema)]
pub struct MethodTotalView {
    #[schema(example = "cash")]
    method: &'static str,
    amount: MoneyView,
}

/// What the entries of one kind add up to.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindTotalView {
    #[schema(example = "charge")]
    kind: &'static str,
    amount: MoneyView,
}

/// One month of the books of a business.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthView {
    #[schema(value_type = String, example = "2027-03")]
    month: LedgerMonth,
    /// `open`, or `closed`: it takes no more entries.
    #[schema(example = "open")]
    status: &'static str,
    /// Document numbers given: 1 to this, without a gap.
    documents: u32,
    entries: u64,
    /// Of what is revenue; tips and deposits are not taxed.
    by_vat_rate: Vec<RateTotalView>,
    /// Of everything: `cash` is what came into the drawer less what left it.
    by_method: Vec<MethodTotalView>,
    /// Of everything.
    by_kind: Vec<KindTotalView>,
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    closed_by: Option<AccountId>,
}

impl From<Books> for MonthView {
    fn from(books: Books) -> Self {
        let currency: Currency = books.currency;
        let money = |minor| MoneyView::from(Money::new(minor, currency));
        let by_method = |(method, amount): (PaymentMethod, i64)| MethodTotalView {
            method: method.as_str(),
            amount: money(amount),
        };
        Self {
            month: books.month,
            status: books.status(),
            documents: books.documents,
            entries: books.entries,
            by_vat_rate: books
                .totals
                .by_rate
                .into_iter()
                .map(|(vat_rate, total)| RateTotalView {
                    vat_rate,
                    net: money(total.net),
                    vat: money(total.vat),
                    gross: money(total.gross),
                })
                .collect(),
            by_method: books.totals.by_method.into_iter().map(by_method).collect(),
            by_kind: books
                .totals
                .by_kind
                .into_iter()
                .map(|(kind, amount)| KindTotalView {
                    kind: kind.as_str(),
                    amount: money(amount),
                })
                .collect(),
            closed_at: books.closed_at.map(Into::into),
            closed_by: books.closed_by,
        }
    }
}
