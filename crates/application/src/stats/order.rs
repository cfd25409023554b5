//! What to count, as it travels through the queue: names, nothing else.

use booking_rules::ids::{BookingId, LedgerEntryId};
use booking_rules::ledger::LedgerMonth;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::Event;

/// A thing that may count otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatsOrder {
    Booking(BookingId),
    /// Of one settlement.
    Entries(Vec<EntryPlace>),
}

/// Where a money fact stands in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPlace {
    pub entry_id: LedgerEntryId,
    pub month: LedgerMonth,
    pub at: DateTime<Utc>,
}

impl StatsOrder {
    /// What is to be counted after something happened: the money facts it names, or the booking it happened to.
    #[must_use]
    pub fn after(happened: &Event) -> Option<Self> {
        happened.business_id?;
        let data = &happened.data;
        if data["entries"].is_array() {
            return match serde_json::from_value::<Vec<EntryPlace>>(data["entries"].clone()) {
                Ok(places) => (!places.is_empty()).then_some(Self::Entries(places)),
                Err(error) => {
                    tracing::error!(%error, happened.id = %happened.id, "money facts that cannot be found are not counted");
                    None
                }
            };
        }
        if !happened.kind.starts_with("Booking") {
            return None;
        }
        data["booking_id"].as_str()?.parse().ok().map(Self::Booking)
    }
}
