//! Money facts, a partition a business and month; the month's own record; the running account of a sale, and its documents.

use booking_rules::ledger::{Books, LedgerEntry, SaleDocument, Tab};

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

impl Entity for SaleDocument {
    const TYPE: &'static str = "sale_document";
    fn key(&self) -> Key {
        keys::sale_document(self.booking, self.place)
    }
    /// Among the documents of an account (GSI1) as long as the booking is one's.
    fn indexes(&self) -> [Option<Key>; 3] {
        let own = self.account.map(|account| Key {
            pk: keys::invoices_of_account(account),
            sk: keys::by_issue(self.issued_at, self.booking, self.place),
        });
        [own, None, None]
    }
}
