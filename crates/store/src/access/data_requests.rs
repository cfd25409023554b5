//! Where something may stand about a person: each place by name, a page at a time.

use booking_rules::ids::{AccountId, BookingId, CustomerId, DataRequestId};
use chrono::{DateTime, Utc};

use super::Store;
use crate::entities::{AddressDigest, DataRequest, Erased, Person};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Entity, Item, TYPE, Versioned, from_item, is_a, key_of};
use crate::table::Query;

/// Something that stands about a person, of whichever type.
#[derive(Debug, Clone)]
pub struct Trace {
    pub key: Key,
    item: Item,
}

impl Trace {
    /// The type of the record; empty for a bare counter.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.item
            .get(TYPE)
            .and_then(|t| t.as_s().ok())
            .map_or("", String::as_str)
    }

    /// The record, if it is of that type.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is, and cannot be read.
    pub fn read<E: Entity>(&self) -> Result<Option<Versioned<E>>, StoreError> {
        is_a::<E>(&self.item).then(|| from_item(&self.item)).transpose()
    }
}

/// A page of what stands in one place.
#[derive(Debug, Default)]
pub struct Traces {
    pub found: Vec<Trace>,
    /// After which sort key the place goes on; none at its end.
    pub next: Option<String>,
}

/// Above every sort key: no key of ours goes beyond ASCII but those that hold a name.
const END: &str = "\u{10FFFF}";
/// All starts begin with a digit.
const STARTS: (&str, &str) = ("0", "9~");

