//! What must hold of a whole table, looked at a page at a time: each item with what it names, by key.
//!
//! Nothing is remembered between pages but sums, so a walk goes on where another run left it, however large the table.

use std::collections::{BTreeSet, HashMap};

use booking_rules::booking::{Booking, Status};
use booking_rules::catalog::Service;
use booking_rules::day_book::{DayBook, Entry, Occupant, dates_of};
use booking_rules::ids::{AccountId, BookingId, CustomerId, ServiceId, StaffId};
use chrono::{DateTime, Utc};
use providers::backup::{BackupError, Image, TableCopies};
use store::{AccountDay, CustomerDay, Difference, Entity, Key, StaffDay, Walk, image, keys};

use super::{ledger_sums, tally};

/// Differences that are told in full; the rest is counted.
pub const MOST_DIFFERENCES: usize = 50;

/// Walks on through a copy, `pages` at most; whether it has come to the end. `at` is the instant whose state it is.
///
/// # Errors
/// [`BackupError`]; what was walked stays walked.
pub async fn walk(
    copies: &dyn TableCopies,
    name: &str,
    at: DateTime<Utc>,
    walk: &mut Walk,
    pages: usize,
) -> Result<bool, BackupError> {
    for _ in 0..pages {
        let page = copies.page(name, walk.after.clone()).await?;
        let mut checks = Checks::new(walk, at);
        checks.records(&page.items);
        let wanted: Vec<Image> = checks.wanted().iter().map(image::key_image).collect();
        checks.found(copies.some(name, wanted).await?);
        checks.hold();
        for books in page.items.iter().filter(|image| ledger_sums::is_books(image)) {
            walk.ledger_months += 1;
            if let Some(reason) = ledger_sums::recount(copies, name, books).await? {
                note(walk, "ledger_sum", &written(books), reason);
            }
        }
        walk.after = page.next;
        if walk.after.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn note(walk: &mut Walk, check: &str, at: &str, reason: impl Into<String>) {
    walk.found += 1;
    if walk.differences.len() < MOST_DIFFERENCES {
        walk.differences.push(Difference {
            check: check.to_owned(),
            at: at.to_owned(),
            reason: reason.into(),
        });
    }
}

fn written(image: &Image) -> String {
    image::key(image).map_or_else(|| "an item without a key".to_owned(), |key| key.to_string())
}

/// Whose day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Staff(StaffId),
    Customer(CustomerId),
    Account(AccountId),
}

/// One page and all that its items name.
struct Checks<'w> {
    walk: &'w mut Walk,
    at: DateTime<Utc>,
    bookings: Vec<Booking>,
    days: Vec<(Key, Owner, DayBook)>,
    others: HashMap<Key, Image>,
}

impl<'w> Checks<'w> {
    fn new(walk: &'w mut Walk, at: DateTime<Utc>) -> Self {
        Self {
            walk,
            at,
            bookings: Vec::new(),
            days: Vec::new(),
            others: HashMap::new(),
        }
    }

    fn note(&mut self, check: &str, at: impl ToString, reason: impl Into<String>) {
        note(self.walk, check, &at.to_string(), reason);
    }

    /// Sums every item up, and sets aside those that name others.
    fn records(&mut self, images: &[Image]) {
        for image in images {
            tally::add(&mut self.walk.tally, tally::of_image(image));
            if let Err(reason) = image::check(image) {
                self.note("record", written(image), reason);
                continue;
            }
            let kind = image::type_of(image).unwrap_or_default();
            let taken = match kind {
                Booking::TYPE => image::read(image).map(|booking| {
                    self.walk.bookings += 1;
                    self.bookings.push(booking);
                }),
                StaffDay::TYPE => {
                    image::read::<StaffDay>(image).map(|day| self.day(&day, Owner::Staff(day.staff), &day.book))
                }
                CustomerDay::TYPE => image::read::<CustomerDay>(image)
                    .map(|day| self.day(&day, Owner::Customer(day.customer), &day.book)),
                AccountDay::TYPE => {
                    image::read::<AccountDay>(image).map(|day| self.day(&day, Owner::Account(day.account), &day.book))
                }
                _ => Ok(()),
            };
            if let Err(error) = taken {
                self.note("record", written(image), error.to_string());
            }
        }
    }

