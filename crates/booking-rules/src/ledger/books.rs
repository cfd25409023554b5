//! The books of one month: whether they take entries, what number comes next, what everything adds up to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, VatRate};
use crate::ids::{AccountId, BusinessId};
use crate::refusal::Refusal;
use crate::values::Currency;

/// What the lines of one tax rate add up to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RateTotal {
    pub net: i64,
    pub vat: i64,
    pub gross: i64,
}

/// Sums over entries, in minor units. A sum that went back to zero stays, so that a recount compares equal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Of what is revenue: tips and deposits are not taxed here.
    pub by_rate: BTreeMap<VatRate, RateTotal>,
    /// Of everything: what should lie in the drawer, and what the terminal should say.
    pub by_method: BTreeMap<PaymentMethod, i64>,
    /// Of everything.
    pub by_kind: BTreeMap<EntryKind, i64>,
}

impl Totals {
    /// Adds one entry.
    pub fn add(&mut self, entry: &LedgerEntry) {
        let amount = &entry.amount;
        if entry.kind.is_revenue() {
            let rate = self.by_rate.entry(amount.rate).or_default();
            rate.net += amount.net.minor();
            rate.vat += amount.vat.minor();
            rate.gross += amount.gross.minor();
        }
        *self.by_method.entry(entry.method).or_default() += amount.gross.minor();
        *self.by_kind.entry(entry.kind).or_default() += amount.gross.minor();
    }
}

/// The month's own record. Everything that writes into the month is guarded by its version, so nothing comes after the
/// close and no document number is given twice or left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    pub business: BusinessId,
    pub month: LedgerMonth,
    pub currency: Currency,
    /// How many document numbers were given.
    pub documents: u32,
    pub entries: u64,
    pub totals: Totals,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<AccountId>,
}

impl Books {
    /// A month without an entry.
    #[must_use]
    pub fn new(business: BusinessId, month: LedgerMonth, currency: Currency) -> Self {
        Self {
            business,
            month,
            currency,
            documents: 0,
            entries: 0,
            totals: Totals::default(),
            closed_at: None,
            closed_by: None,
        }
    }

    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    /// `open` or `closed`.
    #[must_use]
    pub fn status(&self) -> &'static str {
        if self.is_closed() { "closed" } else { "open" }
    }

    /// The next number, which is given by this.
    ///
    /// # Errors
    /// [`Refusal::MonthClosed`].
    pub fn next_document(&mut self) -> Result<DocumentNumber, Refusal> {
        if self.is_closed() {
            return Err(Refusal::MonthClosed);
        }
        self.documents += 1;
        Ok(DocumentNumber {
            month: self.month,
            place: self.documents,
        })
    }

    /// Adds the entries of one settlement.
    pub fn record(&mut self, entries: &[LedgerEntry]) {
        for entry in entries {
            self.totals.add(entry);
            self.entries += 1;
        }
    }

    /// Closes the month when a recount of its entries says what its running totals say.
    ///
    /// # Errors
    /// [`Refusal::MonthClosed`], [`Refusal::BooksDisagree`].
    pub fn close(self, recount: &Recount, now: DateTime<Utc>, by: Option<AccountId>) -> Result<Self, Refusal> {
        if self.is_closed() {
            return Err(Refusal::MonthClosed);
        }
        if !recount.agrees_with(&self) {
            return Err(Refusal::BooksDisagree);
        }
        Ok(Self {
            closed_at: Some(now),
            closed_by: by,
            ..self
        })
    }
}

/// The entries of a month counted one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recount {
    pub entries: u64,
    pub totals: Totals,
    places: BTreeSet<u32>,
}

impl Recount {
    pub fn add(&mut self, entry: &LedgerEntry) {
        self.entries += 1;
        self.totals.add(entry);
        self.places.insert(entry.document.place);
    }

    /// The document numbers found, which should be 1 to the last without a gap.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.places.len()
    }

    /// The same sums, as many entries, and every document number from the first to the last.
    #[must_use]
    pub fn agrees_with(&self, books: &Books) -> bool {
        self.entries == books.entries
            && self.totals == books.totals
            && u32::try_from(self.places.len()) == Ok(books.documents)
            && self.places.first().is_none_or(|first| *first == 1)
            && self.places.last().is_none_or(|last| *last == books.documents)
    }
}
