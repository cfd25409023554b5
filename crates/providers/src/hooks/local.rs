//! Names as a test or one's own machine wants them; all others as the machine knows them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use super::http::SystemHosts;
use super::{HostLookup, UnknownHost};
use crate::Pending;

/// Names that were pinned, and those of the machine.
#[derive(Debug, Default)]
pub struct LocalHosts {
    pinned: Mutex<BTreeMap<String, Vec<IpAddr>>>,
    system: SystemHosts,
}

impl LocalHosts {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on the name stands for these addresses; for nothing at all if there are none.
    pub fn pin(&self, name: &str, addresses: &[IpAddr]) {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.insert(name.to_owned(), addresses.to_vec());
    }

    fn pinned(&self, name: &str) -> Option<Vec<IpAddr>> {
        let pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.get(name).cloned()
    }
}

impl HostLookup for LocalHosts {
    fn addresses<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<IpAddr>, UnknownHost>> {
        Box::pin(async move {
            match self.pinned(name) {
                Some(addresses) if addresses.is_empty() => Err(UnknownHost),
                Some(addresses) => Ok(addresses),
                None => self.system.addresses(name).await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use booking_rules::hooks::Destinations;

    use super::super::{NotReachable, reachable};
    use super::*;

    #[tokio::test]
    async fn a_name_is_reached_only_if_all_its_addresses_are_public() {
        let hosts = LocalHosts::new();
        let public: IpAddr = [93, 184, 215, 14].into();
        let metadata: IpAddr = [169, 254, 169, 254].into();
        let here: IpAddr = [127, 0, 0, 1].into();
        for (addresses, destinations, expected) in [
            (vec![public], Destinations::Public, Ok(vec![public])),
            (vec![], Destinations::Public, Err(NotReachable::Unknown)),
            (vec![metadata], Destinations::Public, Err(NotReachable::NotPublic)),
            (
                vec![public, metadata],
                Destinations::Public,
                Err(NotReachable::NotPublic),
            ),
            (vec![here], Destinations::Public, Err(NotReachable::NotPublic)),
            (vec![here], Destinations::PublicAndLoopback, Ok(vec![here])),
            (
                vec![metadata],
                Destinations::PublicAndLoopback,
                Err(NotReachable::NotPublic),
            ),
        ] {
            hosts.pin("hooks.example", &addresses);
            assert_eq!(
                reachable(&hosts, "hooks.example", destinations).await,
                expected,
                "{addresses:?} {destinations:?}"
            );
        }
    }
}
