//! `jobs-retention`: every day, what is kept no longer.

use application::App;
use application::failure::Failure;
use application::{guest_contacts, retention};
use providers::Pending;

/// Deletes messages whose time of keeping is over, their counts stay; then forgets guests of long ago where a business says so.
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
        let forgotten = guest_contacts::run(app).await?;
        if forgotten.bookings > 0 {
            tracing::info!(retention.guests = forgotten.bookings, "guests of long ago forgotten");
        }
        if !forgotten.done {
            tracing::warn!("the round of guests is not done; the next run goes on with it");
        }
        Ok(())
    })
}
