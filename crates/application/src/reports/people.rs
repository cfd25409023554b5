//! What those who serve are booked for, and what they bring in.

use std::collections::BTreeMap;

use booking_rules::ids::{ShopId, StaffId};
use booking_rules::stats::{Counter, Period, Row, Tally, available_minutes};
use booking_rules::values::Name;
use chrono::NaiveDate;
use futures::future::try_join_all;
use store::{Catalogue, StatsOf, StatsRow};

use super::{Asked, ByDay, Compared, Place, place_in, sum};
use crate::access::{Reach, Within};
use crate::app::App;
use crate::failure::Failure;

/// The numbers of those who serve in a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleReport {
    pub place: Place,
    pub asked: Asked,
    pub people: Vec<Person>,
}

/// One of them; by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub staff: StaffId,
    /// None of whom there is no card any more.
    pub name: Option<Name>,
    /// Of their net revenue; none agreed is none due.
    pub commission_percent: Option<u8>,
    pub total: Compared<Tally>,
    pub rows: Vec<Compared<Tally>>,
}

/// Booked and available time, revenue and tips of each person within reach. Available time follows from the schedules, closures
/// and time off as they stand now.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such shop, [`Failure::Invalid`] when the report would have too many lines.
pub async fn of_staff(app: &App, reach: &Reach, shop: Within<ShopId>, asked: Asked) -> Result<PeopleReport, Failure> {
    let shop = shop.id();
    let catalogue = app.catalogue(shop.business()).await?;
    let place = place_in(&catalogue, shop)?;
    let mut people: BTreeMap<StaffId, ByDay> = BTreeMap::new();
    for StatsRow { row, tally } in app.store.stats_of_shop(shop, StatsOf::Staff, &asked.months()).await? {
        if let Row::Staff { staff, day, .. } = row {
            people.entry(staff).or_default().insert(day, tally);
        }
    }
    for (staff, available) in available(app, &catalogue, shop, asked.horizon()?).await? {
        let days = people.entry(staff).or_default();
        for (day, minutes) in available {
            days.entry(day).or_default().add(Counter::AvailableMinutes, minutes);
        }
    }
    people.retain(|staff, _| reach.covers_staff(*staff));
    asked.bound_lines(people.len())?;
    let mut people: Vec<_> = people
        .into_iter()
        .map(|(staff, days)| person(&catalogue, staff, &days, asked))
        .collect();
    people.sort_by(|a, b| (&a.name, a.staff).cmp(&(&b.name, b.staff)));
    Ok(PeopleReport { place, asked, people })
}

fn person(catalogue: &Catalogue, staff: StaffId, days: &ByDay, asked: Asked) -> Person {
    let card = catalogue.staff_card(staff);
    let (total, rows) = asked.compared(|period| sum(days, period));
    Person {
        staff,
        name: card.map(|card| card.name.clone()),
        commission_percent: card.and_then(|card| card.commission_percent),
        total,
        rows,
    }
}

/// Minutes in which each person with a schedule in the shop could be booked, by the shop's days. One Query a person.
pub(super) async fn available(
    app: &App,
    catalogue: &Catalogue,
    shop: ShopId,
    period: Period,
) -> Result<BTreeMap<StaffId, BTreeMap<NaiveDate, i64>>, Failure> {
    let found = catalogue.shop(shop).ok_or(Failure::NotFound)?;
    let zone = found.time_zone;
    let closures = found.closures.iter().map(|closure| closure.span);
    let people = catalogue.staff.iter().filter_map(|card| {
        let schedule = catalogue.schedule(card.record.id, shop)?;
        Some((&card.record, schedule))
    });
    let off = try_join_all(people.clone().map(|(card, _)| app.store.time_off_of(card.id))).await?;
    let mut minutes = BTreeMap::new();
    for ((card, schedule), off) in people.zip(off) {
        let closed: Vec<_> = off.iter().map(|off| off.record.span).chain(closures.clone()).collect();
        let mut available = available_minutes(schedule, zone, &closed, period);
        if let Some(left) = card.archived_at {
            let last = zone.local_date(left);
            available.retain(|day, _| *day <= last);
        }
        minutes.insert(card.id, available);
    }
    Ok(minutes)
}
