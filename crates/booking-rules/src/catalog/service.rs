use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CategoryId, ServiceId, ShopId};
use crate::ledger::VatRate;
use crate::notices::Reminder;
use crate::values::{Country, Minutes, Money, Name, Notes};

/// A heading of the price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    pub name: Name,
    /// Order in the price list, lowest first.
    pub position: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
}

/// Something that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Notes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    pub duration: Minutes,
    /// For one person.
    pub price: Money,
    pub buffer_before: Minutes,
    pub buffer_after: Minutes,
    /// Persons that one staff member serves at a time.
    pub capacity: u16,
    /// Where it is offered; `None` is every shop of the business, later ones included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shops: Option<Vec<ShopId>>,
    /// When its customers are reminded; `None` is as the business has it, an empty list is never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<Reminder>>,
    /// What is used up each time one person is served; for the business alone to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material_cost: Option<Money>,
    /// The tax its price includes; `None` is the standard rate of the business's country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_rate: Option<VatRate>,
    /// An archived service keeps its bookings and takes no new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
}

impl Service {
    /// Largest group one staff member can serve.
    pub const MAX_CAPACITY: u16 = 500;

    /// The tax its price includes, in a business of this country.
    #[must_use]
    pub fn vat_rate_in(&self, country: Country) -> VatRate {
        self.vat_rate.unwrap_or_else(|| VatRate::standard_in(country))
    }

    #[must_use]
    pub fn is_offered_in(&self, shop: ShopId) -> bool {
        self.archived_at.is_none() && self.shops.as_ref().is_none_or(|shops| shops.contains(&shop))
    }
}
