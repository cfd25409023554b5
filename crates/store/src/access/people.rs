//! Who belongs where.

use booking_rules::ids::AccountId;

use super::Store;
use crate::entities::Membership;
use crate::error::StoreError;
use crate::keys;
use crate::record::from_item;
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
}
