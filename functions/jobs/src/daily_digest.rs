//! `jobs-daily-digest`: every quarter of an hour, the shops whose morning has come.

use application::App;
use application::failure::Failure;
use application::mornings::greet;
use providers::Pending;

/// Writes the day's plan to those who serve, and what happened yesterday to those who run a shop.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(async move {
        let greeted = greet(app).await?;
        if greeted.mornings > 0 {
            tracing::info!(
                digest.mornings = greeted.mornings,
                digest.letters = greeted.letters,
                "mornings greeted"
            );
        }
        Ok(())
    })
}
