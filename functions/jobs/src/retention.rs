//! `jobs-retention`: every day, what is kept no longer.

use application::App;
use application::failure::Failure;
use application::retention;
use providers::Pending;

/// Deletes messages whose time of keeping is over; their counts stay.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(async move {
        let retained = retention::run(app).await?;
        if retained.deleted > 0 {
            tracing::info!(retention.deleted = retained.deleted, "old messages deleted");
        }
        if !retained.done {
            tracing::warn!("the round is not done; the next run goes on with it");
        }
        Ok(())
    })
}