    fn day<E: Entity>(&mut self, day: &E, owner: Owner, book: &DayBook) {
        self.walk.day_books += 1;
        self.days.push((day.key(), owner, book.clone()));
    }

    /// Whether the booking's time must stand in the books.
    fn holds(&self, booking: &Booking) -> bool {
        let passed = booking.held_until.is_some_and(|until| until <= self.at);
        booking.status.holds_time() && !(booking.status == Status::Held && passed)
    }

    fn wanted(&self) -> BTreeSet<Key> {
        let mut wanted = BTreeSet::new();
        for booking in &self.bookings {
            wanted.extend(references(booking).into_iter().map(|(_, key)| key));
            wanted.insert(keys::contact(booking.id));
            if self.holds(booking) {
                wanted.extend(entries_of(booking).into_iter().map(|(key, _)| key));
            }
        }
        for (_, owner, book) in &self.days {
            for entry in book.entries.iter().filter(|entry| entry.is_live(self.at)) {
                match (entry.occupant, owner) {
                    (Occupant::Booking { booking, service, .. }, _) => {
                        wanted.insert(keys::booking(booking));
                        wanted.insert(service_key(service));
                    }
                    (Occupant::TimeOff { time_off }, Owner::Staff(staff)) => {
                        wanted.insert(keys::time_off(*staff, time_off));
                    }
                    (Occupant::TimeOff { .. }, _) => {}
                }
            }
        }
        wanted
    }

    fn found(&mut self, images: Vec<Image>) {
        let keyed = images
            .into_iter()
            .filter_map(|image| Some((image::key(&image)?, image)));
        self.others = keyed.collect();
    }

    fn hold(&mut self) {
        for booking in std::mem::take(&mut self.bookings) {
            self.booking(&booking);
        }
        for (key, owner, book) in std::mem::take(&mut self.days) {
            self.entries(&key, owner, &book);
            self.overlaps(&key, &book);
        }
    }

    fn booking(&mut self, booking: &Booking) {
        let anonymous = self.is_anonymous(booking);
        let own_days = keys::customer_day(booking.customer, booking.span.start().date_naive()).pk;
        for (what, key) in references(booking) {
            if anonymous && key == keys::customer(booking.customer) {
                continue;
            }
            if !self.others.contains_key(&key) {
                self.note("reference", booking.key(), format!("its {what} is not there: {key}"));
            }
        }
        if !self.holds(booking) {
            return;
        }
        for (key, wanted) in entries_of(booking) {
            if anonymous && key.pk == own_days {
                continue;
            }
            let book = self.others.get(&key).and_then(book_of);
            let stands = |entry: &Entry| entry.booking() == Some(booking.id) && entry.span == wanted.span;
            if !book.is_some_and(|book| book.entries.iter().any(stands)) {
                self.note(
                    "day_book_entry",
                    booking.key(),
                    format!("its time does not stand in {key}"),
                );
            }
        }
    }

    /// Whoever came was erased since: neither the card nor what was said with the booking is there, nor a day of theirs.
    fn is_anonymous(&self, booking: &Booking) -> bool {
        let gone = |key: Key| !self.others.contains_key(&key);
        gone(keys::customer(booking.customer)) && gone(keys::contact(booking.id))
    }

    fn entries(&mut self, key: &Key, owner: Owner, book: &DayBook) {
        let at = self.at;
        for entry in book.entries.iter().filter(|entry| entry.is_live(at)) {
            match (entry.occupant, owner) {
                (Occupant::TimeOff { time_off }, Owner::Staff(staff)) => {
                    if !self.others.contains_key(&keys::time_off(staff, time_off)) {
                        self.note("reference", key, format!("the absence {time_off} is not there"));
                    }
                }
                (Occupant::TimeOff { .. }, _) => {}
                (Occupant::Booking { booking, .. }, _) => {
                    if let Err(reason) = self.is_of(booking, owner, entry) {
                        self.note("booking_of_entry", key, format!("{booking} {reason}"));
                    }
                }
            }
        }
    }

