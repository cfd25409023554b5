//! Scheduled functions.

pub mod rotate_keys;
pub mod sweep_timers;
