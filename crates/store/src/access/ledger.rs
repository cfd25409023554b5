//! The books of a business.

use std::collections::BTreeMap;

use booking_rules::booking::Booking;
use booking_rules::catalog::{Business, Service, Shop, StaffCard};
use booking_rules::ids::{BusinessId, LedgerEntryId, ServiceId, ShopId, StaffId};
use booking_rules::ledger::{Books, LedgerEntry, LedgerMonth, SaleRef, Tab};
use booking_rules::notices::NoticeSettings;
use chrono::{DateTime, Utc};

use super::Store;
use crate::entities::{Contact, IdempotencyRecord};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Versioned, from_item};
use crate::table::Query;

/// Some entries of a month, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct LedgerPage {
    pub entries: Vec<LedgerEntry>,
    /// Where the next page begins; none after the last.
    pub next: Option<LedgerCursor>,
}

/// The sort key after which a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCursor(pub String);

impl LedgerCursor {
    /// The place of an entry within its month.
    #[must_use]
    pub fn after(entry: &LedgerEntry) -> Self {
        Self(crate::record::Entity::key(entry).sk)
    }
}

/// The records that one sale is decided on.
#[derive(Debug, Clone, Copy)]
pub struct TillRequest<'a> {
    pub shop: ShopId,
    pub sale: SaleRef,
    pub services: &'a [ServiceId],
    pub staff: &'a [StaffId],
    /// Months whose books may be needed.
    pub months: &'a [LedgerMonth],
    pub once: Option<&'a Key>,
}

/// What was found of a [`TillRequest`].
#[derive(Debug)]
pub struct TillSheet {
    pub business: Option<Business>,
    pub shop: Option<Shop>,
    /// Of a sale of a visit, as the next two.
    pub booking: Option<Versioned<Booking>>,
    pub contact: Option<Contact>,
    pub settings: Option<NoticeSettings>,
    pub services: BTreeMap<ServiceId, Service>,
    pub staff: BTreeMap<StaffId, StaffCard>,
    pub tab: Option<Versioned<Tab>>,
    pub books: BTreeMap<LedgerMonth, Versioned<Books>>,
    pub once: Option<IdempotencyRecord>,
}

/// An entry by its id, before its sale is known.
#[derive(Debug)]
pub struct EntrySheet {
    pub entry: Option<LedgerEntry>,
    pub once: Option<IdempotencyRecord>,
}

