//! `PUT /api/v1/staff/{staff_id}/schedules/{shop_id}`: sets when a staff member works in a shop.

use api::auth::permissions::ManageOwnSchedule;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, IfMatch, Ok200, PathIds, author};
use application::access::Permission;
use application::schedules;
use axum::extract::State;
use booking_rules::ids::{ShopId, StaffId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ScheduleInput, ScheduleView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    put,
    path = "/api/v1/staff/{staff_id}/schedules/{shop_id}",
    operation_id = "schedules-set",
    tag = "staff",
    summary = "Set the working hours of a staff member in a shop",
    description = "A staff member sets its own, a manager everybody's. Bookings already made stay.",
    params(("staff_id" = String, Path), ("shop_id" = String, Path), IfMatch),
    request_body = ScheduleInput,
    responses((status = 200, description = "The working hours.", body = Success<ScheduleView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageOwnSchedule>,
    context: RequestContext,
    PathIds(staff, shop): PathIds<StaffId, ShopId>,
    IfMatch(expected): IfMatch,
    body: Body<ScheduleInput>,
) -> Result<Answer<ScheduleView>, ApiError> {
    let (person, place) = (caller.person(staff)?, caller.shop(shop)?);
    caller.allow(
        caller.identity().may_manage_schedule(staff),
        Permission::ManageSchedules,
    )?;
    let schedule = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let set = schedules::set(&state.app, person, place, schedule, expected, &author).await?;
    Ok(Ok200(ScheduleView::new(staff, shop, &set.record.schedule)).with_version(set.version))
}
