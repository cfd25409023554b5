//! Waitlists: who waits for a time, and who is offered one that became free.
//!
//! An offer is a held booking, made in one transaction with the entry's move to `offered`, through the same guards as any
//! booking. Everything that can become of it (taken, declined, let pass, called off by the shop) is a command on that
//! booking; [`answer`] moves the entry in the transaction of the command. Decision 0039 says why.

mod claiming;
mod filling;
mod joining;
mod leaving;
mod listing;
mod offering;
mod order;

use booking_rules::booking::{Booking, EventKind};
use booking_rules::waitlist::{Answer, WaitlistEntry};
use serde_json::{Value, json};
use store::{Actor, Commit, keys};

pub use claiming::claim;
pub use filling::fill;
pub use joining::{Joined, NewWait, join};
pub use leaving::{Leaver, WaitToken, leave};
pub use listing::{Shown, WaitlistFilter, list_of_account, list_of_shop, shown};
pub(crate) use offering::HeldFor;
pub use order::WaitlistOrder;
pub use store::{WaitingCustomer, WaitlistCursor, WaitlistPage};

use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;

/// What happens to an entry.
pub const EVENTS: [&str; 7] = [
    JOINED,
    OFFERED,
    "WaitlistAccepted",
    "WaitlistDeclined",
    "WaitlistPassed",
    LEFT,
    CLAIMED,
];
pub(crate) const JOINED: &str = "WaitlistJoined";
pub(crate) const OFFERED: &str = "WaitlistOffered";
pub(crate) const CLAIMED: &str = "WaitlistClaimed";
const LEFT: &str = "WaitlistLeft";

/// What events say of an entry: ids, days and times, no contact data.
fn told(entry: &WaitlistEntry) -> Value {
    let offer = entry.offer();
    json!({
        "entry_id": entry.id,
        "shop_id": entry.shop,
        "customer_id": entry.customer,
        "service_id": entry.wish.service,
        "staff_id": entry.wish.staff,
        "persons": entry.wish.persons,
        "from": entry.days.from(),
        "to": entry.days.to(),
        "booking_id": offer.map(|offer| offer.booking),
        "start": offer.map(|offer| offer.start),
        "until": offer.map(|offer| offer.until),
    })
}

/// Adds the event of something that happened to an entry.
fn tell(app: &App, commit: &mut Commit, kind: &str, entry: &WaitlistEntry, author: &Author) -> Result<(), Failure> {
    let partition = keys::waitlist_partition(entry.id);
    let mut event = author.event(app, partition, entry.id.business(), kind, told(entry));
    // The entry is garbage a month after its last day, and nothing leads from a guest to its events then: an erasure could
    // not take out from where they came.
    if event.actor == Actor::Guest {
        event.place = None;
    }
    commit.create(&event)?;
    Ok(())
}

/// Adds to the transaction of a command on a held booking what it means for the entry it was held for: its customer is back
/// in line, has a booking, or has left. An entry that is gone, or holds another offer by now, is left alone.
///
/// # Errors
/// [`Failure::Unavailable`].
pub(crate) async fn answer(
    app: &App,
    commit: &mut Commit,
    held: &Booking,
    event: EventKind,
    for_good: bool,
    author: &Author,
) -> Result<(), Failure> {
    let (answer, kind) = match event {
        EventKind::Confirmed | EventKind::Requested => (Answer::Taken, "WaitlistAccepted"),
        EventKind::Released if for_good => (Answer::Left, LEFT),
        EventKind::Released => (Answer::Declined, "WaitlistDeclined"),
        EventKind::Expired => (Answer::LetPass, "WaitlistPassed"),
        _ => return Ok(()),
    };
    let Some(id) = held.offered_to else { return Ok(()) };
    let Some(found) = app.store.waitlist_entry_of(held.customer, id).await? else {
        return Ok(());
    };
    let before = &found.record.entry;
    let Some(entry) = before.answered(held.id, answer, app.now()) else {
        return Ok(());
    };
    // The offer that was answered, not the state without it.
    tell(app, commit, kind, before, author)?;
    let next = WaitingCustomer { entry, ..found.record };
    commit.replace(&next, Some(found.version))?;
    Ok(())
}
