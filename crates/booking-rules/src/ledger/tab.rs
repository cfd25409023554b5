//! The running account of one sale.

use serde::{Deserialize, Serialize};

use super::{EntryKind, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use crate::ids::{CustomerId, LedgerEntryId, ServiceId, ShopId, StaffId};
use crate::values::{Currency, Money};

/// One entry of the sale as it stands now: what corrections put right is right here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TabLine {
    pub entry: LedgerEntryId,
    /// Where the entry is kept.
    pub month: LedgerMonth,
    pub kind: EntryKind,
    /// Gross, in minor units; negative for refunds and discounts.
    pub amount: i64,
    pub rate: VatRate,
    pub method: PaymentMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    /// The line that a refund or discount belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<LedgerEntryId>,
}

impl TabLine {
    /// Whether it takes off or gives back.
    #[must_use]
    pub fn lowers(&self) -> bool {
        self.of.is_some()
    }
}

/// What was taken, taken off and given back for one sale. It guards every further entry of the sale: two refunds of one
/// charge meet here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    pub sale: SaleRef,
    pub shop: ShopId,
    pub currency: Currency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    pub lines: Vec<TabLine>,
    /// How many settlements it has had; each has its document.
    #[serde(default)]
    pub documents: u32,
}

impl Tab {
    /// Most lines of one sale: the record stays a small part of what one item may hold.
    pub const MOST_LINES: usize = 200;
    /// Most settlements of one sale: all its documents change hands in one transaction, of a hundred writes at most.
    pub const MOST_DOCUMENTS: u32 = 80;

    /// The account of a sale before its first entry.
    #[must_use]
    pub fn new(sale: SaleRef, shop: ShopId, currency: Currency, customer: Option<CustomerId>) -> Self {
        Self {
            sale,
            shop,
            currency,
            customer,
            lines: Vec::new(),
            documents: 0,
        }
    }

    #[must_use]
    pub fn line(&self, entry: LedgerEntryId) -> Option<&TabLine> {
        self.lines.iter().find(|line| line.entry == entry)
    }

    /// A line with what was taken off it and given back of it.
    pub fn family(&self, head: LedgerEntryId) -> impl Iterator<Item = &TabLine> {
        self.lines
            .iter()
            .filter(move |line| line.entry == head || line.of == Some(head))
    }

    /// What is left of a line after discounts and refunds.
    #[must_use]
    pub fn left_of(&self, head: LedgerEntryId) -> i64 {
        self.family(head).map(|line| line.amount).sum()
    }

    /// What was taken off or given back of a line, as a positive number.
    #[must_use]
    pub fn lowered_by(&self, head: LedgerEntryId, kind: EntryKind) -> i64 {
        let lowering = self.lines.iter().filter(|line| line.of == Some(head));
        -lowering
            .filter(|line| line.kind == kind)
            .map(|line| line.amount)
            .sum::<i64>()
    }

    /// Deposits that were neither used nor given back.
    #[must_use]
    pub fn deposit_left(&self) -> i64 {
        let signed = |line: &TabLine| match (line.kind, line.method) {
            (EntryKind::Deposit, _) => line.amount,
            (_, PaymentMethod::Deposit) => -line.amount,
            _ => 0,
        };
        self.lines.iter().map(signed).sum()
    }

    /// All lines of a kind together, signed.
    #[must_use]
    pub fn total_of(&self, kind: EntryKind) -> i64 {
        let of_kind = self.lines.iter().filter(|line| line.kind == kind);
        of_kind.map(|line| line.amount).sum()
    }

    /// What the business earned by the sale: charges and fees less discounts and refunds.
    #[must_use]
    pub fn revenue(&self) -> i64 {
        let revenue = self.lines.iter().filter(|line| line.kind.is_revenue());
        revenue.map(|line| line.amount).sum()
    }

    /// What the customer has given and not got back, tips and unused deposits included.
    #[must_use]
    pub fn balance(&self) -> i64 {
        let money = |line: &&TabLine| line.method != PaymentMethod::Deposit;
        self.lines.iter().filter(money).map(|line| line.amount).sum()
    }

    /// What is still to be paid of an agreed price. What was given back is not owed again.
    #[must_use]
    pub fn due_of(&self, price: Money) -> Money {
        let settled = self.total_of(EntryKind::Charge) + self.deposit_left();
        Money::new((price.minor() - settled).max(0), price.currency())
    }

    /// No line is below zero, and no more of the deposits is used than there was.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let mut heads = self.lines.iter().filter(|line| !line.lowers());
        self.deposit_left() >= 0 && heads.all(|line| self.left_of(line.entry) >= 0)
    }
}
