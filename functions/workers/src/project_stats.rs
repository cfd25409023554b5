//! `workers-project-stats`: one booking, or the money facts of one settlement, counted as they stand.

use application::App;
use application::deliveries::Again;
use application::stats::{StatsOrder, project};
use providers::Pending;

/// Brings the counters up to what the thing named by the message contributes. Again is harmless. A message that names nothing
/// can never become one that does: it is logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        match serde_json::from_str::<StatsOrder>(body) {
            Ok(order) => project(app, &order).await,
            Err(error) => {
                tracing::error!(%error, "a queue message names nothing to count");
                Ok(())
            }
        }
    })
}
