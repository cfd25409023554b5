//! `GET /api/v1/staff/{staff_id}/time-off`: absences that are not over, soonest first.

use api::auth::permissions::ReadSchedules;
use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Page, Params, PathId};
use application::schedules;
use axum::extract::State;
use booking_rules::ids::StaffId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TimeOffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/staff/{staff_id}/time-off",
    operation_id = "time-off-list",
    tag = "staff",
    summary = "List the time off of a staff member",
    params(("staff_id" = String, Path), PageParams),
    responses((status = 200, description = "Soonest first.", body = Success<Vec<TimeOffView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadSchedules>,
    PathId(staff): PathId<StaffId>,
    Params(page): Params<PageParams>,
) -> Result<Page<TimeOffView>, ApiError> {
    let all = schedules::list_time_off(&state.app, caller.person(staff)?).await?;
    let Page(found, next) = page_of(all, |t| t.id.to_string(), page.limit, page.cursor.as_ref())?;
    Ok(Page(found.into_iter().map(Into::into).collect(), next))
}
