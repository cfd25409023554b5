//! Scheduled functions.

pub mod retention;
pub mod rotate_keys;
pub mod sweep_timers;
