//! Ports to the outside world and their adapters.
//!
//! Adapters do not retry a delivery; the queue does. A time-out means *unknown*, not failed. Neither recipients nor
//! texts are ever logged or put into an error.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub mod backup;
pub mod bus;
mod call;
pub mod callbacks;
#[cfg(test)]
mod contract;
pub mod credentials;
pub mod data_keys;
pub mod delivery;
mod download;
pub mod email;
pub mod fate;
pub mod hooks;
pub mod inbox;
pub mod jwks;
pub mod key_vault;
#[cfg(test)]
mod loopback;
pub mod object_store;
pub mod otp;
pub mod queue;
pub mod secrets;
mod service_error;
mod serwersms;
pub mod sms;
mod twilio;
mod unifonic;
pub mod vendors;
pub mod whatsapp;

/// What every port method returns: boxed, so that ports stay object-safe and a provider's client is compiled once.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where local adapters get the time, which in local mode can be moved both ways.
pub type ClockFn = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;
