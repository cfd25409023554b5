//! What was done in a business, and by whom.

pub mod list;
