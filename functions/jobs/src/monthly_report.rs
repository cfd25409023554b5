//! `jobs-monthly-report`: every hour, the shops where a month ended.

use application::App;
use application::failure::Failure;
use application::report_jobs::{ReportKind, report};
use providers::Pending;

/// Writes the report of each shop whose period ended, and tells of it.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(async move {
        let reported = report(app, ReportKind::Monthly).await?;
        if reported.due > 0 {
            tracing::info!(
                report.due = reported.due,
                report.written = reported.written,
                report.announced = reported.announced,
                "monthly reports written"
            );
        }
        Ok(())
    })
}