    fn read_booking(&self, id: BookingId) -> Option<Booking> {
        image::read(self.others.get(&keys::booking(id))?).ok()
    }

    fn is_of(&self, id: BookingId, owner: Owner, entry: &Entry) -> Result<(), &'static str> {
        let booking = self.read_booking(id).ok_or("is not there")?;
        if matches!(booking.status, Status::Cancelled | Status::Rejected) {
            return Err("holds no time");
        }
        let is_its = match owner {
            Owner::Staff(staff) => {
                let mut segments = booking.segments.iter();
                segments.any(|segment| segment.staff == staff && segment.span == entry.span)
            }
            Owner::Customer(customer) => booking.customer == customer && booking.span == entry.span,
            Owner::Account(account) => booking.account == Some(account) && booking.span == entry.span,
        };
        if is_its {
            Ok(())
        } else {
            Err("is another's, or at another time")
        }
    }

    /// No two bookings at one time, unless somebody of the shop knowingly let them or the service takes several at a time.
    fn overlaps(&mut self, key: &Key, book: &DayBook) {
        let live = book.entries.iter().filter(|entry| entry.is_live(self.at));
        let mut booked: Vec<(Entry, BookingId)> = live.filter_map(|entry| Some((*entry, entry.booking()?))).collect();
        booked.sort_by_key(|(entry, _)| entry.span.start());
        for (place, (entry, booking)) in booked.iter().enumerate() {
            let later = booked.iter().skip(place + 1);
            let meeting = later.take_while(|(other, _)| other.span.start() < entry.span.end());
            for (other, second) in meeting.filter(|(_, second)| second != booking) {
                if !self.may_meet(entry, *booking, other, *second) {
                    self.note("overlap", key, format!("{booking} and {second} are at one time"));
                }
            }
        }
    }

    fn may_meet(&self, entry: &Entry, booking: BookingId, other: &Entry, second: BookingId) -> bool {
        let let_in = |id| {
            self.read_booking(id)
                .is_some_and(|booking| booking.overlap_reason.is_some())
        };
        if let_in(booking) || let_in(second) {
            return true;
        }
        let of = |entry: &Entry| match entry.occupant {
            Occupant::Booking { service, .. } => Some(service),
            Occupant::TimeOff { .. } => None,
        };
        let shared = of(entry).filter(|service| of(other) == Some(*service));
        let service = shared.and_then(|id| image::read::<Service>(self.others.get(&service_key(id))?).ok());
        service.is_some_and(|service| service.capacity > 1)
    }
}

fn service_key(service: ServiceId) -> Key {
    keys::on_shelf("SVC", service)
}

/// What a booking names that must be there.
fn references(booking: &Booking) -> Vec<(&'static str, Key)> {
    let mut named = vec![
        ("shop", keys::on_shelf("SHOP", booking.shop)),
        ("customer", keys::customer(booking.customer)),
    ];
    for segment in &booking.segments {
        named.push(("service", service_key(segment.service)));
        named.push(("staff", keys::on_shelf("STAFF", segment.staff)));
    }
    named
}

/// The books of staff and customer in which a booking must stand. An account's own are checked from their side alone: what
/// was claimed when it was over never came into them.
fn entries_of(booking: &Booking) -> Vec<(Key, Entry)> {
    let mut entries = Vec::new();
    for (staff, entry) in booking.staff_entries() {
        entries.extend(dates_of(entry.occupied()).map(|date| (keys::staff_day(staff, date), entry)));
    }
    if let Some(entry) = booking.customer_entry() {
        let dates = dates_of(entry.occupied());
        entries.extend(dates.map(|date| (keys::customer_day(booking.customer, date), entry)));
    }
    entries
}

fn book_of(image: &Image) -> Option<DayBook> {
    match image::type_of(image)? {
        StaffDay::TYPE => image::read::<StaffDay>(image).ok().map(|day| day.book),
        CustomerDay::TYPE => image::read::<CustomerDay>(image).ok().map(|day| day.book),
        _ => None,
    }
}
