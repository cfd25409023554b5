//! Who belongs where.

use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::values::Email;

use super::Store;
use crate::entities::{Account, Invitation, Membership, Owners, digest};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item};
use crate::table::Query;

impl Store {
    /// The businesses a signed-in human belongs to. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>, StoreError> {
        let query = Query {
            partition: keys::account_partition(account),
            prefix: Some(keys::MEMBER.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table
            .query(query)
            .await?
            .iter()
            .map(|i| from_item(i).map(|v| v.record))
            .collect()
    }

    /// The invitation of an address, also one whose time has passed.
    ///
    /// # Errors
    /// As [`Store::memberships`].
    pub async fn invitation(
        &self,
        business: BusinessId,
        email: &Email,
    ) -> Result<Option<Versioned<Invitation>>, StoreError> {
        self.get(keys::invitation(business, &digest(email.as_str())), true)
            .await
    }

    /// All invitations of a business that were not taken up, also those whose time has passed. One Query.
    ///
    /// # Errors
    /// As [`Store::memberships`].
    pub async fn invitations(&self, business: BusinessId) -> Result<Vec<Invitation>, StoreError> {
        let query = Query {
            partition: keys::business_partition(business),
            prefix: Some(keys::INVITATION.to_owned()),
            consistent: true,
            ..Query::default()
        };
        let items = self.table.query(query).await?;
        items.iter().map(|i| from_item(i).map(|v| v.record)).collect()
    }

    /// Who owns a business; none for one founded before this was kept.
    ///
    /// # Errors
    /// As [`Store::memberships`].
    pub async fn owners(&self, business: BusinessId) -> Result<Option<Versioned<Owners>>, StoreError> {
        self.get(keys::owners(business), true).await
    }

    /// The records of several accounts. One BatchGetItem per hundred.
    ///
    /// # Errors
    /// As [`Store::memberships`].
    pub async fn accounts(&self, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = ids.iter().map(|id| keys::account(*id)).collect();
        let items = self.table.batch_get(wanted).await?;
        items.iter().map(|i| from_item(i).map(|v| v.record)).collect()
    }
}
