//! `workers-deliver-whatsapp`: one message of the whatsapp queue.

use application::App;
use application::deliveries::{Again, Carrier};
use providers::Pending;

/// Delivers the notice or letter that the message names.
#[must_use]
pub fn consume<'a>(app: &'a App, carrier: &'a Carrier, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(crate::consume(app, carrier, body))
}
