//! The numbers of a business: what each booking, each money fact and each customer contributes to the counters of a day.
//!
//! Contributions are pure functions of how a thing stands. Whoever keeps counters writes down what a thing contributes now,
//! and adds the difference to what it contributed before; so it does not matter how often, or in which order, changes are
//! heard of, and counting everything anew gives the same numbers.

mod available;
mod contribution;
mod counter;
mod lines;
mod period;
mod profit;
mod recount;
mod visits;

pub use available::available_minutes;
pub use contribution::{Contribution, of_booking, of_entry};
pub use counter::{Counter, Taking};
pub use lines::{Lines, Row, Tally};
pub use period::{Period, Unit};
pub use profit::{change_basis_points, commission, share_basis_points, staff_cost};
pub use recount::Recount;
pub use visits::{Visit, Visits};
