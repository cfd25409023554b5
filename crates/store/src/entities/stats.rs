//! What is counted already, and as what.

use booking_rules::ids::{BookingId, LedgerEntryId};
use booking_rules::ledger::LedgerMonth;
use booking_rules::stats::{Contribution, Visits};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// What a booking contributes to the counters of its business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingStats {
    pub booking: BookingId,
    pub contribution: Contribution,
}

impl Entity for BookingStats {
    const TYPE: &'static str = "booking_stats";
    fn key(&self) -> Key {
        keys::booking_stats(self.booking)
    }
}

/// That a money fact is counted. What it contributes follows from it, for it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryStats {
    pub entry: LedgerEntryId,
    pub month: LedgerMonth,
}

impl Entity for EntryStats {
    const TYPE: &'static str = "entry_stats";
    fn key(&self) -> Key {
        keys::entry_stats(self.entry, self.month)
    }
}

impl Entity for Visits {
    const TYPE: &'static str = "visits";
    fn key(&self) -> Key {
        keys::visits(self.customer)
    }
}
