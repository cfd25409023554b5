//! Money facts, a partition a business and month.

use booking_rules::ledger::LedgerEntry;

use crate::keys::{self, Key};
use crate::record::Entity;

impl Entity for LedgerEntry {
    const TYPE: &'static str = "ledger_entry";
    fn key(&self) -> Key {
        keys::ledger_entry(self.id, self.month(), self.occurred_at)
    }
}
