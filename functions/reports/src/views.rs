//! The shapes of reports.

use api::MoneyView;
use application::reports::{
    Asked, Cohort, Compared, PeopleReport, Person, Place, Profit, RetentionReport, ServiceLine, ServiceReport,
    ShopReport,
};
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::stats::{Counter, Period, Taking, Tally, Unit, commission, share_basis_points};
use booking_rules::values::{Currency, Money, Name};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::figures::{Figures, change, utilisation};

/// Of which shop and days a report is.
#[derive(Debug, Serialize, ToSchema)]
pub struct AboutView {
    #[schema(value_type = String)]
    shop_id: ShopId,
    #[schema(example = "Europe/Warsaw")]
    time_zone: &'static str,
    #[schema(example = "PLN")]
    currency: &'static str,
    from: NaiveDate,
    to: NaiveDate,
    #[schema(value_type = String, example = "month")]
    by: Unit,
}

impl AboutView {
    fn of(place: Place, period: Period, by: Unit) -> Self {
        Self {
            shop_id: place.shop,
            time_zone: place.zone.name(),
            currency: place.currency.code(),
            from: period.first(),
            to: period.last(),
            by,
        }
    }

    fn asked(place: Place, asked: Asked) -> Self {
        Self::of(place, asked.period(), asked.unit())
    }
}

/// A report of a shop: all of the period, and its parts in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView<F> {
    #[serde(flatten)]
    about: AboutView,
    total: RowView<F>,
    rows: Vec<RowView<F>>,
}

/// Figures of a period, compared with the period before.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowView<F> {
    from: NaiveDate,
    /// Included.
    to: NaiveDate,
    #[serde(flatten)]
    figures: F,
    before: BeforeView<F>,
    /// How the leading figure changed, of what it was before; `null` from nothing. 10000 is twice as much.
    change_basis_points: Option<i64>,
}

/// The same figures of the period before.
#[derive(Debug, Serialize, ToSchema)]
pub struct BeforeView<F> {
    from: NaiveDate,
    to: NaiveDate,
    #[serde(flatten)]
    figures: F,
}

impl<F> RowView<F> {
    fn of<T>(compared: &Compared<T>, figures: impl Fn(&T) -> F, leading: impl Fn(&F) -> i64) -> Self {
        let (now, before) = (figures(&compared.figures), figures(&compared.before));
        Self {
            from: compared.period.first(),
            to: compared.period.last(),
            change_basis_points: change(leading(&now), leading(&before)),
            figures: now,
            before: BeforeView {
                from: compared.before_period.first(),
                to: compared.before_period.last(),
                figures: before,
            },
        }
    }
}

impl<F: Figures> ReportView<F> {
    pub(crate) fn of(report: &ShopReport) -> Self {
        let currency = report.place.currency;
        let row = |compared| RowView::of(compared, |tally: &Tally| F::of(tally, currency), F::leading);
        Self {
            about: AboutView::asked(report.place, report.asked),
            total: row(&report.total),
            rows: report.rows.iter().map(row).collect(),
        }
    }
}

/// The use of the working time of those who serve.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffReportView {
    #[serde(flatten)]
    about: AboutView,
    /// By name.
    staff: Vec<StaffLineView>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffLineView {
    #[schema(value_type = String)]
    staff_id: StaffId,
    #[schema(value_type = Option<String>)]
    name: Option<Name>,
    total: RowView<StaffFigures>,
    rows: Vec<RowView<StaffFigures>>,
}

/// Time and money of one person. The change told is that of the booked minutes.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffFigures {
    booked: i64,
    completed: i64,
    booked_minutes: i64,
    available_minutes: i64,
    /// `null` without working time; above 10000 when more was booked than the hours of today have.
    utilisation_basis_points: Option<i64>,
    net: MoneyView,
    gross: MoneyView,
    /// Of the net revenue, by the share agreed now; nothing where none is.
    commission: MoneyView,
    tips: MoneyView,
}

impl StaffReportView {
    pub(crate) fn of(report: &PeopleReport) -> Self {
        let currency = report.place.currency;
        Self {
            about: AboutView::asked(report.place, report.asked),
            staff: report.people.iter().map(|person| line(person, currency)).collect(),
        }
    }
}

