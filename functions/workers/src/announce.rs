//! `workers-announce`: one event, for those who are told of it.

use application::App;
use application::announcements::announce;
use application::audit::Event;
use application::deliveries::Again;
use providers::Pending;

/// Tells everybody who hears of the event that the message holds. A message that is no event can never become one: it is
/// logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        match serde_json::from_str::<Event>(body) {
            Ok(event) => announce(app, &event).await,
            Err(error) => {
                tracing::error!(%error, "a queue message is no event");
                Ok(())
            }
        }
    })
}
