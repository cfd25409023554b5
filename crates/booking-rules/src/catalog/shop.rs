use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::ShopId;
use crate::policy::BookingPolicy;
use crate::schedule::Closure;
use crate::time::Zone;
use crate::values::{Email, Name, Phone};

/// A bookable place with its own time zone and rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shop {
    pub id: ShopId,
    pub name: Name,
    pub time_zone: Zone,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    pub policy: BookingPolicy,
    /// Holidays and closed periods; kept in the shop so that booking reads them with it.
    #[serde(default)]
    pub closures: Vec<Closure>,
    pub created_at: DateTime<Utc>,
}

impl Shop {
    /// Most closures at a time; past ones are dropped when a new one is added.
    pub const MAX_CLOSURES: usize = 200;
}

/// Where the shop is; any part may be unknown, a one-line address is a `line`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Name>,
}

impl Address {
    /// The address on one line, as messages print it.
    #[must_use]
    pub fn one_line(&self) -> String {
        let place = match (&self.postal_code, &self.city) {
            (Some(code), Some(city)) => Some(format!("{code} {city}")),
            (code, city) => code.as_ref().or(city.as_ref()).map(ToString::to_string),
        };
        [
            self.line.as_ref().map(ToString::to_string),
            self.street.as_ref().map(ToString::to_string),
            place,
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }
}
