//! `DELETE /api/v1/staff/{staff_id}/time-off/{time_off_id}`: takes an absence back; its time can be booked again.

use api::auth::permissions::ManageOwnTimeOff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::access::Permission;
use application::schedules;
use axum::extract::State;
use booking_rules::ids::{StaffId, TimeOffId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TimeOffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/staff/{staff_id}/time-off/{time_off_id}",
    operation_id = "time-off-delete",
    tag = "staff",
    summary = "Take time off back",
    params(("staff_id" = String, Path), ("time_off_id" = String, Path)),
    responses((status = 200, description = "The absence, now gone.", body = Success<TimeOffView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageOwnTimeOff>,
    context: RequestContext,
    PathIds(staff, id): PathIds<StaffId, TimeOffId>,
) -> Result<Ok200<TimeOffView>, ApiError> {
    let (person, id) = (caller.person(staff)?, caller.own(id)?);
    caller.allow(caller.identity().may_manage_time_off(staff), Permission::ManageTimeOff)?;
    let author = author(caller.identity(), &context);
    let gone = schedules::delete_time_off(&state.app, person, id, &author).await?;
    Ok(Ok200(gone.into()))
}
