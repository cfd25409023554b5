//! Scheduled functions.

pub mod sweep_timers;
