//! `GET /api/v1/staff/{staff_id}/schedules/{shop_id}`: when a staff member works in a shop.

use api::auth::permissions::ReadSchedules;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathIds};
use application::{Failure, schedules, shops, staff};
use axum::extract::State;
use booking_rules::ids::{ShopId, StaffId};
use booking_rules::schedule::Schedule;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ScheduleView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/staff/{staff_id}/schedules/{shop_id}",
    operation_id = "schedules-show",
    tag = "staff",
    summary = "Show the working hours of a staff member in a shop",
    params(("staff_id" = String, Path), ("shop_id" = String, Path)),
    responses((status = 200, description = "The working hours.", body = Success<ScheduleView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadSchedules>,
    PathIds(person, shop): PathIds<StaffId, ShopId>,
) -> Result<Answer<ScheduleView>, ApiError> {
    let (within, place) = (caller.person(person)?, caller.shop(shop)?);
    match schedules::show(&state.app, within, place).await {
        Ok(found) => Ok(Ok200(ScheduleView::new(person, shop, &found.record.schedule)).with_version(found.version)),
        // Nobody set hours yet: that is a plan too, as long as there is such a person and such a shop.
        Err(Failure::NotFound) => {
            staff::show(&state.app, person).await?;
            shops::show(&state.app, shop).await?;
            Ok(Ok200(ScheduleView::new(person, shop, &Schedule::default())).into())
        }
        Err(failure) => Err(failure.into()),
    }
}
