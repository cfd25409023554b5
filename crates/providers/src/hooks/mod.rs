//! The port for calling the webhooks of businesses: addresses that somebody else chose.
//!
//! A caller promises: one POST, to an address that was looked up and checked for this very call; no redirect followed, no
//! proxy asked, nothing kept of the answer but its status. It is at least once: a receiver tells repetitions by `webhook-id`.

use std::net::IpAddr;
use std::time::Duration;

use booking_rules::hooks::{Destinations, HookUrl};
use chrono::{DateTime, Utc};

use crate::Pending;

pub mod http;
pub mod local;

/// The name of a webhook's host means nothing, or nobody could say what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such host")]
pub struct UnknownHost;

/// Looks names up.
pub trait HostLookup: Send + Sync {
    /// Every address that the name stands for; at least one.
    ///
    /// # Errors
    /// [`UnknownHost`].
    fn addresses<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<IpAddr>, UnknownHost>>;
}

/// Why a name may not be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReachable {
    #[error("no such host")]
    Unknown,
    /// At least one of its addresses is not of the public internet: a name that stands for both is refused whole.
    #[error("leads to an address that is not public")]
    NotPublic,
}

/// The addresses of a name, if it may be connected to.
///
/// # Errors
/// [`NotReachable`].
pub async fn reachable(
    hosts: &dyn HostLookup,
    name: &str,
    destinations: Destinations,
) -> Result<Vec<IpAddr>, NotReachable> {
    let found = hosts
        .addresses(name)
        .await
        .map_err(|UnknownHost| NotReachable::Unknown)?;
    if found.is_empty() {
        return Err(NotReachable::Unknown);
    }
    if found.iter().all(|address| destinations.include(*address)) {
        Ok(found)
    } else {
        Err(NotReachable::NotPublic)
    }
}

/// One call, signed.
#[derive(Debug, Clone)]
pub struct HookCall {
    pub url: HookUrl,
    /// `webhook-id`: the same for every try.
    pub id: String,
    /// `webhook-timestamp`: of this try.
    pub at: DateTime<Utc>,
    /// `webhook-signature`: one for each secret that is good.
    pub signatures: String,
    /// JSON.
    pub body: String,
}

/// What the receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAnswer {
    pub status: u16,
    pub retry_after: Option<RetryAfter>,
}

/// When the receiver wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    Seconds(u32),
    At(DateTime<Utc>),
}

/// The receiver did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Nothing was sent.
    #[error("no such host")]
    UnknownHost,
    /// Nothing was sent.
    #[error("the address is not public")]
    NotPublic,
    /// Nothing was sent: nobody took the connection, or its certificate is not good.
    #[error("no connection")]
    NoConnection,
    /// It may have been received.
    #[error("timed out")]
    TimedOut,
    /// It may have been received.
    #[error("connection lost before the answer")]
    Lost,
}

impl CallError {
    /// The name in lists and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown_host",
            Self::NotPublic => "address_not_public",
            Self::NoConnection => "no_connection",
            Self::TimedOut => "timed_out",
            Self::Lost => "connection_lost",
        }
    }
}

/// How a call went, and how long it took.
#[derive(Debug, Clone)]
pub struct Called {
    pub outcome: Result<HookAnswer, CallError>,
    pub took: Duration,
}

/// Calls webhooks.
pub trait HookCaller: Send + Sync {
    fn call<'a>(&'a self, call: &'a HookCall) -> Pending<'a, Called>;
}
