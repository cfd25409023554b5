//! Scheduled functions.

pub mod retention;
pub mod daily_digest;
pub mod rotate_keys;
pub mod sweep_timers;
