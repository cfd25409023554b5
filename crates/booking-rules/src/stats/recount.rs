//! The same numbers, counted anew from everything that stands.

use std::collections::BTreeMap;

use super::{Lines, Visits, of_booking, of_entry};
use crate::booking::Booking;
use crate::ids::CustomerId;
use crate::ledger::LedgerEntry;

/// A count under way: holds a line per row and one per customer, whatever the number of bookings.
#[derive(Debug, Default)]
pub struct Recount {
    lines: Lines,
    customers: BTreeMap<CustomerId, Visits>,
}

impl Recount {
    /// Counts a booking; each is to be given once.
    pub fn booking(&mut self, booking: &Booking) {
        self.lines.add_all(&of_booking(booking), 1);
        if let Some(visits) = Visits::learning(self.customers.get(&booking.customer), booking) {
            self.customers.insert(booking.customer, visits);
        }
    }

    /// Counts a money fact; each is to be given once.
    pub fn entry(&mut self, entry: &LedgerEntry) {
        self.lines.add_all(&of_entry(entry), 1);
    }

    /// The numbers of everything given.
    #[must_use]
    pub fn finish(mut self) -> Lines {
        for visits in self.customers.values() {
            self.lines.add_all(&visits.lines(), 1);
        }
        self.lines
    }
}
