use booking_rules::notices::{Channel, Vendor};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// An address of which a vendor said that it takes no message of a kind, now or later. It stands as a digest: contact data
/// is kept only where it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadAddress {
    pub channel: Channel,
    /// Of the address, as [`super::digest`] makes it.
    pub address_digest: String,
    pub vendor: Vendor,
    /// The vendor's code.
    pub reason: String,
    pub at: DateTime<Utc>,
}

impl Entity for DeadAddress {
    const TYPE: &'static str = "dead_address";
    fn key(&self) -> Key {
        keys::dead_address(self.channel, &self.address_digest)
    }
}
