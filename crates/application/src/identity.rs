//! Who people are: accounts, how they prove themselves, and the sessions that follow.
//!
//! Every way of signing in ends in [`sessions::begin`]; what is proven and what is wrong is told apart nowhere that a
//! guesser could see.

pub mod accounts;
pub mod claiming;
pub mod codes;
mod digits;
pub mod ending;
pub mod favourites;
mod journal;
pub mod letters;
pub mod limits;
pub mod links;
mod one_time;
pub mod outside;
pub mod passwords;
pub mod refreshing;
pub mod registering;
pub mod resetting;
pub mod second_factor;
pub mod sessions;
pub mod signing_in;

pub use sessions::SignedIn;
pub use store::{Account, AccountKind, KnownAs, Membership, Session};
