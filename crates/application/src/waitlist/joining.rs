//! Joining a shop's line.

use booking_rules::Refusal;
use booking_rules::booking::ManageSecret;
use booking_rules::ids::{ShopId, WaitlistEntryId};
use booking_rules::waitlist::{
    DayRange, DayWindow, EntryStatus, MAX_OF_CUSTOMER, MAX_OF_SHOP, Standing, Waited, WaitlistEntry,
};
use chrono::Days;
use serde::{Deserialize, Serialize};
use store::{Catalogue, Commit, CustomerCard, WaitingCustomer, WaitlistPlace};

use super::{JOINED, tell};
use crate::app::App;
use crate::author::Author;
use crate::bookings::{BookedBy, Candidates, CustomerDetails, customer_id, new_secret, refuse_foreign};
use crate::failure::Failure;
use crate::once::{Once, commit_once};

/// Nobody plans further ahead than a year.
const FURTHEST: Days = Days::new(366);

/// What somebody wants to wait for.
#[derive(Debug, Clone)]
pub struct NewWait {
    pub shop: ShopId,
    pub wish: Waited,
    pub days: DayRange,
    pub window: Option<DayWindow>,
    pub customer: CustomerDetails,
    pub by: BookedBy,
}

/// An entry as it was made, and what opens it without an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Joined {
    pub entry: WaitlistEntry,
    pub secret: ManageSecret,
}

/// Puts somebody at the end of the line.
///
/// # Errors
/// [`Failure::Invalid`] for unknown ids and days that are over or too far away, [`Failure::Refused`] when the customer or
/// the shop has as many entries as there may be.
pub async fn join(app: &App, new: NewWait, author: &Author, once: Option<&Once>) -> Result<Joined, Failure> {
    let business = new.shop.business();
    let customer = customer_id(business, &new.customer);
    refuse_foreign(&new.by, new.shop, new.wish.service, new.wish.staff, customer)?;
    let catalogue = match app.catalogue(business).await {
        Err(Failure::NotFound) => return Err(Failure::field("shop_id", "unknown_shop")),
        other => other?,
    };
    let candidates = Candidates::of(&catalogue, new.shop, new.wish.service)?;
    refuse_unservable(&new, &catalogue, &candidates)?;
    let (now, zone) = (app.now(), candidates.shop.time_zone);
    let today = zone.local_date(now);
    if new.days.to() < today {
        return Err(Failure::field("to", "in_the_past"));
    }
    if today
        .checked_add_days(FURTHEST)
        .is_some_and(|last| new.days.to() > last)
    {
        return Err(Failure::field("to", "beyond_horizon"));
    }
    let still_waits =
        |entry: &WaitlistEntry| matches!(entry.status(zone, now), EntryStatus::Waiting | EntryStatus::Offered);
    let id = app.new_id(business);
    let entry = WaitlistEntry {
        id,
        shop: new.shop,
        customer,
        wish: new.wish,
        days: new.days,
        window: new.window,
        standing: Standing::Waiting,
        passed: Vec::new(),
        joined_at: now,
        updated_at: now,
    };
    // A repeated request must find its answer, not that the line is full with it.
    if let Some(saved) = already(app, once).await? {
        return Ok(saved);
    }
    let own = app.store.waitlist_of_customer(customer).await?;
    if own.iter().filter(|found| still_waits(&found.record.entry)).count() >= MAX_OF_CUSTOMER {
        return Err(Refusal::WaitsEnough {
            limit: MAX_OF_CUSTOMER as u16,
        }
        .into());
    }
    if app.store.length_of_line(new.shop, 2 * MAX_OF_SHOP, still_waits).await? >= MAX_OF_SHOP {
        return Err(Refusal::WaitlistFull.into());
    }
    let known = app.store.customer_card(customer).await?.is_some();
    let commit = commit(app, &new, &catalogue, entry.clone(), known, author)?;
    let Made { commit, secret } = commit;
    commit_once(app, once, commit, Joined { entry, secret }).await
}

async fn already(app: &App, once: Option<&Once>) -> Result<Option<Joined>, Failure> {
    match once {
        Some(once) => once.replay(app, app.store.idempotency_record(&once.key()).await?),
        None => Ok(None),
    }
}

/// Nobody waits for what can never be.
fn refuse_unservable(new: &NewWait, catalogue: &Catalogue, candidates: &Candidates<'_>) -> Result<(), Failure> {
    let wanted = |staff| new.wish.staff.is_none_or(|wanted| wanted == staff);
    if new
        .wish
        .staff
        .is_some_and(|staff| catalogue.staff_card(staff).is_none())
    {
        return Err(Failure::field("staff_id", "unknown_staff"));
    }
    let capacities = candidates.staff.iter().filter(|(card, _)| wanted(card.id));
    match capacities.map(|(_, terms)| terms.capacity).max() {
        None => Err(Refusal::StaffWithoutService.into()),
        Some(capacity) if new.wish.persons > capacity => Err(Refusal::OverCapacity { capacity }.into()),
        Some(_) => Ok(()),
    }
}

struct Made {
    commit: Commit,
    secret: ManageSecret,
}

fn commit(
    app: &App,
    new: &NewWait,
    catalogue: &Catalogue,
    entry: WaitlistEntry,
    known: bool,
    author: &Author,
) -> Result<Made, Failure> {
    let CustomerDetails {
        name,
        email,
        phone,
        locale,
        account,
        ..
    } = new.customer.clone();
    let (id, customer): (WaitlistEntryId, _) = (entry.id, entry.customer);
    let secret = new_secret(app);
    let locale = locale.unwrap_or(catalogue.business.record.locale);
    let mut commit = Commit::new();
    tell(app, &mut commit, JOINED, &entry, author)?;
    commit.create(&WaitlistPlace {
        id,
        customer,
        to: entry.days.to(),
    })?;
    if !known {
        commit.create(&CustomerCard {
            id: customer,
            name: name.clone(),
            email: email.clone(),
            phone: phone.clone(),
            locale,
            account,
            created_at: app.now(),
        })?;
    }
    commit.create(&WaitingCustomer {
        entry,
        account,
        name,
        email,
        phone,
        locale,
        secret: secret.clone(),
    })?;
    Ok(Made { commit, secret })
}
