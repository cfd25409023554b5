//! One immutable money fact.

use core::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{LedgerMonth, TaxedAmount};
use crate::ids::{BookingId, CustomerId, LedgerEntryId, SaleId, ServiceId, ShopId, StaffId};
use crate::values::Notes;

/// What happened. Amounts carry their own sign: takings are positive; refunds and discounts negative; a correction either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A service or product sold.
    Charge,
    /// Money given back.
    Refund,
    /// Money taken ahead of the visit; it is no revenue until a charge is paid with it.
    Deposit,
    /// What is owed for a late cancellation or a missed visit.
    Fee,
    /// For the staff member, no revenue of the business.
    Tip,
    /// Taken off a charge.
    Discount,
    /// Puts a wrong entry right.
    Correction,
}

impl EntryKind {
    pub const ALL: [Self; 7] = [
        Self::Charge,
        Self::Refund,
        Self::Deposit,
        Self::Fee,
        Self::Tip,
        Self::Discount,
        Self::Correction,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
            Self::Deposit => "deposit",
            Self::Fee => "fee",
            Self::Tip => "tip",
            Self::Discount => "discount",
            Self::Correction => "correction",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it counts as revenue: tips belong to the staff, deposits to the customer until they are used.
    #[must_use]
    pub fn is_revenue(self) -> bool {
        !matches!(self, Self::Deposit | Self::Tip)
    }
}

/// How money changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    Cash,
    /// A terminal at the till; the platform does not see the card.
    CardTerminal,
    Voucher,
    /// Paid with a deposit taken before.
    Deposit,
}

impl PaymentMethod {
    pub const ALL: [Self; 4] = [Self::Cash, Self::CardTerminal, Self::Voucher, Self::Deposit];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::CardTerminal => "card_terminal",
            Self::Voucher => "voucher",
            Self::Deposit => "deposit",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// The number on the paper: the month and a place in its row without gaps, as `2027/03/000017`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentNumber {
    pub month: LedgerMonth,
    /// From 1.
    pub place: u32,
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:06}", self.month.first_day().format("%Y/%m"), self.place)
    }
}

/// What was sold: a booking's visit, or something over the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleRef {
    Booking(BookingId),
    Counter(SaleId),
}

/// A money fact. Nothing about it ever changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub id: LedgerEntryId,
    pub shop: ShopId,
    pub occurred_at: DateTime<Utc>,
    /// The day of the books, in the shop's zone; its month is where the entry is kept.
    pub day: NaiveDate,
    pub kind: EntryKind,
    pub amount: TaxedAmount,
    pub method: PaymentMethod,
    /// All entries of one settlement carry one number.
    pub document: DocumentNumber,
    pub sale: SaleRef,
    /// The service that the line is of; none for what no service is sold by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Who served, and whose commission and tips it counts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The entry that a refund gives back, a discount lowers or a correction puts right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<LedgerEntryId>,
    /// Why: required of corrections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Notes>,
}

impl LedgerEntry {
    #[must_use]
    pub fn month(&self) -> LedgerMonth {
        LedgerMonth::of(self.day)
    }
}
