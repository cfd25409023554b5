//! Who a change is written down as, taken from the request that asks for it.

use application::Author;
use application::access::Identity;

use crate::context::RequestContext;

/// The signed-in caller; its request's id is the trace through the event, the queues and the logs.
#[must_use]
pub fn author(identity: &Identity, context: &RequestContext) -> Author {
    Author::account(identity, trace(context)).at(context.place.clone())
}

/// Somebody without a token.
#[must_use]
pub fn guest(context: &RequestContext) -> Author {
    Author::guest(trace(context)).at(context.place.clone())
}

fn trace(context: &RequestContext) -> Option<String> {
    (!context.request_id.is_empty()).then(|| context.request_id.clone())
}
