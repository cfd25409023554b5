//! Visits that somebody still has before them: nobody is erased over the head of a shop that expects them.

use booking_rules::booking::{Booking, By, Command};
use booking_rules::ids::BookingId;
use chrono::{DateTime, TimeDelta, Utc};
use store::{Addresses, Contact, Person, Trace, Traces};

use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, Viewer};
use crate::failure::Failure;

/// What is to become of visits that are still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenVisits {
    /// They are called off, with the messages that this brings.
    Cancel,
    /// They stand in the way.
    Refuse,
}

impl OpenVisits {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "cancel" => Some(Self::Cancel),
            "refuse" => Some(Self::Refuse),
            _ => None,
        }
    }
}

/// No visit is longer.
const LONGEST: TimeDelta = TimeDelta::days(2);
const AT_A_TIME: usize = 100;
/// Pages of each list: nobody has a thousand visits before them.
const PAGES: usize = 10;

/// Refuses while visits are to come, or cannot be called off any more.
///
/// # Errors
/// [`Failure::OpenBookings`].
pub(super) async fn refuse(
    app: &App,
    person: Person,
    addresses: &Addresses,
    choice: OpenVisits,
) -> Result<(), Failure> {
    let open = list(app, person, addresses).await?;
    if open.is_empty() {
        return Ok(());
    }
    let late = match choice {
        OpenVisits::Refuse => 0,
        OpenVisits::Cancel => late(app, person, &open).await?,
    };
    if choice == OpenVisits::Cancel && late == 0 {
        return Ok(());
    }
    Err(Failure::OpenBookings { open: open.len(), late })
}

/// How many the person, or the shop that erases a customer, may not call off any more.
async fn late(app: &App, person: Person, open: &[Booking]) -> Result<usize, Failure> {
    let by = match person {
        Person::Account(_) => By::Customer,
        Person::Customer(_) => By::Shop,
    };
    let mut late = 0;
    for booking in open {
        let Some(shop) = app.store.shop(booking.shop).await? else {
            continue;
        };
        let command = Command::Cancel { reason: None };
        late += usize::from(booking.apply(command, by, &shop.record.policy, app.now()).is_err());
    }
    Ok(late)
}

/// Calls off what is still to come; how many there were. What has become too late since it was asked for is called off on
/// the shop's behalf, for the wish was accepted.
///
/// # Errors
/// [`Failure::Unavailable`]; what was called off stays so.
pub(crate) async fn cancel(
    app: &App,
    person: Person,
    addresses: &Addresses,
    author: &Author,
) -> Result<usize, Failure> {
    let open = list(app, person, addresses).await?;
    for booking in &open {
        cancel_one(app, booking.id, author).await?;
    }
    Ok(open.len())
}

/// Calls one off; one that is under way or was ended meanwhile stays as it is.
pub(crate) async fn cancel_one(app: &App, booking: BookingId, author: &Author) -> Result<(), Failure> {
    let viewer = Viewer::shop(Reach::whole(booking.business()));
    let command = Command::Cancel { reason: None };
    match bookings::change(app, booking, &viewer, command, None, author).await {
        Ok(_) | Err(Failure::Refused(_) | Failure::NotFound) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn list(app: &App, person: Person, addresses: &Addresses) -> Result<Vec<Booking>, Failure> {
    let now = app.now();
    let from = Some(now - LONGEST);
    let mut found = Vec::new();
    match person {
        Person::Account(account) => {
            let mut after = None;
            for _ in 0..PAGES {
                let page = app
                    .store
                    .visits_of_account(account, from, after.as_deref(), AT_A_TIME)
                    .await?;
                after = add(&mut found, page)?;
                if after.is_none() {
                    break;
                }
            }
            for booking in guests(app, addresses).await? {
                found.extend(app.store.booking(booking).await?.map(|found| found.record));
            }
        }
        Person::Customer(customer) => {
            let mut after = None;
            for _ in 0..PAGES {
                let page = app
                    .store
                    .visits_of_customer(customer, from, after.as_deref(), AT_A_TIME)
                    .await?;
                after = add(&mut found, page)?;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    found.retain(|booking| is_open(booking, now));
    found.sort_by_key(|booking| booking.id);
    found.dedup_by_key(|booking| booking.id);
    Ok(found)
}

/// Whether the shop still expects somebody.
pub(crate) fn is_open(booking: &Booking, now: DateTime<Utc>) -> bool {
    let passed_hold = booking.held_until.is_some_and(|until| until <= now);
    booking.status.holds_time() && !passed_hold && now < booking.span.end()
}

fn add(found: &mut Vec<Booking>, page: Traces) -> Result<Option<String>, Failure> {
    for trace in &page.found {
        found.extend(trace.read::<Booking>()?.map(|booking| booking.record));
    }
    Ok(page.next)
}

/// Bookings made with the address or number that no account has.
async fn guests(app: &App, addresses: &Addresses) -> Result<Vec<BookingId>, Failure> {
    let mut found = Vec::new();
    let booking = |trace: &Trace| -> Result<Option<BookingId>, Failure> {
        Ok(trace.read::<Contact>()?.map(|contact| contact.record.booking))
    };
    for email in &addresses.emails {
        let mut after = None;
        for _ in 0..PAGES {
            let page = app.store.guests_by_email(email, after.as_deref(), AT_A_TIME).await?;
            for trace in &page.found {
                found.extend(booking(trace)?);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    for phone in &addresses.phones {
        let mut after = None;
        for _ in 0..PAGES {
            let page = app.store.guests_by_phone(phone, after.as_deref(), AT_A_TIME).await?;
            for trace in &page.found {
                found.extend(booking(trace)?);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
