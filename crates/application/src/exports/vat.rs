//! What the entries of a period add up to by month, shop, rate and kind: few rows of many entries.

use std::collections::BTreeMap;

use booking_rules::ids::ShopId;
use booking_rules::ledger::{EntryKind, LedgerEntry, LedgerMonth, VatRate};
use documents::Cell;
use serde::{Deserialize, Serialize};

use super::lines::Trouble;
use super::names::Names;

#[derive(Default, Serialize, Deserialize)]
struct Sum {
    entries: i64,
    net: i64,
    vat: i64,
    gross: i64,
}

type Of = (LedgerMonth, ShopId, VatRate, EntryKind);

/// The sums so far.
#[derive(Default)]
pub(super) struct VatSummary {
    sums: BTreeMap<Of, Sum>,
}

impl VatSummary {
    /// As a turn laid it aside; of nothing, nothing.
    pub(super) fn read(laid_aside: &[u8]) -> Result<Self, Trouble> {
        if laid_aside.is_empty() {
            return Ok(Self::default());
        }
        let damaged = |error: serde_json::Error| Trouble::Passing(format!("what the turn before left: {error}"));
        let sums: Vec<(Of, Sum)> = serde_json::from_slice(laid_aside).map_err(damaged)?;
        Ok(Self {
            sums: sums.into_iter().collect(),
        })
    }

    /// For the next turn.
    pub(super) fn write(&self) -> Result<Vec<u8>, Trouble> {
        let sums: Vec<(&Of, &Sum)> = self.sums.iter().collect();
        serde_json::to_vec(&sums).map_err(|error| Trouble::Passing(error.to_string()))
    }

    /// What counts as revenue, by month: gross, net, tax.
    pub(super) fn revenue(&self) -> impl Iterator<Item = (LedgerMonth, [i64; 3])> {
        let revenue = self.sums.iter().filter(|((_, _, _, kind), _)| kind.is_revenue());
        revenue.map(|((month, ..), sum)| (*month, [sum.gross, sum.net, sum.vat]))
    }

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
        let row = |((month, shop, rate, kind), sum): (&Of, &Sum)| {
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
