//! The house rules of HTTP: how a request is read, who may send it, and how every answer looks.
//!
//! Handlers take typed extractors and return a view or an [`ApiError`]; neither knows the request's language, its
//! id or the time. The outermost layer ([`router::finish`]) knows them and writes the envelope, so that every
//! answer, also of a route that does not exist, has one shape. Nothing here decides about bookings.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing
    )
)]

pub mod auth;
pub mod author;
pub mod body;
pub mod context;
pub mod cors;
pub mod data_requests;
pub mod envelope;
pub mod error;
pub mod fields;
pub mod idempotency;
pub mod instant;
pub mod messages;
pub mod money;
mod operations;
pub mod pagination;
pub mod patch;
pub mod path;
pub mod query;
pub mod quiet_hours;
mod reading;
pub mod reminders;
mod rendering;
pub mod router;
pub mod schema;
mod state;
pub mod version;

pub use auth::{AccountCaller, Caller, Participant, Public, Visitor, permissions};
pub use author::author;
pub use body::{Body, OptionalBody, RawBody};
pub use envelope::{Answer, Created, Ok200, Page};
pub use error::ApiError;
pub use fields::Fields;
pub use idempotency::{Idempotency, IdempotencyKey};
pub use instant::Instant;
pub use money::{MoneyIn, MoneyView};
pub use patch::Patch;
pub use path::{PathId, PathIds};
pub use query::Params;
pub use quiet_hours::{QuietHoursInput, QuietHoursView};
pub use reminders::{ReminderInput, ReminderView};
pub use state::{ApiConfig, ApiState};
pub use version::IfMatch;
