//! Customers as one business knows them.

use booking_rules::ids::{AccountId, CustomerId};
use booking_rules::values::{Email, Locale, Name, Phone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// A person as one business knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCard {
    pub id: CustomerId,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub locale: Locale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub created_at: DateTime<Utc>,
}

impl Entity for CustomerCard {
    const TYPE: &'static str = "customer";

    fn key(&self) -> Key {
        keys::customer(self.id)
    }

    fn indexes(&self) -> [Option<Key>; 3] {
        let own = self.id.key();
        let by_account = self.account.map(|account| Key {
            pk: keys::account_partition(account),
            sk: format!("CARD#{}", self.id),
        });
        let by_name = Key {
            pk: keys::customers_partition(self.id.business()),
            sk: format!("{}#{own}", self.name.as_str().to_lowercase()),
        };
        [by_account, Some(by_name), None]
    }
}
