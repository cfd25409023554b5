//! Accounts, who they are known as, their sessions, and how often something was tried.

use booking_rules::catalog::Shop;
use booking_rules::ids::{AccountId, BusinessId, SessionId, ShopId};
use booking_rules::values::WebOrigin;
use chrono::{DateTime, Utc};

use super::Store;
use crate::entities::{Account, Claimed, Favourite, KnownAs, Letter, Membership, OriginUse, Session};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Versioned, from_item};
use crate::table::Query;

impl Store {
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn account(&self, account: AccountId) -> Result<Option<Versioned<Account>>, StoreError> {
        self.get(keys::account(account), true).await
    }

    /// Whose an address, number or foreign subject is.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn claimed(&self, known_as: &KnownAs) -> Result<Option<Versioned<Claimed>>, StoreError> {
        self.get(known_as.key(), true).await
    }

    /// Which businesses a web origin may read about.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn origin_use(
        &self,
        origin: &WebOrigin,
        consistent: bool,
    ) -> Result<Option<Versioned<OriginUse>>, StoreError> {
        self.get(keys::origin(origin.as_str()), consistent).await
    }

    /// # Errors
    /// As [`Store::account`].
    pub async fn session(
        &self,
        account: AccountId,
        session: SessionId,
    ) -> Result<Option<Versioned<Session>>, StoreError> {
        self.get(keys::session(account, session), true).await
    }

    /// All sessions of an account, also those whose time has passed. One Query.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<Versioned<Session>>, StoreError> {
        let query = Query {
            partition: keys::credentials_partition(account),
            prefix: Some(keys::SESSION.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// The shops an account wants to find again. One Query.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn favourites(&self, account: AccountId) -> Result<Vec<Versioned<Favourite>>, StoreError> {
        let query = Query {
            partition: keys::account_partition(account),
            prefix: Some(keys::FAVOURITE.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// Forgets a favourite, whether it is there or not. One DeleteItem.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn remove_favourite(&self, account: AccountId, shop: ShopId) -> Result<(), StoreError> {
        self.table.delete(keys::favourite(account, shop)).await
    }

    /// Shops of any businesses; one that is gone is not among them. One BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn shops(&self, shops: &[ShopId]) -> Result<Vec<Shop>, StoreError> {
        if shops.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<_> = shops.iter().map(|shop| keys::on_shelf("SHOP", *shop)).collect();
        let shelf = self.shelf(keys.clone()).await?;
        keys.iter()
            .filter_map(|key| shelf.get(key).map(|found| found.map(|v| v.record)).transpose())
            .collect()
    }

    /// Everybody who belongs to a business. One Query of an index.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn members(&self, business: BusinessId) -> Result<Vec<Versioned<Membership>>, StoreError> {
        let query = Query {
            index: Some("GSI2"),
            partition: keys::members_partition(business),
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// # Errors
    /// As [`Store::account`].
    pub async fn membership(
        &self,
        account: AccountId,
        business: BusinessId,
    ) -> Result<Option<Versioned<Membership>>, StoreError> {
        self.get(keys::membership(account, business), true).await
    }

    /// # Errors
    /// As [`Store::account`].
    pub async fn letter(&self, key: Key) -> Result<Option<Versioned<Letter>>, StoreError> {
        self.get(key, true).await
    }

    /// Counts one try, unless `limit` were already counted: the number it is, or `None`. Atomic, so that however many try
    /// at once, `limit` of them are let through. The counter is garbage after `expires_at`. One UpdateItem.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn count_try(
        &self,
        counter: Key,
        limit: u32,
        expires_at: DateTime<Utc>,
    ) -> Result<Option<u32>, StoreError> {
        self.table.count_up(counter, limit, expires_at).await
    }

    /// Forgets what was counted. One DeleteItem.
    ///
    /// # Errors
    /// As [`Store::account`].
    pub async fn forget_tries(&self, counter: Key) -> Result<(), StoreError> {
        self.table.delete(counter).await
    }
}
