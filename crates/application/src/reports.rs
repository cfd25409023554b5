//! Reports of a shop, made of its counters. Days are the shop's own; every period is compared with the one before.

mod people;
mod retention;
mod services;

use std::collections::{BTreeMap, BTreeSet};

use booking_rules::catalog::{Business, Shop};
use booking_rules::ids::ShopId;
use booking_rules::ledger::LedgerMonth;
use booking_rules::stats::{Counter, Period, Row, Tally, Unit};
use booking_rules::time::Zone;
use booking_rules::values::Currency;
use chrono::NaiveDate;
use store::{Catalogue, StatsOf, StatsRow, keys};

use crate::access::Within;
use crate::app::App;
use crate::failure::{Failure, FieldFault};

pub use people::{PeopleReport, Person, of_staff};
pub use retention::{Cohort, CohortMonth, RetentionReport, of_cohorts};
pub use services::{Profit, ServiceLine, ServiceReport, of_services};

/// Longest period by day: a year and a month, so that a year's end is no edge case.
const MOST_DAYS: i64 = 400;
/// Longest period by anything longer: three years.
const MOST_DAYS_BY_LONGER: i64 = 1_100;
/// Most lines of one report: what an answer of a function holds.
const MOST_LINES: usize = 5_000;

/// What a report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    period: Period,
    unit: Unit,
}

impl Asked {
    /// # Errors
    /// What is wrong with `to`: `reversed_interval`, or `window_too_long` above 400 days by day, and 1100 by anything longer.
    pub fn new(from: NaiveDate, to: NaiveDate, unit: Unit) -> Result<Self, FieldFault> {
        let period = Period::new(from, to).map_err(|invalid| FieldFault::new("to", invalid.code))?;
        let most = if unit == Unit::Day {
            MOST_DAYS
        } else {
            MOST_DAYS_BY_LONGER
        };
        if period.days() > most {
            return Err(FieldFault::new("to", "window_too_long"));
        }
        Ok(Self { period, unit })
    }

    #[must_use]
    pub fn period(self) -> Period {
        self.period
    }

    #[must_use]
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Every period that figures are asked of: the whole, its parts, and what they are compared with.
    fn periods(self) -> impl Iterator<Item = Period> {
        let parts = self.period.cut(self.unit).into_iter();
        let compared = parts.flat_map(move |part| [part, part.before_by(self.unit)]);
        [self.period, self.period.before()].into_iter().chain(compared)
    }

    /// The months that must be read for it.
    fn months(self) -> BTreeSet<LedgerMonth> {
        self.periods().flat_map(Period::months).collect()
    }

    /// The first and the last day of all that is looked at.
    fn horizon(self) -> Result<Period, Failure> {
        let first = self.periods().map(Period::first).min();
        let first = first.unwrap_or(self.period.first());
        Period::new(first, self.period.last()).map_err(Failure::internal)
    }

    fn compared<F>(self, figures: impl Fn(Period) -> F) -> (Compared<F>, Vec<Compared<F>>) {
        let of = |period, before| Compared {
            period,
            figures: figures(period),
            before_period: before,
            before: figures(before),
        };
        let parts = self.period.cut(self.unit).into_iter();
        (
            of(self.period, self.period.before()),
            parts.map(|part| of(part, part.before_by(self.unit))).collect(),
        )
    }

    /// # Errors
    /// `window_too_long` when a report of so many things has too many lines.
    fn bound_lines(self, things: usize) -> Result<(), Failure> {
        let parts = self.period.cut(self.unit).len() + 1;
        if things.saturating_mul(parts) > MOST_LINES {
            return Err(Failure::field("to", "window_too_long"));
        }
        Ok(())
    }
}

/// Figures of a period and of the one it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared<F> {
    pub period: Period,
    pub figures: F,
    pub before_period: Period,
    pub before: F,
}

/// Where a report is of, and in which money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub shop: ShopId,
    pub zone: Zone,
    pub currency: Currency,
}

/// The numbers of a shop as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopReport {
    pub place: Place,
    pub asked: Asked,
    pub total: Compared<Tally>,
    pub rows: Vec<Compared<Tally>>,
}

/// The counters of a shop as a whole. One read of shop and business, and one Query for each month looked at: two for a month.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such shop.
pub async fn of_shop(app: &App, shop: Within<ShopId>, asked: Asked) -> Result<ShopReport, Failure> {
    let place = place(app, shop.id()).await?;
    let days = shop_days(app, shop.id(), asked).await?;
    Ok(shop_report(place, asked, &days))
}

/// As [`of_shop`], with the minutes in which people could have been booked: reads the catalogue and the time off of each.
///
/// # Errors
/// As [`of_shop`].
pub async fn of_shop_with_time(app: &App, shop: Within<ShopId>, asked: Asked) -> Result<ShopReport, Failure> {
    let catalogue = app.catalogue(shop.id().business()).await?;
    let place = place_in(&catalogue, shop.id())?;
    let mut days = shop_days(app, shop.id(), asked).await?;
    for available in people::available(app, &catalogue, shop.id(), asked.horizon()?)
        .await?
        .values()
    {
        for (day, minutes) in available {
            days.entry(*day).or_default().add(Counter::AvailableMinutes, *minutes);
        }
    }
    Ok(shop_report(place, asked, &days))
}

fn shop_report(place: Place, asked: Asked, days: &ByDay) -> ShopReport {
    let (total, rows) = asked.compared(|period| sum(days, period));
    ShopReport {
        place,
        asked,
        total,
        rows,
    }
}

type ByDay = BTreeMap<NaiveDate, Tally>;

async fn shop_days(app: &App, shop: ShopId, asked: Asked) -> Result<ByDay, Failure> {
    let rows = app.store.stats_of_shop(shop, StatsOf::Shop, &asked.months()).await?;
    let days = rows.into_iter().filter_map(|StatsRow { row, tally }| match row {
        Row::Shop { day, .. } => Some((day, tally)),
        _ => None,
    });
    Ok(days.collect())
}

fn sum(days: &ByDay, period: Period) -> Tally {
    let mut sum = Tally::new();
    for (_, tally) in days.range(period.first()..=period.last()) {
        sum.add_all(tally, 1);
    }
    sum
}

/// Shop and business in one read.
async fn place(app: &App, shop: ShopId) -> Result<Place, Failure> {
    let (of_shop, of_business) = (keys::on_shelf("SHOP", shop), keys::profile(shop.business()));
    let shelf = app.store.shelf(vec![of_shop.clone(), of_business.clone()]).await?;
    let found: Shop = shelf.get(&of_shop)?.ok_or(Failure::NotFound)?.record;
    let business: Business = shelf.get(&of_business)?.ok_or(Failure::NotFound)?.record;
    Ok(Place {
        shop,
        zone: found.time_zone,
        currency: business.currency,
    })
}

fn place_in(catalogue: &Catalogue, shop: ShopId) -> Result<Place, Failure> {
    let found = catalogue.shop(shop).ok_or(Failure::NotFound)?;
    Ok(Place {
        shop,
        zone: found.time_zone,
        currency: catalogue.business.record.currency,
    })
}
