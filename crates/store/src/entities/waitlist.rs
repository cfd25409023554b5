//! Who waits for a time to become free, and how to reach them.

use booking_rules::booking::ManageSecret;
use booking_rules::ids::{AccountId, CustomerId, WaitlistEntryId};
use booking_rules::values::{Email, Locale, Name, Phone};
use booking_rules::waitlist::WaitlistEntry;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::digest;
use crate::keys::{self, Key};
use crate::record::Entity;

/// How long after its last day an entry is garbage. One that still waits must not stand in the way of others in line.
const KEPT: Days = Days::new(31);
const KEPT_IN_LINE: Days = Days::new(2);

/// An entry of a shop's waitlist with its customer. It stands beside the customer's card and goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingCustomer {
    pub entry: WaitlistEntry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub locale: Locale,
    /// Opens the one entry to whoever joined without an account.
    pub secret: ManageSecret,
}

impl WaitingCustomer {
    /// Tells the entry apart from all others that joined the shop's line at the same instant.
    fn place_in_line(&self) -> String {
        let state = if self.entry.is_open() { keys::OPEN } else { keys::CLOSED };
        let joined = keys::by_start(self.entry.joined_at, &self.entry.id.key());
        format!("{state}{joined}")
    }

    /// Where a list of a shop goes on after it.
    #[must_use]
    pub fn place(&self) -> String {
        self.place_in_line()
    }
}

impl Entity for WaitingCustomer {
    const TYPE: &'static str = "waitlist_entry";

    fn key(&self) -> Key {
        keys::waitlist_entry(self.entry.customer, self.entry.id)
    }

    /// By account, or by a guest's address (GSI1) and number (GSI3); in the line of its shop (GSI2).
    fn indexes(&self) -> [Option<Key>; 3] {
        let own = format!("{}{}", keys::WAITS, self.entry.id);
        let at = |pk: String| Key { pk, sk: own.clone() };
        let of_guest = |what: &str, known: Option<&str>| {
            let known = known.filter(|_| self.account.is_none())?;
            Some(at(keys::waiting_guests(what, &digest(known))))
        };
        let by_account = self.account.map(|account| at(keys::account_partition(account)));
        let by_email = of_guest("EMAIL", self.email.as_ref().map(Email::as_str));
        let by_phone = of_guest("PHONE", self.phone.as_ref().map(Phone::as_str));
        let in_line = Key {
            pk: keys::waitlist_of_shop(self.entry.shop),
            sk: self.place_in_line(),
        };
        [by_account.or(by_email), Some(in_line), by_phone]
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        let kept = if self.entry.is_open() { KEPT_IN_LINE } else { KEPT };
        garbage_after(self.entry.days.to(), kept)
    }
}

/// Whose entry an id is of: ids of entries are public, their customers' are not known to who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistPlace {
    pub id: WaitlistEntryId,
    pub customer: CustomerId,
    /// The last day of the entry.
    pub to: NaiveDate,
}

impl Entity for WaitlistPlace {
    const TYPE: &'static str = "waitlist_place";
    fn key(&self) -> Key {
        keys::waitlist_place(self.id)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        garbage_after(self.to, KEPT)
    }
}

fn garbage_after(last: NaiveDate, kept: Days) -> Option<DateTime<Utc>> {
    let day = last.checked_add_days(kept)?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}
