//! `GET /api/v1/staff/{staff_id}`: a staff member, for everybody; contact data only for the business itself.

use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Visitor};
use application::access::Permission;
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
    get,
    path = "/api/v1/staff/{staff_id}",
    operation_id = "staff-show",
    tag = "staff",
    summary = "Show a staff member",
    params(("staff_id" = String, Path)),
    responses((status = 200, description = "The staff member.", body = Success<StaffView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    visitor: Visitor,
    PathId(id): PathId<StaffId>,
) -> Result<Answer<StaffView>, ApiError> {
    let found = staff::show(&state.app, id).await?;
    let reach = visitor.reach(Permission::ReadStaffCards, id.business());
    let with_contact = reach.is_some_and(|reach| reach.covers_staff(id));
    let with_costs = visitor.may(Permission::ManageFinances, id.business());
    let view = StaffView::with_costs(found.record, with_contact, with_costs);
    Ok(Ok200(view).with_version(found.version))
}
