//! Webhooks of a business: set by its owners, told of what happens, called until they take it.

mod cache;
mod deliver;
mod fan_out;
mod log;
mod owners;
mod registry;
mod secret;
mod standing;
mod wake;

use std::sync::Arc;

use booking_rules::hooks::{Destinations, HookUrl};
use providers::hooks::{HostLookup, NotReachable, reachable};

pub use booking_rules::hooks::HookEvents;
pub use deliver::{HookOrder, deliver};
pub use fan_out::fan_out;
pub use log::{LogFilter, LogPage, Replayed, list_deliveries, ping, replay, replay_failed, status};
pub use registry::{HookChange, MOST_HOOKS, NewHook, create, delete, list, rotate_secret, show, update};
pub use secret::HookSecret;
pub use store::{Hook, HookAttempt, HookDelivery, HookDisabled};

pub(crate) use cache::HookCache;
pub(crate) use wake::due;

use crate::app::App;
use crate::failure::Failure;

/// How names are looked up, and how far webhooks may lead.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    hosts: Option<Arc<dyn HostLookup>>,
    destinations: Destinations,
}

impl App {
    /// The same for functions that check or call the addresses of webhooks.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Arc<dyn HostLookup>, destinations: Destinations) -> Self {
        self.outside = Outside {
            hosts: Some(hosts),
            destinations,
        };
        self
    }

    /// How far webhooks may lead.
    #[must_use]
    pub fn destinations(&self) -> Destinations {
        self.outside.destinations
    }

    /// Refuses an address whose name means nothing, or something that is not public, now. It is asked again at every call.
    async fn check_host(&self, url: &HookUrl) -> Result<(), Failure> {
        // An address of one's own machine, let through by its text, has no name.
        if url.host().parse::<std::net::IpAddr>().is_ok() || url.host().starts_with('[') {
            return Ok(());
        }
        let missing = || Failure::internal("this function was not given a way to look up names");
        let hosts = self.outside.hosts.as_deref().ok_or_else(missing)?;
        match reachable(hosts, url.host(), self.destinations()).await {
            Ok(_) => Ok(()),
            Err(NotReachable::Unknown) => Err(Failure::field("url", "hook_host_unknown")),
            Err(NotReachable::NotPublic) => Err(Failure::field("url", "hook_url_not_public")),
        }
    }
}
