use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, BusinessId};
use crate::values::{Country, Currency, Locale, Name};

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
    pub created_at: DateTime<Utc>,
}
