//! Offering what became free to those who wait for it.
//!
//! What is free is found by the search that customers use, on records as they stand now; whose turn it is, is the rules'
//! to say; the offer itself is made as any booking is. So an order may come twice, late or beside another: whatever it
//! finds taken, or offered, is left alone.

use std::collections::HashMap;

use booking_rules::catalog::Shop;
use booking_rules::ids::{BusinessId, ShopId, WaitlistEntryId};
use booking_rules::notices::waking_time;
use booking_rules::time::Span;
use booking_rules::waitlist::{MAX_OF_SHOP, Proposal, Standing, Waited, Waiting, next_in_line};
use chrono::{DateTime, TimeDelta, Utc};
use store::{Catalogue, Preferences, StoreError, Versioned, WaitingCustomer, keys};

use super::{HeldFor, WaitlistOrder};
use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, BookedBy, CustomerDetails, NewBooking};
use crate::deliveries::Again;
use crate::failure::Failure;
use crate::notices::quiet_hours;
use crate::search::{self, Wanted};

/// The name of the job, in the events it causes.
pub const JOB: &str = "waitlist";
/// Offers tried for one order; what is left is found when the order comes again.
const MOST_TRIES: usize = 200;

/// Offers what the order names to those first in line. Again is harmless.
///
/// # Errors
/// [`Again`] while the table does not answer, or when there is more to offer than one turn does.
pub async fn fill(app: &App, order: &WaitlistOrder) -> Result<(), Again> {
    let done = match order {
        WaitlistOrder::Freed { business, shop, span } => freed(app, *business, *shop, *span).await,
        WaitlistOrder::Joined { entry } => joined(app, *entry).await,
    };
    done.map_err(|failure| Again(format!("{failure:?}")))
}

async fn freed(app: &App, business: BusinessId, shop: Option<ShopId>, span: Span) -> Result<(), Failure> {
    if span.end() <= app.now() {
        return Ok(());
    }
    if let Some(shop) = shop {
        return in_shop(app, shop, span, None).await;
    }
    let shops: Vec<ShopId> = match app.catalogue(business).await {
        Err(Failure::NotFound) => return Ok(()),
        other => other?.shops.iter().map(|shop| shop.record.id).collect(),
    };
    for shop in shops {
        in_shop(app, shop, span, None).await?;
    }
    Ok(())
}

/// The index that lines are read from may not know the newcomer yet.
async fn joined(app: &App, id: WaitlistEntryId) -> Result<(), Failure> {
    let Some(found) = app.store.waitlist_entry(id).await? else {
        return Ok(());
    };
    let entry = &found.record.entry;
    let Some(shop) = app.store.shop(entry.shop).await? else {
        return Ok(());
    };
    let zone = shop.record.time_zone;
    let (first, last) = (zone.day_span(entry.days.from()), zone.day_span(entry.days.to()));
    let (shop, days) = (entry.shop, Span::new(first.start(), last.end()));
    match days {
        Ok(days) => in_shop(app, shop, days, Some(found)).await,
        Err(_) => Ok(()),
    }
}

/// Somebody in line while their turn is looked for.
struct InLine {
    found: Versioned<WaitingCustomer>,
    told_at: DateTime<Utc>,
    /// Starts that turned out not to be for them: they are busy then, or somebody was faster.
    not: Vec<DateTime<Utc>>,
}

async fn in_shop(
    app: &App,
    id: ShopId,
    span: Span,
    newcomer: Option<Versioned<WaitingCustomer>>,
) -> Result<(), Failure> {
    let mut found = app.store.line_of_shop(id, 2 * MAX_OF_SHOP).await?;
    if let Some(newcomer) = newcomer
        && found
            .iter()
            .all(|known| known.record.entry.id != newcomer.record.entry.id)
    {
        found.push(newcomer);
    }
    if found.is_empty() {
        return Ok(());
    }
    let catalogue = match app.catalogue(id.business()).await {
        Err(Failure::NotFound) => return Ok(()),
        other => other?,
    };
    let Some(shop) = catalogue.shop(id) else { return Ok(()) };
    let mut line = line(app, &catalogue, shop, found, span).await?;
    let mut free = free_starts(app, &catalogue, shop, &line, span).await?;
    for _ in 0..MOST_TRIES {
        let Some(proposal) = proposed(&line, &free, shop) else {
            return Ok(());
        };
        let Proposal { place, start, until } = proposal;
        let turn = line.remove(place);
        let held_for = HeldFor {
            waiting: turn.found.clone(),
            until,
            told_at: turn.told_at,
        };
        match offer(app, &held_for, start).await? {
            Offered::Done => free = free_starts(app, &catalogue, shop, &line, span).await?,
            Offered::Refused => {
                let not = turn.not.into_iter().chain([start]).collect();
                line.insert(place, InLine { not, ..turn });
            }
        }
    }
    Err(StoreError::Contention.into())
}

