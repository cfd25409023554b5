//! Waitlists: one entry, the line of a shop, what somebody waits for.

use booking_rules::ids::{AccountId, CustomerId, ShopId, WaitlistEntryId};
use booking_rules::waitlist::WaitlistEntry;
use serde::{Deserialize, Serialize};

use super::Store;
use super::data_requests::{Trace, Traces};
use crate::entities::{AddressDigest, KnownAs, WaitingCustomer, WaitlistPlace, digest};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Item, Versioned, from_item, key_item, key_of, text};
use crate::table::Query;

/// Where a list goes on. Holds no partition of an index: that is rebuilt from the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitlistCursor {
    pub customer: CustomerId,
    pub id: WaitlistEntryId,
    /// The place in the list.
    pub at: String,
}

/// Some entries and where the list goes on.
#[derive(Debug, Default)]
pub struct WaitlistPage {
    pub entries: Vec<Versioned<WaitingCustomer>>,
    pub next: Option<WaitlistCursor>,
}

impl WaitlistCursor {
    fn resume(&self, index: &str, partition: &str) -> Item {
        let mut key = key_item(&keys::waitlist_entry(self.customer, self.id));
        key.insert(format!("{index}PK"), text(partition));
        key.insert(format!("{index}SK"), text(&self.at));
        key
    }
}

