//! The salon that tests work with: the whole system in memory, driven through its real routes.
//!
//! Nothing is mocked but the outside world; the clock stands where a test puts it and moves only when told.

mod accounts;
mod answer;
mod caller;
mod crowd;
mod hooks;
mod people;
mod salon;
mod takings;
mod vendors;

pub use answer::Answer;
pub use caller::{Request, request};
pub use people::{account_of, claims_of};
pub use salon::{Desk, Salon};
pub use vendors::{Does, Given, ScriptedVendors};
