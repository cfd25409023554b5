//! The figures of each report, read from counters.

use api::MoneyView;
use booking_rules::stats::{Counter, Taking, Tally, change_basis_points, share_basis_points};
use booking_rules::values::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

/// Figures that are made of the counters of a period.
pub(crate) trait Figures: Sized {
    fn of(tally: &Tally, currency: Currency) -> Self;
    /// The number whose change is told.
    fn leading(&self) -> i64;
}

fn money(tally: &Tally, taking: Taking, currency: Currency) -> MoneyView {
    Money::new(tally.get(Counter::Money(taking, currency)), currency).into()
}

/// What was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevenueFigures {
    /// In the currency of the business.
    revenue: RevenueView,
    /// Of entries in another currency than the business's has today; none as a rule.
    other_currencies: Vec<RevenueView>,
}

/// Amounts of one currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevenueView {
    net: MoneyView,
    vat: MoneyView,
    gross: MoneyView,
    /// For those who serve, no revenue.
    tips: MoneyView,
    /// Negative; in the revenue already.
    refunds: MoneyView,
    /// Negative; in the revenue already.
    discounts: MoneyView,
    /// Taken ahead of visits, no revenue yet.
    deposits: MoneyView,
}

impl RevenueView {
    fn of(tally: &Tally, currency: Currency) -> Self {
        let money = |taking| money(tally, taking, currency);
        Self {
            net: money(Taking::Net),
            vat: money(Taking::Vat),
            gross: money(Taking::Gross),
            tips: money(Taking::Tips),
            refunds: money(Taking::Refunds),
            discounts: money(Taking::Discounts),
            deposits: money(Taking::Deposits),
        }
    }
}

impl Figures for RevenueFigures {
    fn of(tally: &Tally, currency: Currency) -> Self {
        let mut others: Vec<Currency> = tally
            .iter()
            .filter_map(|(counter, _)| match counter {
                Counter::Money(
                    Taking::Gross | Taking::Tips | Taking::Refunds | Taking::Discounts | Taking::Deposits,
                    other,
                ) => Some(other),
                _ => None,
            })
            .filter(|other| *other != currency)
            .collect();
        others.sort();
        others.dedup();
        Self {
            revenue: RevenueView::of(tally, currency),
            other_currencies: others.into_iter().map(|other| RevenueView::of(tally, other)).collect(),
        }
    }

    fn leading(&self) -> i64 {
        self.revenue.gross.amount
    }
}

/// Who came and who did not.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoShowFigures {
    booked: i64,
    completed: i64,
    no_shows: i64,
    cancelled: i64,
    /// Of the visits whose time came; `null` when there were none. 10000 is all.
    no_show_share_basis_points: Option<i64>,
    /// Prices of what was missed.
    missed_value: MoneyView,
    /// Prices of what was called off.
    cancelled_value: MoneyView,
}

fn no_show_share(tally: &Tally) -> Option<i64> {
    let missed = tally.get(Counter::NoShow);
    share_basis_points(missed, missed + tally.get(Counter::Completed))
}

impl Figures for NoShowFigures {
    fn of(tally: &Tally, currency: Currency) -> Self {
        Self {
            booked: tally.get(Counter::Booked),
            completed: tally.get(Counter::Completed),
            no_shows: tally.get(Counter::NoShow),
            cancelled: tally.get(Counter::Cancelled),
            no_show_share_basis_points: no_show_share(tally),
            missed_value: money(tally, Taking::MissedValue, currency),
            cancelled_value: money(tally, Taking::CancelledValue, currency),
        }
    }

    fn leading(&self) -> i64 {
        self.no_shows
    }
}

/// From searches to bookings, by the day of either.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversionFigures {
    searches: i64,
    /// By customers and guests themselves.
    bookings_online: i64,
    bookings_by_shop: i64,
    /// Online bookings of the searches; `null` without searches. 10000 is one for each.
    conversion_basis_points: Option<i64>,
}

impl Figures for ConversionFigures {
    fn of(tally: &Tally, _: Currency) -> Self {
        let (searches, online) = (tally.get(Counter::Searches), tally.get(Counter::MadeOnline));
        Self {
            searches,
            bookings_online: online,
            bookings_by_shop: tally.get(Counter::Made) - online,
            conversion_basis_points: share_basis_points(online, searches),
        }
    }

    fn leading(&self) -> i64 {
        self.bookings_online
    }
}

/// The numbers on one page.
#[derive(Debug, Serialize, ToSchema)]
pub struct KpiFigures {
    net: MoneyView,
    gross: MoneyView,
    /// Gross revenue for each completed visit, whole minor units; `null` without one.
    average_visit: Option<MoneyView>,
    booked: i64,
    completed: i64,
    no_shows: i64,
    cancelled: i64,
    no_show_share_basis_points: Option<i64>,
    booked_minutes: i64,
    available_minutes: i64,
    /// `null` when nobody works.
    utilisation_basis_points: Option<i64>,
    /// Customers whose first visit to the business it was.
    new_customers: i64,
    /// Completed visits of customers who had been there before.
    returning_visits: i64,
}

impl Figures for KpiFigures {
    fn of(tally: &Tally, currency: Currency) -> Self {
        let completed = tally.get(Counter::Completed);
        let gross = tally.get(Counter::Money(Taking::Gross, currency));
        Self {
            net: money(tally, Taking::Net, currency),
            gross: money(tally, Taking::Gross, currency),
            average_visit: gross
                .checked_div(completed)
                .map(|average| Money::new(average, currency).into()),
            booked: tally.get(Counter::Booked),
            completed,
            no_shows: tally.get(Counter::NoShow),
            cancelled: tally.get(Counter::Cancelled),
            no_show_share_basis_points: no_show_share(tally),
            booked_minutes: tally.get(Counter::BookedMinutes),
            available_minutes: tally.get(Counter::AvailableMinutes),
            utilisation_basis_points: utilisation(tally),
            new_customers: tally.get(Counter::FirstVisits),
            returning_visits: completed - tally.get(Counter::FirstVisits),
        }
    }

    fn leading(&self) -> i64 {
        self.gross.amount
    }
}

pub(crate) fn utilisation(tally: &Tally) -> Option<i64> {
    share_basis_points(tally.get(Counter::BookedMinutes), tally.get(Counter::AvailableMinutes))
}

pub(crate) fn change(now: i64, before: i64) -> Option<i64> {
    change_basis_points(now, before)
}