impl Store {
    /// Everything in an account's own partition: the account, places in businesses, wishes, lists, events.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn belongings(
        &self,
        account: AccountId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::account_partition(account), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// Everything by which an account proves who it is.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn credentials(
        &self,
        account: AccountId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::credentials_partition(account), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// Everything in the partition of a booking.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn all_of_booking(
        &self,
        booking: BookingId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::booking_partition(booking), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// What is said of a booking elsewhere.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn said_of_booking(
        &self,
        booking: BookingId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::said_of_booking(booking), "!", END);
        self.traces(Some("GSI2"), place, after, limit).await
    }

    /// What a business keeps of a customer apart from bookings.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn all_of_customer(
        &self,
        customer: CustomerId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::customer_partition(customer), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// An account's bookings from a start on, oldest first.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn visits_of_account(
        &self,
        account: AccountId,
        from: Option<DateTime<Utc>>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let from = from.map_or_else(|| STARTS.0.to_owned(), keys::instant);
        let place = (keys::bookings_of_account(account), from.as_str(), STARTS.1);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// A customer's bookings with one business from a start on, oldest first, whoever booked.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn visits_of_customer(
        &self,
        customer: CustomerId,
        from: Option<DateTime<Utc>>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let from = from.map_or_else(|| STARTS.0.to_owned(), keys::instant);
        let place = (keys::visits_of_customer(customer), from.as_str(), STARTS.1);
        let page = self.traces(Some("GSI3"), place, after, limit).await?;
        // The index holds keys alone.
        let items = self
            .table
            .batch_get(page.found.into_iter().map(|t| t.key).collect())
            .await?;
        Ok(Traces {
            found: items.into_iter().filter_map(trace).collect(),
            next: page.next,
        })
    }

    /// The cards that businesses have of an account.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn cards_of(&self, account: AccountId, after: Option<&str>, limit: usize) -> Result<Traces, StoreError> {
        let place = (keys::account_partition(account), "CARD#", "CARD#~");
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// What an account did, as far as it is written down from where.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn done_by(&self, account: AccountId, after: Option<&str>, limit: usize) -> Result<Traces, StoreError> {
        let place = (keys::done_by(account), "!", END);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// Contacts of guests' bookings that no account has, by an address.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn guests_by_email(
        &self,
        email: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::contacts_partition("EMAIL", email.as_str()), "!", END);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// The same by a number.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn guests_by_phone(
        &self,
        phone: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::contacts_partition("PHONE", phone.as_str()), "!", END);
        self.traces(Some("GSI2"), place, after, limit).await
    }

    /// Letters that still name an address or number.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn letters_to(
        &self,
        address: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::letters_to(address.as_str()), "!", END);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// Invitations of an address that were not taken up.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn invitations_to(
        &self,
        email: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::invitations_to(email.as_str()), "!", END);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// Registrations of an address that were not confirmed.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn registrations_of(
        &self,
        email: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::registrations_of(email.as_str()), "!", END);
        self.traces(Some("GSI1"), place, after, limit).await
    }

    /// What was sent to a number by text message.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn thread_of(
        &self,
        phone: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::sms_thread_partition(phone.as_str()), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// The code that was sent to a number, and how often it was tried.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn codes_of(
        &self,
        phone: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let place = (keys::sent_code(phone.as_str()).pk, "!", END);
        self.traces(None, place, after, limit).await
    }

    /// What a guest agreed to, under an address or number.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn guest_consents(
        &self,
        address: &AddressDigest,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        let holder = crate::entities::ConsentHolder::Guest(address.clone());
        let place = (keys::consents_partition(&holder), "!", END);
        self.traces(None, place, after, limit).await
    }

    /// # Errors
    /// As [`Store::belongings`].
    pub async fn data_request(
        &self,
        person: &Person,
        id: DataRequestId,
    ) -> Result<Option<Versioned<DataRequest>>, StoreError> {
        self.get(keys::data_request(person, id), true).await
    }

    /// The requests about a customer, newest last, at most `limit`. One Query.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn data_requests_of(&self, person: &Person, limit: usize) -> Result<Vec<DataRequest>, StoreError> {
        let query = Query {
            partition: person.partition(),
            prefix: Some(keys::DATA_REQUEST.to_owned()),
            limit: i32::try_from(limit).ok(),
            consistent: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        page.items.iter().map(|i| from_item(i).map(|v| v.record)).collect()
    }

    /// Who was erased since an instant, in the order of time, after a sort key. One Query.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn erased_since(
        &self,
        since: DateTime<Utc>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Erased>, Option<String>), StoreError> {
        let since = keys::instant(since);
        let place = (keys::ERASED.to_owned(), since.as_str(), END);
        let page = self.traces(None, place, after, limit).await?;
        let found = page.found.iter().map(|trace| from_item(&trace.item).map(|v| v.record));
        Ok((found.collect::<Result<_, _>>()?, page.next))
    }

    /// Forgets one item, whatever it is and whether it is there or not. One DeleteItem.
    ///
    /// # Errors
    /// As [`Store::belongings`].
    pub async fn forget(&self, key: Key) -> Result<(), StoreError> {
        self.table.delete(key).await
    }

    pub(super) async fn traces(
        &self,
        index: Option<&'static str>,
        (partition, from, to): (String, &str, &str),
        after: Option<&str>,
        limit: usize,
    ) -> Result<Traces, StoreError> {
        // '!' is below every character that one of our sort keys goes on with.
        let from = after.map_or_else(|| from.to_owned(), |after| format!("{after}!"));
        let query = Query {
            index,
            partition,
            between: Some((from, to.to_owned())),
            limit: i32::try_from(limit).ok(),
            consistent: index.is_none(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let sort_key = match index {
            Some("GSI1") => "GSI1SK",
            Some("GSI2") => "GSI2SK",
            Some(_) => "GSI3SK",
            None => "SK",
        };
        let last = page
            .last
            .as_ref()
            .and_then(|last| last.get(sort_key)?.as_s().ok().cloned());
        Ok(Traces {
            found: page.items.into_iter().filter_map(trace).collect(),
            next: last,
        })
    }
}

pub(super) fn trace(item: Item) -> Option<Trace> {
    Some(Trace {
        key: key_of(&item)?,
        item,
    })
}
