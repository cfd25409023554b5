//! Schedules: when one staff member works in one shop.

use api::ApiState;
use booking_rules::ids::{ShopId, StaffId};
use booking_rules::schedule::{DailyWindow, Schedule, Weekday, WeeklyWindow};
use booking_rules::time::WallTime;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

mod input;
pub mod set;
pub mod show;

pub use input::{DateInput, IntervalInput, ScheduleInput, WindowInput};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(set::endpoint()).merge(show::endpoint())
}

/// The working hours of a staff member in a shop, as wall times of the shop's zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleView {
    #[schema(value_type = String)]
    staff_id: StaffId,
    #[schema(value_type = String)]
    shop_id: ShopId,
    weekly: Vec<WindowView>,
    breaks: Vec<WindowView>,
    dates: Vec<DateView>,
}

/// A stretch of a day of the week; ends on the next day when `to` is not after `from`.
#[derive(Debug, Serialize, ToSchema)]
pub struct WindowView {
    #[schema(value_type = String, example = "mon")]
    day: Weekday,
    #[schema(value_type = String, example = "09:00")]
    from: WallTime,
    #[schema(value_type = String, example = "17:00")]
    to: WallTime,
}

/// What is worked on one date in place of the week's plan; no intervals is a day off.
#[derive(Debug, Serialize, ToSchema)]
pub struct DateView {
    #[schema(value_type = String, format = Date)]
    date: NaiveDate,
    intervals: Vec<IntervalView>,
}

/// A stretch of a date.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntervalView {
    #[schema(value_type = String, example = "09:00")]
    from: WallTime,
    #[schema(value_type = String, example = "17:00")]
    to: WallTime,
}

impl ScheduleView {
    pub(crate) fn new(staff_id: StaffId, shop_id: ShopId, schedule: &Schedule) -> Self {
        let dates = schedule.dates().iter().map(|date| DateView {
            date: date.date,
            intervals: date.intervals.iter().map(IntervalView::new).collect(),
        });
        Self {
            staff_id,
            shop_id,
            weekly: schedule.weekly().iter().map(WindowView::new).collect(),
            breaks: schedule.breaks().iter().map(WindowView::new).collect(),
            dates: dates.collect(),
        }
    }
}

impl WindowView {
    fn new(window: &WeeklyWindow) -> Self {
        Self {
            day: window.day,
            from: window.from,
            to: window.to,
        }
    }
}

impl IntervalView {
    fn new(interval: &DailyWindow) -> Self {
        Self {
            from: interval.from,
            to: interval.to,
        }
    }
}
