//! What the entries of a period add up to by month, shop, rate and kind: few rows of many entries.

use std::collections::BTreeMap;

use booking_rules::ids::ShopId;
use booking_rules::ledger::{EntryKind, LedgerEntry, LedgerMonth, VatRate};
use documents::Cell;

use super::names::Names;

#[derive(Default)]
struct Sum {
    entries: i64,
    net: i64,
    vat: i64,
    gross: i64,
}

/// The sums so far.
#[derive(Default)]
pub(super) struct VatSummary {
    sums: BTreeMap<(LedgerMonth, ShopId, VatRate, EntryKind), Sum>,
}

impl VatSummary {
    pub(super) fn add(&mut self, entry: &LedgerEntry) {
        let key = (entry.month(), entry.shop, entry.amount.rate, entry.kind);
        let sum = self.sums.entry(key).or_default();
        sum.entries += 1;
        sum.net = sum.net.saturating_add(entry.amount.net.minor());
        sum.vat = sum.vat.saturating_add(entry.amount.vat.minor());
        sum.gross = sum.gross.saturating_add(entry.amount.gross.minor());
    }

    /// One row each, with its month.
    pub(super) fn rows(&self, names: &Names) -> Vec<(String, Vec<Cell>)> {
        let row = |((month, shop, rate, kind), sum): (&(LedgerMonth, ShopId, VatRate, EntryKind), &Sum)| {
            let cells = vec![
                Cell::text(month.to_string()),
                names.shop(*shop),
                Cell::text(rate.to_string()),
                Cell::text(kind.as_str()),
                Cell::Count(sum.entries),
                Cell::Money(names.minor(sum.net)),
                Cell::Money(names.minor(sum.vat)),
                Cell::Money(names.minor(sum.gross)),
                Cell::text(names.business().currency.code()),
            ];
            (month.to_string(), cells)
        };
        self.sums.iter().map(row).collect()
    }
}
