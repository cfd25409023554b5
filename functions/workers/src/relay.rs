//! `workers-relay`: from the table's stream to the bus and the queues.

use application::relay::{NotRelayed, Outlets, relay};
use providers::Pending;
use serde_json::Value;

/// Hands on a batch of stream records, in order.
#[must_use]
pub fn consume<'a>(outlets: &'a Outlets, records: &'a [Value]) -> Pending<'a, Result<(), NotRelayed>> {
    Box::pin(relay(outlets, records))
}
