//! Who belongs to a business, who owns it, and who is invited.

pub use booking_rules::catalog::MemberRole;
use booking_rules::ids::{AccountId, BusinessId, CustomerId, InvitationId, ShopId, StaffId};
use booking_rules::notices::LetterChoices;
use booking_rules::values::Email;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::digest;
use crate::keys::{self, Key};
use crate::record::Entity;

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
    /// What the business writes letters to them about.
    #[serde(default, skip_serializing_if = "LetterChoices::is_default")]
    pub letters: LetterChoices,
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
            letters: LetterChoices::default(),
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

/// A place in a business that waits for whoever owns the address to take it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: Email,
    /// SHA-256 of the secret in the link.
    pub token_hash: String,
    pub role: MemberRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    #[serde(default)]
    pub shops: Scope<ShopId>,
    #[serde(default)]
    pub managed_staff: Scope<StaffId>,
    #[serde(default)]
    pub customers: Scope<CustomerId>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// The place it leads to.
    #[must_use]
    pub fn place_of(&self, account: AccountId) -> Membership {
        Membership {
            account,
            business: self.id.business(),
            role: self.role,
            staff: self.staff,
            permissions: self.permissions.clone(),
            shops: self.shops.clone(),
            managed_staff: self.managed_staff.clone(),
            customers: self.customers.clone(),
            letters: LetterChoices::default(),
        }
    }
}

impl Entity for Invitation {
    const TYPE: &'static str = "invitation";
    fn key(&self) -> Key {
        keys::invitation(self.id.business(), &digest(self.email.as_str()))
    }
    /// By address (GSI1), whichever business invites it.
    fn indexes(&self) -> [Option<Key>; 3] {
        let by_address = Key {
            pk: keys::invitations_to(&digest(self.email.as_str())),
            sk: self.id.to_string(),
        };
        [Some(by_address), None, None]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.expires_at)
    }
}

/// Who owns a business. Every change of an ownership replaces it, so that two that would leave nobody cannot both happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owners {
    pub business: BusinessId,
    pub owners: Vec<AccountId>,
}

impl Entity for Owners {
    const TYPE: &'static str = "owners";
    fn key(&self) -> Key {
        keys::owners(self.business)
    }
}