fn proposed(line: &[InLine], free: &HashMap<Waited, Vec<DateTime<Utc>>>, shop: &Shop) -> Option<Proposal> {
    let waiting: Vec<Waiting<'_>> = line
        .iter()
        .map(|turn| {
            let starts = free.get(&turn.found.record.entry.wish).into_iter().flatten();
            Waiting {
                entry: &turn.found.record.entry,
                starts: starts.copied().filter(|start| !turn.not.contains(start)).collect(),
                told_at: turn.told_at,
            }
        })
        .collect();
    next_in_line(&waiting, shop.time_zone, shop.policy.min_notice)
}

/// Those who wait for a day that the time touches, and when each would hear of an offer. Somebody whose quiet hours have no
/// end in sight is passed over: they could not answer.
async fn line(
    app: &App,
    catalogue: &Catalogue,
    shop: &Shop,
    found: Vec<Versioned<WaitingCustomer>>,
    span: Span,
) -> Result<Vec<InLine>, Failure> {
    let zone = shop.time_zone;
    let first = zone.local_date(span.start());
    let last = zone.local_date(span.end() - TimeDelta::nanoseconds(1));
    let waits = |found: &Versioned<WaitingCustomer>| {
        let entry = &found.record.entry;
        entry.standing == Standing::Waiting && entry.days.meets(first, last)
    };
    let waiting: Vec<_> = found.into_iter().filter(waits).collect();
    let accounts = waiting.iter().filter_map(|found| found.record.account);
    let wishes = app.store.shelf(accounts.map(keys::preferences).collect()).await?;
    let (settings, now) = (catalogue.notice_settings(), app.now());
    let mut line = Vec::with_capacity(waiting.len());
    for found in waiting {
        let wishes = match found.record.account {
            Some(account) => wishes
                .get::<Preferences>(&keys::preferences(account))?
                .map(|w| w.record),
            None => None,
        };
        let own_zone = wishes.as_ref().and_then(|wishes| wishes.time_zone).unwrap_or(zone);
        if let Some(told_at) = waking_time(now, quiet_hours(&settings, wishes.as_ref()), own_zone) {
            line.push(InLine {
                found,
                told_at,
                not: Vec::new(),
            });
        }
    }
    Ok(line)
}

/// What is free on the days that the time touches, of everything that somebody in line waits for.
async fn free_starts(
    app: &App,
    catalogue: &Catalogue,
    shop: &Shop,
    line: &[InLine],
    span: Span,
) -> Result<HashMap<Waited, Vec<DateTime<Utc>>>, Failure> {
    let zone = shop.time_zone;
    let first = zone.day_span(zone.local_date(span.start()));
    let last = zone.day_span(zone.local_date(span.end() - TimeDelta::nanoseconds(1)));
    let mut free = HashMap::new();
    let Ok(days) = Span::new(first.start(), last.end()) else {
        return Ok(free);
    };
    for turn in line {
        let wish = turn.found.record.entry.wish;
        if free.contains_key(&wish) {
            continue;
        }
        let wanted = Wanted {
            shop: shop.id,
            service: wish.service,
            staff: wish.staff,
            persons: wish.persons,
        };
        let starts = match search::as_it_stands(app, catalogue, wanted, days).await {
            Ok(found) => found.offers.slots().map(|slot| slot.start()).collect(),
            // No longer offered, or nobody performs it any more.
            Err(Failure::Invalid(_) | Failure::Refused(_)) => Vec::new(),
            Err(failure) => return Err(failure),
        };
        free.insert(wish, starts);
    }
    Ok(free)
}

/// What became of a try.
enum Offered {
    /// It is theirs to take, or the entry is in other hands.
    Done,
    /// The start is not for them.
    Refused,
}

async fn offer(app: &App, held_for: &HeldFor, start: DateTime<Utc>) -> Result<Offered, Failure> {
    let WaitingCustomer {
        entry,
        account,
        name,
        email,
        phone,
        locale,
        ..
    } = held_for.waiting.record.clone();
    let new = NewBooking {
        shop: entry.shop,
        service: entry.wish.service,
        staff: entry.wish.staff,
        start,
        persons: entry.wish.persons,
        customer: CustomerDetails {
            name,
            email,
            phone,
            locale: Some(locale),
            account,
            consents: Vec::new(),
        },
        by: if account.is_some() {
            BookedBy::Customer
        } else {
            BookedBy::Guest
        },
        notes: None,
        allow_overlap: None,
    };
    match bookings::hold(app, new, held_for, &Author::job(JOB)).await {
        Ok(_) => Ok(Offered::Done),
        Err(Failure::Refused(_) | Failure::Invalid(_) | Failure::Conflict(_)) => Ok(Offered::Refused),
        Err(failure) => Err(failure),
    }
}
