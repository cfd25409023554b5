//! Who is told of what happens: lists in the application, what people wrote to a shop, and every shop's morning.

use booking_rules::booking::Booking;
use booking_rules::catalog::Shop;
use booking_rules::ids::{AccountId, AppNoticeId, BookingId, BusinessId, ShopId, ShopMessageId};
use booking_rules::time::Span;
use chrono::Months;

use super::Store;
use crate::entities::{AppNotice, Contact, Notice, ShopMessage, SmsThread, digest};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Item, Versioned, from_item, is_a, key_item, text};
use crate::table::Query;

/// Some records, newest first, and whether there are older ones.
#[derive(Debug)]
pub struct Newest<T> {
    pub records: Vec<T>,
    pub more: bool,
}

/// A booking with how to reach its customer.
pub type Reached = (Versioned<Booking>, Option<Contact>);

/// Shops of one shard, and from where the list goes on.
pub type ShopsPage = (Vec<Shop>, Option<ShopId>);

/// Pages read for one list while most of what is in them is left out.
const MAX_PAGES: usize = 10;
/// What was sent to one number that an answer may be about: nobody has more visits before them at a time.
const THREADS: i32 = 25;

impl Store {
    /// What somebody was told, newest first, from before `before` on. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn app_notices(
        &self,
        account: AccountId,
        limit: usize,
        before: Option<AppNoticeId>,
    ) -> Result<Newest<AppNotice>, StoreError> {
        let query = Query {
            partition: keys::account_partition(account),
            prefix: Some(keys::APP_NOTICE.to_owned()),
            after: before.map(|id| key_item(&keys::app_notice(account, id))),
            consistent: true,
            ..newest(limit)
        };
        let page = self.table.page(query).await?;
        Ok(Newest {
            more: page.last.is_some(),
            records: records(&page.items)?,
        })
    }

    /// The same of what they have not read; the index may be a moment behind. One Query of an index.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn unread_notices(
        &self,
        account: AccountId,
        limit: usize,
        before: Option<AppNoticeId>,
    ) -> Result<Newest<Versioned<AppNotice>>, StoreError> {
        let partition = keys::unread_partition(account);
        let query = Query {
            index: Some("GSI1"),
            after: before.map(|id| {
                let mut key = key_item(&keys::app_notice(account, id));
                key.insert("GSI1PK".to_owned(), text(&partition));
                key.insert("GSI1SK".to_owned(), text(id.key()));
                key
            }),
            partition,
            ..newest(limit)
        };
        let page = self.table.page(query).await?;
        Ok(Newest {
            more: page.last.is_some(),
            records: page.items.iter().map(from_item).collect::<Result<_, _>>()?,
        })
    }

    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn app_notice(
        &self,
        account: AccountId,
        id: AppNoticeId,
    ) -> Result<Option<Versioned<AppNotice>>, StoreError> {
        self.get(keys::app_notice(account, id), true).await
    }

    /// What people wrote to a shop, newest first, that `keep` lets through. A Query for each page touched, ten at most.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn shop_messages(
        &self,
        shop: ShopId,
        limit: usize,
        before: Option<ShopMessageId>,
        keep: impl Fn(&ShopMessage) -> bool,
    ) -> Result<Newest<ShopMessage>, StoreError> {
        let mut query = Query {
            partition: keys::shop_messages_partition(shop),
            after: before.map(|id| key_item(&keys::shop_message(shop, id))),
            consistent: true,
            ..newest(limit.saturating_add(1))
        };
        let mut found: Vec<ShopMessage> = Vec::new();
        for _ in 0..MAX_PAGES {
            let page = self.table.page(query.clone()).await?;
            found.extend(records(&page.items)?.into_iter().filter(&keep));
            if found.len() > limit || page.last.is_none() {
                break;
            }
            query.after = page.last;
        }
        let more = found.len() > limit;
        found.truncate(limit);
        Ok(Newest { records: found, more })
    }

    /// What was sent to a number by text message, newest first. One Query.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn sms_threads(&self, number: &str) -> Result<Vec<SmsThread>, StoreError> {
        let query = Query {
            partition: keys::sms_thread_partition(&digest(number)),
            limit: Some(THREADS),
            backwards: true,
            consistent: true,
            ..Query::default()
        };
        records(&self.table.page(query).await?.items)
    }

    /// Bookings with their contacts, those that there are. One BatchGetItem per fifty.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn bookings_with_contacts(&self, ids: &[BookingId]) -> Result<Vec<Reached>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: Vec<Key> = ids
            .iter()
            .flat_map(|id| [keys::booking(*id), keys::contact(*id)])
            .collect();
        let shelf = self.shelf(wanted).await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(booking) = shelf.get::<Booking>(&keys::booking(*id))? {
                let contact = shelf.get::<Contact>(&keys::contact(*id))?;
                found.push((booking, contact.map(|c| c.record)));
            }
        }
        Ok(found)
    }

    /// Shops of any businesses, a page of one shard. One Query of an index.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn shops_of_shard(&self, shard: u8, after: Option<ShopId>) -> Result<ShopsPage, StoreError> {
        let partition = keys::shops_partition(shard);
        let query = Query {
            index: Some("GSI2"),
            after: after.map(|shop| {
                let mut key = key_item(&keys::on_shelf("SHOP", shop));
                key.insert("GSI2PK".to_owned(), text(&partition));
                key.insert("GSI2SK".to_owned(), text(shop.to_string()));
                key
            }),
            partition,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let shops: Vec<Shop> = page
            .items
            .iter()
            .filter_map(|item| {
                // One that cannot be read must not keep the others waiting.
                let read = from_item(item).inspect_err(|error| tracing::error!(%error, "a shop passed over"));
                read.ok().map(|v| v.record)
            })
            .collect();
        let next = page.last.and(shops.last().map(|shop| shop.id));
        Ok((shops, next))
    }

    /// The messages about bookings of a business that were due in a period. A Query of an index for each month touched.
    ///
    /// # Errors
    /// As [`Store::app_notices`].
    pub async fn notices_due_in(&self, business: BusinessId, period: Span) -> Result<Vec<Notice>, StoreError> {
        let (from, to) = (period.start(), period.end());
        let mut found = Vec::new();
        let mut month = from.date_naive();
        while keys::notice_log_partition(business, month) <= keys::notice_log_partition(business, to.date_naive()) {
            let query = Query {
                index: Some("GSI2"),
                partition: keys::notice_log_partition(business, month),
                // '\'' is just below '#', so the end itself is left out.
                between: Some((keys::instant(from), keys::instant(to))),
                ..Query::default()
            };
            found.extend(records(&self.table.query(query).await?)?);
            match month.checked_add_months(Months::new(1)) {
                Some(next) => month = next,
                None => break,
            }
        }
        Ok(found)
    }
}

fn newest(limit: usize) -> Query {
    Query {
        limit: i32::try_from(limit).ok(),
        backwards: true,
        ..Query::default()
    }
}

fn records<E: crate::record::Entity>(items: &[Item]) -> Result<Vec<E>, StoreError> {
    let own = items.iter().filter(|item| is_a::<E>(item));
    own.map(|item| from_item(item).map(|v| v.record)).collect()
}
