//! `jobs-restore-drill`: once a month, whether the newest backup can be restored.

use application::App;
use application::backups::{self, DrillFigures};
use application::failure::Failure;
use application::gauges::Gauges;
use providers::Pending;

/// Goes on with the drill of the month. One that finds differences fails, so that somebody is told.
#[must_use]
pub fn run<'a>(app: &'a App, gauges: &'a dyn Gauges) -> Pending<'a, Result<(), Failure>> {
    Box::pin(async move {
        let Some(report) = backups::run_drill(app).await? else {
            return Ok(());
        };
        let (passed, found) = (report.passed, report.found);
        tracing::info!(
            drill.passed = passed,
            drill.items = report.restored.items,
            "a restore drill is over"
        );
        gauges.drilled(&DrillFigures { report });
        if passed {
            return Ok(());
        }
        Err(Failure::internal(format!(
            "the restore drill found {found} differences"
        )))
    })
}
