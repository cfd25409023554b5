//! Customers as one business knows them, and who belongs to a business.

pub use booking_rules::catalog::MemberRole;
use booking_rules::ids::{AccountId, BusinessId, CustomerId, ShopId, StaffId};
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
            pk: format!("{}#CUSTOMERS", keys::business_partition(self.id.business())),
            sk: format!("{}#{own}", self.name.as_str().to_lowercase()),
        };
        [by_account, Some(by_name), None]
    }
}

/// Which things of a kind somebody may reach. Not named means all of them: who was never limited is not limited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope<T> {
    #[default]
    All,
    /// These and no other; none of them when empty.
    Only(Vec<T>),
}

impl<T: PartialEq> Scope<T> {
    #[must_use]
    pub fn covers(&self, one: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(these) => these.contains(one),
        }
    }
}

/// A signed-in human's place in a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub account: AccountId,
    pub business: BusinessId,
    pub role: MemberRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    /// The names of the permissions a manager was given; absent for all of the role's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// What a manager runs; everybody else's is everything the role reaches.
    #[serde(default)]
    pub shops: Scope<ShopId>,
    #[serde(default)]
    pub managed_staff: Scope<StaffId>,
    #[serde(default)]
    pub customers: Scope<CustomerId>,
}

impl Membership {
    /// A place without limits beyond those of the role.
    #[must_use]
    pub fn new(account: AccountId, business: BusinessId, role: MemberRole) -> Self {
        Self {
            account,
            business,
            role,
            staff: None,
            permissions: None,
            shops: Scope::All,
            managed_staff: Scope::All,
            customers: Scope::All,
        }
    }
}

impl Entity for Membership {
    const TYPE: &'static str = "membership";
    fn key(&self) -> Key {
        keys::membership(self.account, self.business)
    }
    fn indexes(&self) -> [Option<Key>; 3] {
        let of_business = Key {
            pk: keys::members_partition(self.business),
            sk: self.account.key(),
        };
        [None, Some(of_business), None]
    }
}
