//! What each service brings in, and what it costs.

use std::collections::BTreeMap;

use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::stats::{Counter, Period, Row, Taking, staff_cost};
use booking_rules::values::Name;
use store::{Catalogue, StatsOf, StatsRow};

use super::{Asked, ByDay, Compared, Place, place_in, sum};
use crate::access::Within;
use crate::app::App;
use crate::failure::Failure;

/// What the services of a shop bring in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReport {
    pub place: Place,
    pub asked: Asked,
    pub services: Vec<ServiceLine>,
}

/// One of them; by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    pub service: ServiceId,
    /// None of what is in the catalogue no more.
    pub name: Option<Name>,
    pub total: Compared<Profit>,
    pub rows: Vec<Compared<Profit>>,
}

/// Revenue and cost of a service, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Profit {
    pub net: i64,
    pub completed: i64,
    pub served_persons: i64,
    pub served_minutes: i64,
    /// Of those minutes, the ones of people of whom it is not known what they cost.
    pub minutes_without_cost: i64,
    pub staff_cost: i64,
    pub material_cost: i64,
}

impl Profit {
    #[must_use]
    pub fn margin(self) -> i64 {
        self.net - self.staff_cost - self.material_cost
    }
}

/// Net revenue of each service against the time of those who served it and the material used up, by the costs that are set now.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such shop, [`Failure::Invalid`] when the report would have too many lines.
pub async fn of_services(app: &App, shop: Within<ShopId>, asked: Asked) -> Result<ServiceReport, Failure> {
    let shop = shop.id();
    let catalogue = app.catalogue(shop.business()).await?;
    let place = place_in(&catalogue, shop)?;
    let mut services: BTreeMap<ServiceId, ByStaff> = BTreeMap::new();
    for StatsRow { row, tally } in app
        .store
        .stats_of_shop(shop, StatsOf::Services, &asked.months())
        .await?
    {
        if let Row::Service {
            service, staff, day, ..
        } = row
        {
            let days = services.entry(service).or_default().entry(staff).or_default();
            days.insert(day, tally);
        }
    }
    asked.bound_lines(services.len())?;
    let line = |(service, people): (ServiceId, ByStaff)| {
        let (total, rows) = asked.compared(|period| profit(&catalogue, place, service, &people, period));
        ServiceLine {
            service,
            name: catalogue.service(service).map(|service| service.name.clone()),
            total,
            rows,
        }
    };
    let mut services: Vec<_> = services.into_iter().map(line).collect();
    services.sort_by(|a, b| (&a.name, a.service).cmp(&(&b.name, b.service)));
    Ok(ServiceReport { place, asked, services })
}

type ByStaff = BTreeMap<Option<StaffId>, ByDay>;

fn profit(catalogue: &Catalogue, place: Place, service: ServiceId, people: &ByStaff, period: Period) -> Profit {
    let mut profit = Profit::default();
    let mut work = Vec::new();
    for (staff, days) in people {
        let tally = sum(days, period);
        let minutes = tally.get(Counter::ServedMinutes);
        profit.net += tally.get(Counter::Money(Taking::Net, place.currency));
        profit.completed += tally.get(Counter::Completed);
        profit.served_persons += tally.get(Counter::ServedPersons);
        profit.served_minutes += minutes;
        let card = staff.and_then(|staff| catalogue.staff_card(staff));
        match card.and_then(|card| card.hourly_cost) {
            Some(an_hour) => work.push((minutes, an_hour.minor())),
            None => profit.minutes_without_cost += minutes,
        }
    }
    let material = catalogue.service(service).and_then(|service| service.material_cost);
    profit.staff_cost = staff_cost(work);
    profit.material_cost = material.map_or(0, |cost| cost.minor().saturating_mul(profit.served_persons));
    profit
}
