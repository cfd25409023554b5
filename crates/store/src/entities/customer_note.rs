//! What the people of a business wrote down about a customer.

use booking_rules::ids::{AccountId, CustomerId, CustomerNoteId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Sealed;
use crate::keys::{self, Key};
use crate::record::Entity;

/// One note. It stands beside the customer's card, goes with it, and never changes; allergies and illnesses end up here,
/// so its words are sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerNote {
    pub id: CustomerNoteId,
    pub customer: CustomerId,
    pub text: Sealed,
    /// Who wrote it down.
    pub by: AccountId,
    pub created_at: DateTime<Utc>,
}

impl Entity for CustomerNote {
    const TYPE: &'static str = "customer_note";
    fn key(&self) -> Key {
        keys::customer_note(self.customer, self.id)
    }
}
