//! Day books: a month of them for a search, the few days of a few people for a booking.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BookingId, BusinessId, CustomerId, StaffId};
use chrono::{Datelike, NaiveDate};
use futures::future::try_join_all;

use super::{Shelf, Store};
use crate::entities::{AccountDay, Contact, CustomerCard, CustomerDay, IdempotencyRecord, Preferences, StaffDay};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Entity, Versioned, from_item};
use crate::table::Query;

impl Store {
    /// All day books of a business from `first` to `last`, both included. One Query per month touched, however many
    /// staff there are and however many bookings there ever were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn day_books(
        &self,
        business: BusinessId,
        first: NaiveDate,
        last: NaiveDate,
        consistent: bool,
    ) -> Result<Vec<StaffDay>, StoreError> {
        let months = months(first, last).into_iter().map(|(from, to)| {
            self.table.query(Query {
                partition: keys::days_partition(business, from),
                between: Some((format!("{from}#"), format!("{to}#~"))),
                consistent,
                ..Query::default()
            })
        });
        let items = try_join_all(months).await?;
        items
            .iter()
            .flatten()
            .map(|item| from_item(item).map(|v| v.record))
            .collect()
    }

    /// What deciding about one booking needs beside the catalogue, read consistently. One BatchGetItem for up to a
    /// hundred records: 45 staff who could serve, over two dates.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn booking_sheet(&self, request: &SheetRequest<'_>) -> Result<BookingSheet, StoreError> {
        let mut wanted = Vec::new();
        for date in request.dates {
            wanted.extend(request.staff.iter().map(|staff| keys::staff_day(*staff, *date)));
            wanted.extend(request.customer.map(|customer| keys::customer_day(customer, *date)));
            wanted.extend(request.account.map(|account| keys::account_day(account, *date)));
        }
        wanted.extend(request.account.map(keys::preferences));
        wanted.extend(request.customer.map(keys::customer));
        wanted.extend(request.booking.map(keys::booking));
        wanted.extend(request.booking.map(keys::contact));
        wanted.extend(request.once.cloned());
        wanted.extend_from_slice(request.also);
        Ok(BookingSheet {
            shelf: self.shelf(wanted).await?,
        })
    }
}

/// Whose days, and what else, to read together.
#[derive(Debug, Clone, Copy, Default)]
pub struct SheetRequest<'a> {
    pub staff: &'a [StaffId],
    /// UTC dates, as day books are cut.
    pub dates: &'a [NaiveDate],
    pub customer: Option<CustomerId>,
    pub account: Option<AccountId>,
    pub booking: Option<BookingId>,
    pub once: Option<&'a Key>,
    /// What the decision needs besides, such as the consents that go with a booking.
    pub also: &'a [Key],
}

/// The records read for one decision, each with the version that guards it.
#[derive(Debug)]
pub struct BookingSheet {
    shelf: Shelf,
}

impl BookingSheet {
    /// # Errors
    /// [`StoreError::Damaged`] when the record cannot be read, here and below.
    pub fn staff_day(&self, staff: StaffId, date: NaiveDate) -> Result<Option<Versioned<StaffDay>>, StoreError> {
        self.shelf.get(&keys::staff_day(staff, date))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn customer_day(
        &self,
        customer: CustomerId,
        date: NaiveDate,
    ) -> Result<Option<Versioned<CustomerDay>>, StoreError> {
        self.shelf.get(&keys::customer_day(customer, date))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn account_day(
        &self,
        account: AccountId,
        date: NaiveDate,
    ) -> Result<Option<Versioned<AccountDay>>, StoreError> {
        self.shelf.get(&keys::account_day(account, date))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn card(&self, customer: CustomerId) -> Result<Option<Versioned<CustomerCard>>, StoreError> {
        self.shelf.get(&keys::customer(customer))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn booking(&self, id: BookingId) -> Result<Option<Versioned<Booking>>, StoreError> {
        self.shelf.get(&keys::booking(id))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn contact(&self, id: BookingId) -> Result<Option<Versioned<Contact>>, StoreError> {
        self.shelf.get(&keys::contact(id))
    }

    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn once(&self, key: &Key) -> Result<Option<IdempotencyRecord>, StoreError> {
        Ok(self.shelf.get::<IdempotencyRecord>(key)?.map(|v| v.record))
    }

    /// How the account asked for wants to be written to.
    ///
    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn preferences(&self, account: AccountId) -> Result<Option<Preferences>, StoreError> {
        Ok(self.shelf.get(&keys::preferences(account))?.map(|v| v.record))
    }

    /// One of what was asked for besides.
    ///
    /// # Errors
    /// As [`BookingSheet::staff_day`].
    pub fn besides<E: Entity>(&self, key: &Key) -> Result<Option<Versioned<E>>, StoreError> {
        self.shelf.get(key)
    }
}

/// Cuts a range of dates at the ends of months.
fn months(first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut cut = Vec::new();
    let mut from = first;
    while from <= last {
        let next = from
            .with_day(1)
            .and_then(|d| d.checked_add_months(chrono::Months::new(1)))
            .unwrap_or(NaiveDate::MAX);
        let end = next.pred_opt().unwrap_or(last).min(last);
        cut.push((from, end));
        if next == NaiveDate::MAX {
            break;
        }
        from = next;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_at_the_ends_of_months() {
        let day = |m, d| NaiveDate::from_ymd_opt(2027, m, d).unwrap();
        assert_eq!(months(day(3, 15), day(3, 15)), [(day(3, 15), day(3, 15))]);
        assert_eq!(
            months(day(3, 31), day(5, 1)),
            [
                (day(3, 31), day(3, 31)),
                (day(4, 1), day(4, 30)),
                (day(5, 1), day(5, 1))
            ]
        );
        assert!(months(day(3, 2), day(3, 1)).is_empty());
    }
}
