//! What somebody is told in the application itself.

use booking_rules::ids::{AccountId, AppNoticeId, BookingId, BusinessId, ShopId};
use booking_rules::time::Zone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// One thing one person is told. Its id follows from what happened and whom it concerns, so that it is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppNotice {
    pub id: AppNoticeId,
    pub account: AccountId,
    /// `new_booking`, `sms_received`, ...
    pub kind: String,
    pub business: BusinessId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    pub told: Told,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// The names and times that the sentence needs, as they were when it happened; no address and no number.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shop: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub service: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub staff: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// In somebody's own words, cut to a length.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime<Utc>>,
    /// Where it was before it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// Names and words of people stay out of logs.
impl core::fmt::Debug for Told {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Told")
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

impl Entity for AppNotice {
    const TYPE: &'static str = "app_notice";
    fn key(&self) -> Key {
        keys::app_notice(self.account, self.id)
    }
    /// While it is unread (GSI1), so that what is unread is counted without what is read; with its booking (GSI2), so that
    /// it goes when the booking's customer is erased.
    fn indexes(&self) -> [Option<Key>; 3] {
        let unread = self.read_at.is_none().then(|| Key {
            pk: keys::unread_partition(self.account),
            sk: self.id.key(),
        });
        let of_booking = self.booking.map(|booking| Key {
            pk: keys::said_of_booking(booking),
            sk: format!("{}#{}", self.account.key(), self.id.key()),
        });
        [unread, of_booking, None]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}
