//! Documents as their customer sees them.

use api::{Instant, MoneyView};
use booking_rules::ids::{BookingId, ShopId};
use booking_rules::ledger::{DocumentLine, SaleDocument, TaxedAmount, VatRate};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// One settlement of a booking.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceView {
    /// Without gaps in a month of the business.
    #[schema(example = "2027/03/000017")]
    number: String,
    /// `sale`, `refund` or `correction`.
    #[schema(example = "sale")]
    kind: &'static str,
    #[schema(value_type = String, format = DateTime)]
    issued_at: Instant,
    /// Wall time in the shop's zone, with its offset.
    #[schema(example = "2027-03-10T12:05:00+01:00")]
    local_issued_at: String,
    time_zone: &'static str,
    /// The day of the books, by the shop's clock.
    #[schema(value_type = String, format = Date)]
    day: NaiveDate,
    #[schema(value_type = String)]
    booking_id: BookingId,
    /// By the names of that day.
    business_name: String,
    tax_number: Option<String>,
    #[schema(value_type = String)]
    shop_id: ShopId,
    shop_name: String,
    #[schema(example = "PLN")]
    currency: &'static str,
    lines: Vec<InvoiceLineView>,
    by_vat_rate: Vec<TaxTotalView>,
    by_method: Vec<PaidView>,
    /// Of all lines: negative where money was given back.
    total: MoneyView,
}

/// One line of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceLineView {
    /// `charge`, `refund`, `deposit`, `fee`, `tip`, `discount` or `correction`.
    #[schema(example = "charge")]
    kind: &'static str,
    /// Of what was sold by one.
    service_name: Option<String>,
    /// Negative where it takes off or gives back.
    gross: MoneyView,
    net: MoneyView,
    vat: MoneyView,
    /// Per cent, `exempt` or `not_subject`.
    #[schema(value_type = String, example = "23")]
    vat_rate: VatRate,
    /// `cash`, `card_terminal`, `voucher`, or `deposit` for what was paid with one.
    #[schema(example = "cash")]
    method: &'static str,
}

/// What the lines of one rate add up to.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxTotalView {
    #[schema(value_type = String, example = "23")]
    vat_rate: VatRate,
    net: MoneyView,
    vat: MoneyView,
    gross: MoneyView,
}

/// What moved by one method.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaidView {
    #[schema(example = "cash")]
    method: &'static str,
    amount: MoneyView,
}

impl From<DocumentLine> for InvoiceLineView {
    fn from(line: DocumentLine) -> Self {
        Self {
            kind: line.kind.as_str(),
            service_name: line.service_name.map(|name| name.to_string()),
            gross: line.amount.gross.into(),
            net: line.amount.net.into(),
            vat: line.amount.vat.into(),
            vat_rate: line.amount.rate,
            method: line.method.as_str(),
        }
    }
}

impl From<TaxedAmount> for TaxTotalView {
    fn from(total: TaxedAmount) -> Self {
        Self {
            vat_rate: total.rate,
            net: total.net.into(),
            vat: total.vat.into(),
            gross: total.gross.into(),
        }
    }
}

impl From<SaleDocument> for InvoiceView {
    fn from(document: SaleDocument) -> Self {
        let paid = |(method, amount): (booking_rules::ledger::PaymentMethod, _)| PaidView {
            method: method.as_str(),
            amount: MoneyView::from(amount),
        };
        Self {
            number: document.number.to_string(),
            kind: document.kind.as_str(),
            issued_at: document.issued_at.into(),
            local_issued_at: document.zone.rfc3339_local(document.issued_at),
            time_zone: document.zone.name(),
            day: document.day,
            booking_id: document.booking,
            total: document.total().into(),
            by_vat_rate: document.by_rate().into_iter().map(Into::into).collect(),
            by_method: document.by_method().into_iter().map(paid).collect(),
            business_name: document.seller.business.to_string(),
            tax_number: document.seller.tax_id.map(|number| number.as_str().to_owned()),
            shop_id: document.shop,
            shop_name: document.seller.shop.to_string(),
            currency: document.currency.code(),
            lines: document.lines.into_iter().map(Into::into).collect(),
        }
    }
}
