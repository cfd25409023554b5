//! Money facts, a partition a business and month; the month's own record; the running account of a sale.

use booking_rules::ledger::{Books, LedgerEntry, Tab};

use crate::keys::{self, Key};
use crate::record::Entity;

impl Entity for LedgerEntry {
    const TYPE: &'static str = "ledger_entry";
    fn key(&self) -> Key {
        keys::ledger_entry(self.id, self.month(), self.occurred_at)
    }
}

impl Entity for Books {
    const TYPE: &'static str = "books";
    fn key(&self) -> Key {
        keys::books(self.business, self.month)
    }
}

impl Entity for Tab {
    const TYPE: &'static str = "tab";
    fn key(&self) -> Key {
        keys::tab(self.sale)
    }
}
