//! What people wish of the messages they get, and what they have refused.

use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::notices::{Channel, OptOutReason, Purpose, QuietHours, WantedChannels};
use booking_rules::time::Zone;
use booking_rules::values::Locale;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::AddressDigest;
use crate::keys::{self, Key};
use crate::record::Entity;

/// How a signed-in person wants to be written to, whatever the business; what is not set is as the booking or the
/// business has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub account: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Zone>,
    #[serde(default)]
    pub channels: WantedChannels,
    /// When the channels were chosen: an older opt-out gives way to a channel that was named since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels_chosen_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
}

impl Preferences {
    /// Of somebody who set nothing.
    #[must_use]
    pub fn unset(account: AccountId) -> Self {
        Self {
            account,
            locale: None,
            time_zone: None,
            channels: WantedChannels::default(),
            channels_chosen_at: None,
            quiet_hours: None,
        }
    }
}

impl Entity for Preferences {
    const TYPE: &'static str = "preferences";
    fn key(&self) -> Key {
        keys::preferences(self.account)
    }
}

/// What somebody refused to get at an address or number by one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    pub channel: Channel,
    pub address: AddressDigest,
    /// From which business; none is from all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessId>,
    /// Each purpose at most once.
    pub refused: Vec<Refused>,
}

/// One purpose that somebody refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub purpose: Purpose,
    pub reason: OptOutReason,
    pub at: DateTime<Utc>,
}

impl Suppression {
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Option<Refused> {
        self.refused.iter().copied().find(|refused| refused.purpose == purpose)
    }
}

impl Entity for Suppression {
    const TYPE: &'static str = "suppression";
    fn key(&self) -> Key {
        keys::suppression(self.channel, &self.address, self.business)
    }
}