fn line(person: &Person, currency: Currency) -> StaffLineView {
    let percent = person.commission_percent.unwrap_or(0);
    let figures = |tally: &Tally| {
        let minor = |taking| tally.get(Counter::Money(taking, currency));
        let money = |minor| Money::new(minor, currency).into();
        StaffFigures {
            booked: tally.get(Counter::Booked),
            completed: tally.get(Counter::Completed),
            booked_minutes: tally.get(Counter::BookedMinutes),
            available_minutes: tally.get(Counter::AvailableMinutes),
            utilisation_basis_points: utilisation(tally),
            net: money(minor(Taking::Net)),
            gross: money(minor(Taking::Gross)),
            commission: money(commission(minor(Taking::Net), percent)),
            tips: money(minor(Taking::Tips)),
        }
    };
    let row = |compared| RowView::of(compared, figures, |figures| figures.booked_minutes);
    StaffLineView {
        staff_id: person.staff,
        name: person.name.clone(),
        total: row(&person.total),
        rows: person.rows.iter().map(row).collect(),
    }
}

/// What services bring in and cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceReportView {
    #[serde(flatten)]
    about: AboutView,
    /// By name.
    services: Vec<ServiceLineView>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceLineView {
    #[schema(value_type = String)]
    service_id: ServiceId,
    #[schema(value_type = Option<String>)]
    name: Option<Name>,
    total: RowView<ProfitFigures>,
    rows: Vec<RowView<ProfitFigures>>,
}

/// Revenue, cost and margin. The change told is that of the margin.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfitFigures {
    completed: i64,
    served_persons: i64,
    served_minutes: i64,
    /// Of those, the minutes of people whose cost is not set: the margin is too high by what they cost.
    minutes_without_cost: i64,
    net: MoneyView,
    staff_cost: MoneyView,
    material_cost: MoneyView,
    margin: MoneyView,
    /// Of the net revenue; `null` without any.
    margin_basis_points: Option<i64>,
}

impl ServiceReportView {
    pub(crate) fn of(report: &ServiceReport) -> Self {
        let currency = report.place.currency;
        let line = |line: &ServiceLine| {
            let row = |compared| {
                RowView::of(
                    compared,
                    |profit: &Profit| ProfitFigures::of(*profit, currency),
                    |figures| figures.margin.amount,
                )
            };
            ServiceLineView {
                service_id: line.service,
                name: line.name.clone(),
                total: row(&line.total),
                rows: line.rows.iter().map(row).collect(),
            }
        };
        Self {
            about: AboutView::asked(report.place, report.asked),
            services: report.services.iter().map(line).collect(),
        }
    }
}

impl ProfitFigures {
    fn of(profit: Profit, currency: Currency) -> Self {
        let money = |minor| Money::new(minor, currency).into();
        Self {
            completed: profit.completed,
            served_persons: profit.served_persons,
            served_minutes: profit.served_minutes,
            minutes_without_cost: profit.minutes_without_cost,
            net: money(profit.net),
            staff_cost: money(profit.staff_cost),
            material_cost: money(profit.material_cost),
            margin: money(profit.margin()),
            margin_basis_points: share_basis_points(profit.margin(), profit.net),
        }
    }
}

/// Whether new customers come again.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionView {
    #[serde(flatten)]
    about: AboutView,
    /// By month.
    cohorts: Vec<CohortView>,
}

/// The customers whose first visit to the business was to this shop in this month.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortView {
    #[schema(example = "2027-03")]
    month: String,
    customers: i64,
    /// Customers won in the month before.
    before: CohortBeforeView,
    /// `null` from nothing.
    change_basis_points: Option<i64>,
    /// The months after, up to the one it is now; 36 at most.
    months: Vec<CohortMonthView>,
}

/// The cohort of the month before.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortBeforeView {
    month: String,
    customers: i64,
}

/// Those of a cohort who came in a later month, to whichever shop of the business.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortMonthView {
    month: String,
    customers: i64,
    /// Of the cohort; `null` of an empty one.
    share_basis_points: Option<i64>,
}

impl RetentionView {
    pub(crate) fn of(report: &RetentionReport) -> Self {
        Self {
            about: AboutView::of(report.place, report.period, Unit::Month),
            cohorts: report.cohorts.iter().map(cohort).collect(),
        }
    }
}

fn cohort(cohort: &Cohort) -> CohortView {
    let months = cohort.months.iter().map(|month| CohortMonthView {
        month: month.month.to_string(),
        customers: month.customers,
        share_basis_points: month.share_basis_points,
    });
    CohortView {
        month: cohort.month.to_string(),
        customers: cohort.customers,
        before: CohortBeforeView {
            month: cohort.month.previous().to_string(),
            customers: cohort.before,
        },
        change_basis_points: change(cohort.customers, cohort.before),
        months: months.collect(),
    }
}
