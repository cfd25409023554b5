//! Waiting for a time to become free: who waits for what, and who is offered it.
//!
//! An offer is a held booking: it stands in the day books like any other, so taking it can never lose the place. What is
//! decided here is only whose turn it is, for which start, and until when it is held.

mod days;
mod entry;
mod line;

pub use days::{DayRange, DayWindow};
pub use entry::{Answer, EntryStatus, MAX_PASSED, Offer, Standing, Waited, WaitlistEntry};
pub use line::{LEAST_OFFER, LONGEST_OFFER, Proposal, Waiting, held_until, next_in_line};

/// Most entries of one customer with one business that still wait.
pub const MAX_OF_CUSTOMER: usize = 5;
/// Most entries of one shop that still wait: all of them are looked at when a time becomes free.
pub const MAX_OF_SHOP: usize = 500;
