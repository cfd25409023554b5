use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Service;
use crate::availability::Terms;
use crate::ids::{ServiceId, StaffId};
use crate::values::{Email, Minutes, Money, Name, Phone};

/// A person who serves; may work in several shops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCard {
    pub id: StaffId,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub services: Vec<StaffService>,
    /// What an hour of this person costs the business; for the owner alone to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly_cost: Option<Money>,
    /// This person's share of the net revenue they brought in, in whole per cent; for the owner alone to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
}

/// A service that a staff member performs, with their own price or duration where it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffService {
    pub service: ServiceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Minutes>,
}

impl StaffCard {
    /// How this person performs the service; `None` when they do not, or no longer work here.
    #[must_use]
    pub fn performs(&self, service: ServiceId) -> Option<&StaffService> {
        if self.archived_at.is_some() {
            None
        } else {
            self.services.iter().find(|s| s.service == service)
        }
    }
}

impl StaffService {
    #[must_use]
    pub fn price_of(&self, service: &Service) -> Money {
        self.price.unwrap_or(service.price)
    }

    #[must_use]
    pub fn terms_of(&self, service: &Service) -> Terms {
        Terms {
            duration: self.duration.unwrap_or(service.duration),
            buffer_before: service.buffer_before,
            buffer_after: service.buffer_after,
            capacity: service.capacity,
        }
    }
}
