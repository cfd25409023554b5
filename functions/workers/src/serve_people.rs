//! `workers-serve-people`: one turn of a person's wish to have, or to erase, what is held about them.

use application::App;
use application::data_requests::{PersonOrder, work};
use application::deliveries::Again;
use providers::Pending;

/// Does what the message's request needs next. A message that names none can never become one: it is logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        match serde_json::from_str::<PersonOrder>(body) {
            Ok(order) => work(app, &order).await,
            Err(error) => {
                tracing::error!(%error, "a queue message names nobody's request");
                Ok(())
            }
        }
    })
}
