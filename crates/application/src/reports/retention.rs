//! Whether customers come again.

use booking_rules::ids::ShopId;
use booking_rules::ledger::LedgerMonth;
use booking_rules::stats::{Counter, Period, Row, Tally, share_basis_points};

use super::{Asked, Place, place};
use crate::access::Within;
use crate::app::App;
use crate::failure::Failure;

/// Months that a cohort is followed for.
const FOLLOWED: usize = 36;

/// The cohorts of a shop, by the month of the first visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionReport {
    pub place: Place,
    pub period: Period,
    pub cohorts: Vec<Cohort>,
}

/// The customers whose first visit to the business was to this shop in this month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    pub month: LedgerMonth,
    pub customers: i64,
    /// Customers won in the month before.
    pub before: i64,
    /// The months after, up to the one it is now.
    pub months: Vec<CohortMonth>,
}

/// How many of a cohort came in a later month, to whichever shop of the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohortMonth {
    pub month: LedgerMonth,
    pub customers: i64,
    pub share_basis_points: Option<i64>,
}

/// Cohorts of the months that the period touches. One read of shop and business and one Query.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such shop.
pub async fn of_cohorts(app: &App, shop: Within<ShopId>, asked: Asked) -> Result<RetentionReport, Failure> {
    let shop = shop.id();
    let place = place(app, shop).await?;
    let period = asked.period();
    let (first, last) = (LedgerMonth::of(period.first()), LedgerMonth::of(period.last()));
    let now = LedgerMonth::of(place.zone.local_date(app.now()));
    let found = app.store.cohorts(shop, first.previous(), last).await?;
    let of = |first: LedgerMonth| {
        let row = Row::Cohort { shop, first };
        let found = found.iter().find(|found| found.row == row);
        found.map(|found| found.tally.clone()).unwrap_or_default()
    };
    let cohorts = period
        .months()
        .map(|month| cohort(month, &of(month), &of(month.previous()), now));
    Ok(RetentionReport {
        place,
        period,
        cohorts: cohorts.collect(),
    })
}

fn cohort(month: LedgerMonth, tally: &Tally, before: &Tally, now: LedgerMonth) -> Cohort {
    let customers = tally.get(Counter::Active(month));
    let later = std::iter::successors(Some(month.next()), |month| Some(month.next()));
    let months = later.take_while(|month| *month <= now).take(FOLLOWED).map(|month| {
        let returned = tally.get(Counter::Active(month));
        CohortMonth {
            month,
            customers: returned,
            share_basis_points: share_basis_points(returned, customers),
        }
    });
    Cohort {
        month,
        customers,
        before: before.get(Counter::Active(month.previous())),
        months: months.collect(),
    }
}
