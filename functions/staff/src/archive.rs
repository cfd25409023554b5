//! `POST /api/v1/staff/{staff_id}/archive`: somebody no longer serves; their bookings stay.

use api::auth::permissions::ManageStaff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId, author};
use application::staff;
use axum::extract::State;
use booking_rules::ids::StaffId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::StaffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/staff/{staff_id}/archive",
    operation_id = "staff-archive",
    tag = "staff",
    summary = "Archive a staff member",
    description = "Bookings made stay, no new ones come. Archiving twice changes nothing.",
    params(("staff_id" = String, Path)),
    responses((status = 200, description = "The staff member.", body = Success<StaffView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageStaff>,
    context: RequestContext,
    PathId(id): PathId<StaffId>,
) -> Result<Answer<StaffView>, ApiError> {
    let author = author(caller.identity(), &context);
    let archived = staff::archive(&state.app, caller.person(id)?, &author).await?;
    Ok(Ok200(StaffView::full(archived.record)).with_version(archived.version))
}
