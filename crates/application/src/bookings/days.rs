//! The day books one decision reads and writes.

use std::collections::BTreeMap;

use booking_rules::booking::Booking;
use booking_rules::day_book::{DayBook, Entry, dates_of};
use booking_rules::ids::{AccountId, CustomerId, StaffId};
use chrono::{DateTime, NaiveDate, Utc};
use store::entities::{AccountDay, CustomerDay, StaffDay};
use store::{BookingSheet, Commit, keys};

use crate::failure::Failure;

/// Whose time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Staff(StaffId),
    Customer(CustomerId),
    Account(AccountId),
}

/// Day books as they were read, with the versions that guard them.
#[derive(Debug, Default)]
pub(super) struct Days {
    books: BTreeMap<(Owner, NaiveDate), (DayBook, Option<u64>)>,
}

/// Whether days that were only read must stay as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// Only the days the booking itself touches: overlap can happen nowhere else.
    Written,
    /// All of the owner's days that were read, because a daily limit counted them.
    Read,
}

impl Days {
    pub(super) fn from_sheet(
        sheet: &BookingSheet,
        staff: &[StaffId],
        customer: CustomerId,
        account: Option<AccountId>,
        dates: &[NaiveDate],
    ) -> Result<Self, Failure> {
        let mut books = BTreeMap::new();
        for date in dates {
            for staff in staff {
                let found = sheet
                    .staff_day(*staff, *date)?
                    .map(|d| (d.record.book, Some(d.version)));
                books.insert((Owner::Staff(*staff), *date), found.unwrap_or_default());
            }
            let found = sheet
                .customer_day(customer, *date)?
                .map(|d| (d.record.book, Some(d.version)));
            books.insert((Owner::Customer(customer), *date), found.unwrap_or_default());
            if let Some(account) = account {
                let found = sheet
                    .account_day(account, *date)?
                    .map(|d| (d.record.book, Some(d.version)));
                books.insert((Owner::Account(account), *date), found.unwrap_or_default());
            }
        }
        Ok(Self { books })
    }

    /// The account's days alone, where everybody else's stay as they are.
    pub(super) fn of_account(sheet: &BookingSheet, account: AccountId, dates: &[NaiveDate]) -> Result<Self, Failure> {
        let mut books = BTreeMap::new();
        for date in dates {
            let found = sheet
                .account_day(account, *date)?
                .map(|d| (d.record.book, Some(d.version)));
            books.insert((Owner::Account(account), *date), found.unwrap_or_default());
        }
        Ok(Self { books })
    }

    pub(super) fn staff_entries(&self, staff: StaffId) -> Vec<Entry> {
        self.entries(|owner| owner == Owner::Staff(staff))
    }

    pub(super) fn customer_entries(&self) -> Vec<Entry> {
        self.entries(|owner| !matches!(owner, Owner::Staff(_)))
    }

    /// Entries of several books, each occupant once though it may stand in two.
    fn entries(&self, of: impl Fn(Owner) -> bool) -> Vec<Entry> {
        let mut found: Vec<Entry> = Vec::new();
        for entry in self
            .books
            .iter()
            .filter(|((owner, _), _)| of(*owner))
            .flat_map(|(_, (book, _))| &book.entries)
        {
            if !found.contains(entry) {
                found.push(*entry);
            }
        }
        found
    }

    /// Adds to the commit what changes when `before` gives way to `after`; either may be nothing.
    pub(super) fn write(
        self,
        commit: &mut Commit,
        before: Option<&Booking>,
        after: Option<&Booking>,
        guard: Guard,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let entries = after.map(owned_entries).unwrap_or_default();
        let involved: Vec<Owner> = entries.iter().map(|(owner, _)| *owner).collect();
        for ((owner, date), (book, version)) in self.books {
            let mut next = book.clone();
            if let Some(booking) = before {
                next = next.without_booking(booking.id);
            }
            for (_, entry) in entries
                .iter()
                .filter(|(o, e)| *o == owner && dates_of(e.occupied()).any(|d| d == date))
            {
                next = next.with(*entry, now);
            }
            if next == book {
                if guard == Guard::Read && involved.contains(&owner) {
                    commit.check(key(owner, date), version);
                }
                continue;
            }
            if next.entries.len() > DayBook::MAX_ENTRIES {
                return Err(Failure::Conflict("day_full"));
            }
            replace(commit, owner, date, next, version)?;
        }
        Ok(())
    }
}

fn owned_entries(booking: &Booking) -> Vec<(Owner, Entry)> {
    let staff = booking
        .staff_entries()
        .into_iter()
        .map(|(staff, entry)| (Owner::Staff(staff), entry));
    let customer = booking.customer_entry();
    let person = customer.map(|entry| (Owner::Customer(booking.customer), entry));
    let account = booking.account.and_then(|a| Some((Owner::Account(a), customer?)));
    staff.chain(person).chain(account).collect()
}

fn key(owner: Owner, date: NaiveDate) -> store::Key {
    match owner {
        Owner::Staff(staff) => keys::staff_day(staff, date),
        Owner::Customer(customer) => keys::customer_day(customer, date),
        Owner::Account(account) => keys::account_day(account, date),
    }
}

fn replace(
    commit: &mut Commit,
    owner: Owner,
    date: NaiveDate,
    book: DayBook,
    version: Option<u64>,
) -> Result<(), Failure> {
    match owner {
        Owner::Staff(staff) => commit.replace(&StaffDay { staff, date, book }, version)?,
        Owner::Customer(customer) => commit.replace(&CustomerDay { customer, date, book }, version)?,
        Owner::Account(account) => commit.replace(&AccountDay { account, date, book }, version)?,
    };
    Ok(())
}
