//! Waiting for a time to become free.

pub mod accept_offer;
pub mod join;
pub mod leave;
pub mod list;
mod views;
