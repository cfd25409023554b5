//! Webhooks of a business: where they may lead, what they are told of, when a call is tried again and when one is given up.

mod address;
mod events;
mod tries;
mod url;

pub use address::is_public;
pub use events::HookEvents;
pub use tries::{MOST_TRIES, Verdict, verdict, wait_after};
pub use url::{Destinations, HookUrl};
