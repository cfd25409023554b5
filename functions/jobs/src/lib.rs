//! Scheduled functions.

pub mod backup_daily;
pub mod backup_hourly;
pub mod daily_digest;
pub mod restore_drill;
pub mod retention;
pub mod rotate_keys;
pub mod sweep_timers;
