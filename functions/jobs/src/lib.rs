//! Scheduled functions.

pub mod daily_digest;
pub mod retention;
pub mod rotate_keys;
pub mod sweep_timers;