impl Store {
    /// An entry by its id. Two GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn waitlist_entry(&self, id: WaitlistEntryId) -> Result<Option<Versioned<WaitingCustomer>>, StoreError> {
        let place: Option<Versioned<WaitlistPlace>> = self.get(keys::waitlist_place(id), true).await?;
        match place {
            Some(place) => self.waitlist_entry_of(place.record.customer, id).await,
            None => Ok(None),
        }
    }

    /// An entry whose customer is known. One GetItem.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waitlist_entry_of(
        &self,
        customer: CustomerId,
        id: WaitlistEntryId,
    ) -> Result<Option<Versioned<WaitingCustomer>>, StoreError> {
        self.get(keys::waitlist_entry(customer, id), true).await
    }

    /// Everything a customer waits for or waited for with a business. One Query.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waitlist_of_customer(
        &self,
        customer: CustomerId,
    ) -> Result<Vec<Versioned<WaitingCustomer>>, StoreError> {
        let query = Query {
            partition: keys::customer(customer).pk,
            prefix: Some(keys::WAITS.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// Those in line in a shop, in the order in which they joined, at most `limit`; each as it stands now. One Query, and a
    /// BatchGetItem for each hundred.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn line_of_shop(
        &self,
        shop: ShopId,
        limit: usize,
    ) -> Result<Vec<Versioned<WaitingCustomer>>, StoreError> {
        let listed = self.open_entries(shop, limit).await?;
        // The index is a while behind.
        self.entries_at(listed.iter().filter_map(key_of).collect()).await
    }

    /// How many are in line in a shop, of `limit` looked at, that `count` counts. One Query.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn length_of_line(
        &self,
        shop: ShopId,
        limit: usize,
        count: impl Fn(&WaitlistEntry) -> bool,
    ) -> Result<usize, StoreError> {
        let mut counted = 0;
        for item in &self.open_entries(shop, limit).await? {
            let found: Versioned<WaitingCustomer> = from_item(item)?;
            counted += usize::from(count(&found.record.entry));
        }
        Ok(counted)
    }

    async fn open_entries(&self, shop: ShopId, limit: usize) -> Result<Vec<Item>, StoreError> {
        let query = Query {
            index: Some("GSI2"),
            partition: keys::waitlist_of_shop(shop),
            prefix: Some(keys::OPEN.to_owned()),
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        Ok(self.table.page(query).await?.items)
    }

    /// A shop's waitlist, in the order of joining: those in line, or those who are not any more. One Query.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waitlist_of_shop(
        &self,
        shop: ShopId,
        open: bool,
        limit: usize,
        after: Option<&WaitlistCursor>,
    ) -> Result<WaitlistPage, StoreError> {
        let partition = keys::waitlist_of_shop(shop);
        let prefix = if open { keys::OPEN } else { keys::CLOSED };
        let after = after.filter(|cursor| cursor.at.starts_with(prefix));
        self.waitlist_page("GSI2", partition, prefix, limit, after, WaitingCustomer::place)
            .await
    }

    /// What an account waits for and waited for, across businesses, in the order of joining. One Query.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waitlist_of_account(
        &self,
        account: AccountId,
        limit: usize,
        after: Option<&WaitlistCursor>,
    ) -> Result<WaitlistPage, StoreError> {
        let partition = keys::account_partition(account);
        let after = after.filter(|cursor| cursor.at.starts_with(keys::WAITS));
        let place = |found: &WaitingCustomer| format!("{}{}", keys::WAITS, found.entry.id);
        self.waitlist_page("GSI1", partition, keys::WAITS, limit, after, place)
            .await
    }

    async fn waitlist_page(
        &self,
        index: &'static str,
        partition: String,
        prefix: &str,
        limit: usize,
        after: Option<&WaitlistCursor>,
        place: impl Fn(&WaitingCustomer) -> String,
    ) -> Result<WaitlistPage, StoreError> {
        let query = Query {
            index: Some(index),
            after: after.map(|cursor| cursor.resume(index, &partition)),
            partition,
            prefix: Some(prefix.to_owned()),
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let entries: Vec<Versioned<WaitingCustomer>> = page.items.iter().map(from_item).collect::<Result<_, _>>()?;
        let last = entries.last().filter(|_| page.last.is_some());
        let next = last.map(|found| WaitlistCursor {
            customer: found.record.entry.customer,
            id: found.record.entry.id,
            at: place(&found.record),
        });
        Ok(WaitlistPage { entries, next })
    }

    /// What guests wait for with an address or number that no account has claimed, at most `limit`. One Query and a
    /// BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn guests_waiting_as(
        &self,
        known_as: &KnownAs,
        limit: usize,
    ) -> Result<Vec<Versioned<WaitingCustomer>>, StoreError> {
        let (index, partition) = match known_as {
            KnownAs::Email(email) => ("GSI1", keys::waiting_guests("EMAIL", &digest(email.as_str()))),
            KnownAs::Phone(phone) => ("GSI3", keys::waiting_guests("PHONE", &digest(phone.as_str()))),
            KnownAs::Subject { .. } => return Ok(Vec::new()),
        };
        let query = Query {
            index: Some(index),
            partition,
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        let listed = self.table.page(query).await?.items;
        let found = self.entries_at(listed.iter().filter_map(key_of).collect()).await?;
        Ok(found
            .into_iter()
            .filter(|found| found.record.account.is_none())
            .collect())
    }

    async fn entries_at(&self, wanted: Vec<Key>) -> Result<Vec<Versioned<WaitingCustomer>>, StoreError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let items = self.table.batch_get(wanted).await?;
        let mut found: Vec<Versioned<WaitingCustomer>> = items.iter().map(from_item).collect::<Result<_, _>>()?;
        found.sort_by_key(|found| (found.record.entry.joined_at, found.record.entry.id));
        Ok(found)
    }

    /// What an account waits for, as what is held about it.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waits_of(&self, account: AccountId, after: Option<&str>, limit: usize) -> Result<Traces, StoreError> {
        self.waits("GSI1", keys::account_partition(account), after, limit).await
    }

    /// What guests wait for, by an address.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waits_by_email(
        &self,
        email: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let partition = keys::waiting_guests("EMAIL", email.as_str());
        self.waits("GSI1", partition, after, limit).await
    }

    /// The same by a number.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waits_by_phone(
        &self,
        phone: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let partition = keys::waiting_guests("PHONE", phone.as_str());
        self.waits("GSI3", partition, after, limit).await
    }

    /// The same of a customer of one business.
    ///
    /// # Errors
    /// As [`Store::waitlist_entry`].
    pub async fn waits_of_customer(
        &self,
        customer: CustomerId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let end = format!("{}~", keys::WAITS);
        let place = (keys::customer_partition(customer), keys::WAITS, end.as_str());
        self.traces(None, place, after, limit).await
    }

    async fn waits(
        &self,
        index: &'static str,
        partition: String,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let end = format!("{}~", keys::WAITS);
        let place = (partition, keys::WAITS, end.as_str());
        let page = self.traces(Some(index), place, after, limit).await?;
        // One index holds keys alone.
        let wanted = page.found.into_iter().map(|trace: Trace| trace.key).collect();
        let items = self.table.batch_get(wanted).await?;
        Ok(Traces {
            found: items.into_iter().filter_map(super::data_requests::trace).collect(),
            next: page.next,
        })
    }
}
