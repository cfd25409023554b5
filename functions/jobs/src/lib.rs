//! Scheduled functions.

pub mod backup_daily;
pub mod backup_hourly;
pub mod daily_digest;
pub mod daily_report;
pub mod monthly_report;
pub mod quarterly_report;
pub mod restore_drill;
pub mod retention;
pub mod rotate_keys;
pub mod sweep_timers;
