//! `workers-fill-from-waitlist`: a time that was given back is offered to whoever waits for it.

use application::App;
use application::deliveries::Again;
use application::waitlist::{WaitlistOrder, fill};
use providers::Pending;

/// Offers what the message names to those first in line. Again is harmless. A message that names nothing can never become one
/// that does: it is logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        match serde_json::from_str::<WaitlistOrder>(body) {
            Ok(order) => fill(app, &order).await,
            Err(error) => {
                tracing::error!(%error, "a queue message names nothing that became free");
                Ok(())
            }
        }
    })
}
