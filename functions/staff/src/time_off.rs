//! Time off: when a staff member is away.

use api::{ApiState, Instant};
use booking_rules::ids::{BookingId, StaffId, TimeOffId};
use booking_rules::values::Notes;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod create;
pub mod delete;
pub mod list;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(delete::endpoint())
}

/// An absence.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeOffView {
    #[schema(value_type = String, example = "off_06j4gcw401d11c0c01mh437100e1vr28t5cy4gnf07")]
    id: TimeOffId,
    #[schema(value_type = String)]
    staff_id: StaffId,
    start: Instant,
    end: Instant,
    #[schema(value_type = Option<String>, example = "Urlop")]
    reason: Option<Notes>,
}

/// An absence as it was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeOffEnteredView {
    #[serde(flatten)]
    time_off: TimeOffView,
    /// Bookings that already lie in it: they stay, and are the shop's to move.
    #[schema(value_type = Vec<String>)]
    conflicts: Vec<BookingId>,
}

impl From<application::schedules::TimeOff> for TimeOffView {
    fn from(time_off: application::schedules::TimeOff) -> Self {
        Self {
            id: time_off.id,
            staff_id: time_off.staff,
            start: time_off.span.start().into(),
            end: time_off.span.end().into(),
            reason: time_off.reason,
        }
    }
}
