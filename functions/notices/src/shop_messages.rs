//! What people wrote to a shop.

pub mod list;