impl Store {
    /// Everything a sale is decided on. One BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn till_sheet(&self, wanted: &TillRequest<'_>) -> Result<TillSheet, StoreError> {
        let business = wanted.shop.business();
        let (profile, shop) = (keys::profile(business), keys::on_shelf("SHOP", wanted.shop));
        let tab = keys::tab(wanted.sale);
        let mut all = vec![profile.clone(), shop.clone(), tab.clone()];
        let visit = match wanted.sale {
            SaleRef::Booking(booking) => Some((
                keys::booking(booking),
                keys::contact(booking),
                keys::notice_settings(business),
            )),
            SaleRef::Counter(_) => None,
        };
        if let Some((booking, contact, settings)) = visit.clone() {
            all.extend([booking, contact, settings]);
        }
        all.extend(wanted.services.iter().map(|id| keys::on_shelf("SVC", *id)));
        all.extend(wanted.staff.iter().map(|id| keys::on_shelf("STAFF", *id)));
        all.extend(wanted.months.iter().map(|month| keys::books(business, *month)));
        all.extend(wanted.once.cloned());
        let shelf = self.shelf(all).await?;
        let mut sheet = TillSheet {
            business: shelf.get(&profile)?.map(|v| v.record),
            shop: shelf.get(&shop)?.map(|v| v.record),
            booking: None,
            contact: None,
            settings: None,
            services: BTreeMap::new(),
            staff: BTreeMap::new(),
            tab: shelf.get(&tab)?,
            books: BTreeMap::new(),
            once: None,
        };
        if let Some((booking, contact, settings)) = visit {
            sheet.booking = shelf.get(&booking)?;
            sheet.contact = shelf.get(&contact)?.map(|v| v.record);
            sheet.settings = shelf.get(&settings)?.map(|v| v.record);
        }
        if let Some(key) = wanted.once {
            sheet.once = shelf.get(key)?.map(|v| v.record);
        }
        for id in wanted.services {
            let found = shelf.get::<Service>(&keys::on_shelf("SVC", *id))?;
            sheet.services.extend(found.map(|v| (*id, v.record)));
        }
        for id in wanted.staff {
            let found = shelf.get::<StaffCard>(&keys::on_shelf("STAFF", *id))?;
            sheet.staff.extend(found.map(|v| (*id, v.record)));
        }
        for month in wanted.months {
            let found = shelf.get::<Books>(&keys::books(business, *month))?;
            sheet.books.extend(found.map(|books| (*month, books)));
        }
        Ok(sheet)
    }

    /// An entry that is in one of these months, recorded at `at`. One BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::till_sheet`].
    pub async fn entry_sheet(
        &self,
        id: LedgerEntryId,
        at: DateTime<Utc>,
        months: &[LedgerMonth],
        once: Option<&Key>,
    ) -> Result<EntrySheet, StoreError> {
        let places: Vec<Key> = months.iter().map(|month| keys::ledger_entry(id, *month, at)).collect();
        let mut all = places.clone();
        all.extend(once.cloned());
        let shelf = self.shelf(all).await?;
        let mut sheet = EntrySheet {
            entry: None,
            once: None,
        };
        for place in &places {
            let found = shelf.get::<LedgerEntry>(place)?;
            sheet.entry = sheet.entry.or(found.map(|v| v.record));
        }
        if let Some(key) = once {
            sheet.once = shelf.get(key)?.map(|v| v.record);
        }
        Ok(sheet)
    }

    /// The running account of a sale; none before its first entry.
    ///
    /// # Errors
    /// As [`Store::till_sheet`].
    pub async fn tab(&self, sale: SaleRef) -> Result<Option<Versioned<Tab>>, StoreError> {
        self.get(keys::tab(sale), true).await
    }

    /// A month's own record; none before its first entry.
    ///
    /// # Errors
    /// As [`Store::till_sheet`].
    pub async fn books(
        &self,
        business: BusinessId,
        month: LedgerMonth,
    ) -> Result<Option<Versioned<Books>>, StoreError> {
        self.get(keys::books(business, month), true).await
    }

    /// The records of several months, those that are there. One BatchGetItem per hundred.
    ///
    /// # Errors
    /// As [`Store::till_sheet`].
    pub async fn books_of_months(
        &self,
        business: BusinessId,
        months: &[LedgerMonth],
    ) -> Result<Vec<Books>, StoreError> {
        let places: Vec<Key> = months.iter().map(|month| keys::books(business, *month)).collect();
        let shelf = self.shelf(places.clone()).await?;
        let mut found = Vec::new();
        for place in &places {
            found.extend(shelf.get::<Books>(place)?.map(|v| v.record));
        }
        Ok(found)
    }

    /// As [`Store::ledger_page`], read consistently: for the recount that a close depends on.
    ///
    /// # Errors
    /// As [`Store::ledger_page`].
    pub async fn recount_page(
        &self,
        business: BusinessId,
        month: LedgerMonth,
        after: Option<&LedgerCursor>,
    ) -> Result<LedgerPage, StoreError> {
        self.entries_of_month(business, month, after, None, true).await
    }

    /// Entries of a month in the order of time, at most `limit`. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn ledger_page(
        &self,
        business: BusinessId,
        month: LedgerMonth,
        after: Option<&LedgerCursor>,
        limit: usize,
    ) -> Result<LedgerPage, StoreError> {
        self.entries_of_month(business, month, after, i32::try_from(limit).ok(), false)
            .await
    }

    async fn entries_of_month(
        &self,
        business: BusinessId,
        month: LedgerMonth,
        after: Option<&LedgerCursor>,
        limit: Option<i32>,
        consistent: bool,
    ) -> Result<LedgerPage, StoreError> {
        let (from, to) = keys::LEDGER_ENTRIES;
        let query = Query {
            partition: keys::ledger_partition(business, month),
            // What comes after a cursor begins with the next character: keys are plain text below it.
            between: Some((
                after.map_or_else(|| from.to_owned(), |c| format!("{} ", c.0)),
                to.to_owned(),
            )),
            limit,
            consistent,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let next = page
            .last
            .as_ref()
            .and_then(crate::record::key_of)
            .map(|key| LedgerCursor(key.sk));
        let read = |item| from_item::<LedgerEntry>(item).map(|v| v.record);
        Ok(LedgerPage {
            entries: page.items.iter().map(read).collect::<Result<_, _>>()?,
            next,
        })
    }
}
