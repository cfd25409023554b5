//! Bookings one by one, of a person, and of a business's agenda.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BookingId, BusinessId};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::entities::{Contact, KnownAs, Notice};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Item, Versioned, from_item, is_a, key_item, text};
use crate::table::Query;

/// Where a list goes on. Holds no partition: that is rebuilt from the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingCursor {
    pub start: DateTime<Utc>,
    pub id: BookingId,
}

/// Some bookings and where the list goes on.
#[derive(Debug)]
pub struct ListPage {
    pub bookings: Vec<Versioned<Booking>>,
    pub next: Option<BookingCursor>,
}

/// Which bookings of a business to list: those that start in `[from, to)`, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct AgendaQuery {
    pub business: BusinessId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub limit: usize,
    pub after: Option<BookingCursor>,
}

impl Store {
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn booking(&self, id: BookingId) -> Result<Option<Versioned<Booking>>, StoreError> {
        self.get(keys::booking(id), true).await
    }

    /// The booking and how to reach its customer. One BatchGetItem.
    ///
    /// # Errors
    /// As [`Store::booking`].
    pub async fn booking_with_contact(
        &self,
        id: BookingId,
    ) -> Result<Option<(Versioned<Booking>, Option<Contact>)>, StoreError> {
        let shelf = self.shelf(vec![keys::booking(id), keys::contact(id)]).await?;
        let Some(booking) = shelf.get(&keys::booking(id))? else {
            return Ok(None);
        };
        Ok(Some((
            booking,
            shelf.get::<Contact>(&keys::contact(id))?.map(|c| c.record),
        )))
    }

    /// Contacts of listed bookings. One BatchGetItem per hundred.
    ///
    /// # Errors
    /// As [`Store::booking`].
    pub async fn contacts(&self, bookings: &[BookingId]) -> Result<Vec<Contact>, StoreError> {
        if bookings.is_empty() {
            return Ok(Vec::new());
        }
        let items = self
            .table
            .batch_get(bookings.iter().map(|id| keys::contact(*id)).collect())
            .await?;
        items.iter().map(|i| from_item(i).map(|v| v.record)).collect()
    }

    /// Contacts of guests' bookings made with an address or number that no account has claimed, at most `limit`. One Query
    /// of an index.
    ///
    /// # Errors
    /// As [`Store::booking`].
    pub async fn guests_known_as(
        &self,
        known_as: &KnownAs,
        limit: usize,
    ) -> Result<Vec<Versioned<Contact>>, StoreError> {
        let Some(partition) = known_as.contacts_partition() else {
            return Ok(Vec::new());
        };
        let index = if matches!(known_as, KnownAs::Email(_)) {
            "GSI1"
        } else {
            "GSI2"
        };
        let query = Query {
            index: Some(index),
            partition,
            limit: Some(i32::try_from(limit).unwrap_or(i32::MAX)),
            ..Query::default()
        };
        self.table.page(query).await?.items.iter().map(from_item).collect()
    }

    /// # Errors
    /// As [`Store::booking`].
    pub async fn notices_of(&self, booking: BookingId) -> Result<Vec<Versioned<Notice>>, StoreError> {
        let query = Query {
            partition: keys::booking_partition(booking),
            prefix: Some("NOTICE#".to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// A signed-in person's bookings from `pivot` on (soonest first), or before it (latest first). One Query.
    ///
    /// # Errors
    /// As [`Store::booking`].
    pub async fn bookings_of_account(
        &self,
        account: AccountId,
        pivot: DateTime<Utc>,
        upcoming: bool,
        limit: usize,
        after: Option<BookingCursor>,
    ) -> Result<ListPage, StoreError> {
        let partition = keys::bookings_of_account(account);
        let at = keys::instant(pivot);
        // A start begins with a digit; the cards of the same index partition begin with a letter.
        let between = if upcoming {
            (at, "9~".to_owned())
        } else {
            ("0".to_owned(), at)
        };
        // The pivot is now and has moved since the last page: the table refuses to start outside the range, and all of
        // the range comes after a cursor that has fallen out of it.
        let after = after.filter(|c| (c.start >= pivot) == upcoming);
        let query = Query {
            index: Some("GSI1"),
            after: after.map(|c| c.resume("GSI1", &partition)),
            partition,
            between: Some(between),
            limit: Some(page_size(limit)),
            backwards: !upcoming,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let found: Vec<Versioned<Booking>> = bookings(&page.items)?;
        Ok(cut(found, limit, page.last.is_some()))
    }

    /// Bookings of a business in a period, those that `keep` lets through. One Query per month and megabyte touched.
    ///
    /// # Errors
    /// As [`Store::booking`].
    pub async fn agenda(&self, query: AgendaQuery, keep: impl Fn(&Booking) -> bool) -> Result<ListPage, StoreError> {
        let mut found = Vec::new();
        if query.after.is_some_and(|c| c.start >= query.to) {
            return Ok(cut(found, query.limit, false));
        }
        // The table refuses to start outside the range it is asked for.
        let mut after = query.after.filter(|c| c.start >= query.from);
        let begin = after.map_or(query.from, |c| c.start);
        for first in month_starts(begin.date_naive(), query.to.date_naive()) {
            let partition = keys::agenda_partition(query.business, first);
            let resume = after
                .take()
                .filter(|c| keys::agenda_partition(query.business, c.start.date_naive()) == partition);
            let mut request = Query {
                index: Some("GSI2"),
                after: resume.map(|c| c.resume("GSI2", &partition)),
                partition,
                // '\'' is just below '#', so the end itself is left out.
                between: Some((keys::instant(query.from), keys::instant(query.to))),
                ..Query::default()
            };
            for _ in 0..MAX_AGENDA_PAGES {
                let page = self.table.page(request.clone()).await?;
                found.extend(
                    bookings(&page.items)?
                        .into_iter()
                        .filter(|b: &Versioned<Booking>| keep(&b.record)),
                );
                if found.len() > query.limit || page.last.is_none() {
                    break;
                }
                request.after = page.last;
            }
            if found.len() > query.limit {
                break;
            }
        }
        Ok(cut(found, query.limit, false))
    }
}

/// One month of one business: 32 MB of bookings is more than any agenda has.
const MAX_AGENDA_PAGES: usize = 32;

impl BookingCursor {
    fn resume(&self, index: &str, partition: &str) -> Item {
        let mut key = key_item(&keys::booking(self.id));
        key.insert(format!("{index}PK"), text(partition));
        key.insert(format!("{index}SK"), text(keys::by_start(self.start, &self.id.key())));
        key
    }
}

fn page_size(limit: usize) -> i32 {
    i32::try_from(limit.saturating_add(1)).unwrap_or(i32::MAX)
}

fn bookings(items: &[Item]) -> Result<Vec<Versioned<Booking>>, StoreError> {
    items.iter().filter(|i| is_a::<Booking>(i)).map(from_item).collect()
}

fn cut(mut found: Vec<Versioned<Booking>>, limit: usize, more: bool) -> ListPage {
    let more = more || found.len() > limit;
    found.truncate(limit);
    let last = found.last().map(|b| BookingCursor {
        start: b.record.span.start(),
        id: b.record.id,
    });
    ListPage {
        next: last.filter(|_| more),
        bookings: found,
    }
}

fn month_starts(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let begin = first.with_day(1).unwrap_or(first);
    std::iter::successors(Some(begin), |d| d.checked_add_months(chrono::Months::new(1))).take_while(move |d| *d <= last)
}
