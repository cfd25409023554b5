//! The backups of the platform, and whether they can be restored.

pub mod drill_report;
pub mod list;
