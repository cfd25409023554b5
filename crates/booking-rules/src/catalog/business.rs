use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::TaxProfile;
use crate::ids::{AccountId, BusinessId};
use crate::values::{Country, Currency, Locale, Name, WebOrigin};

/// What a member may be in a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    Staff,
    Manager,
    Owner,
}

/// The tenant: an owner's company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    pub id: BusinessId,
    pub name: Name,
    pub country: Country,
    /// Every price of the business is in this currency.
    pub currency: Currency,
    /// Language of messages when the customer chose none.
    pub locale: Locale,
    pub owner: AccountId,
    /// Who must have shown a second factor to act for the business.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_factor_required_for: Vec<MemberRole>,
    /// Whose web pages may read answers about the business.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<WebOrigin>,
    /// Who the business is to its tax office; files for it need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_profile: Option<TaxProfile>,
    /// Days that files made of its records are kept, if not the platform's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports_kept_days: Option<u8>,
    pub created_at: DateTime<Utc>,
}
