//! What lives in a business's own partition.

use booking_rules::catalog::{Business, Category, Service, Shop, StaffCard};
use booking_rules::ids::{BusinessId, ShopId, StaffId, TimeOffId};
use booking_rules::schedule::Schedule;
use booking_rules::time::Span;
use booking_rules::values::{Notes, WebOrigin};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

impl Entity for Business {
    const TYPE: &'static str = "business";
    fn key(&self) -> Key {
        keys::profile(self.id)
    }
}

/// A business's line in the list of all, for jobs that go through every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessEntry {
    pub business: BusinessId,
}

impl Entity for BusinessEntry {
    const TYPE: &'static str = "business_entry";
    fn key(&self) -> Key {
        keys::registered(self.business)
    }
}

impl Entity for Shop {
    const TYPE: &'static str = "shop";
    fn key(&self) -> Key {
        keys::on_shelf("SHOP", self.id)
    }
    /// Every shop is found without its business (GSI2): mornings come to all of them.
    fn indexes(&self) -> [Option<Key>; 3] {
        let among_all = Key {
            pk: keys::shops_partition(keys::shard_of(self.id.own())),
            sk: self.id.to_string(),
        };
        [None, Some(among_all), None]
    }
}

impl Entity for Category {
    const TYPE: &'static str = "category";
    fn key(&self) -> Key {
        keys::on_shelf("CAT", self.id)
    }
}

impl Entity for Service {
    const TYPE: &'static str = "service";
    fn key(&self) -> Key {
        keys::on_shelf("SVC", self.id)
    }
}

impl Entity for StaffCard {
    const TYPE: &'static str = "staff";
    fn key(&self) -> Key {
        keys::on_shelf("STAFF", self.id)
    }
}

/// The businesses whose answers a web page may read: a browser names its origin, not the business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginUse {
    pub origin: WebOrigin,
    pub businesses: Vec<BusinessId>,
}

impl Entity for OriginUse {
    const TYPE: &'static str = "origin";
    fn key(&self) -> Key {
        keys::origin(self.origin.as_str())
    }
}

/// When one staff member works in one shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffSchedule {
    pub staff: StaffId,
    pub shop: ShopId,
    pub schedule: Schedule,
}

impl Entity for StaffSchedule {
    const TYPE: &'static str = "schedule";
    fn key(&self) -> Key {
        keys::schedule(self.staff, self.shop)
    }
}

/// A staff member's absence; its time itself stands in their day books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeOff {
    pub id: TimeOffId,
    pub staff: StaffId,
    pub span: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Notes>,
    pub created_at: DateTime<Utc>,
}

impl Entity for TimeOff {
    const TYPE: &'static str = "time_off";
    fn key(&self) -> Key {
        keys::time_off(self.staff, self.id)
    }
}
