//! The domain of Salonbook: what may be booked, by whom, when, and why not.
//!
//! Pure and synchronous: no I/O, no clock, no async, no HTTP, no AWS. Search and booking share one function, so
//! every start that is offered can be booked and every other is refused.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)
)]

pub mod availability;
pub mod booking;
pub mod catalog;
pub mod day_book;
pub mod hooks;
pub mod ids;
pub mod ledger;
pub mod notices;
pub mod policy;
pub mod refusal;
pub mod schedule;
pub mod stats;
pub mod time;
pub mod values;
pub mod waitlist;

pub use refusal::{Refusal, RefusalKind};
