//! `PUT /api/v1/staff/{staff_id}/services`: replaces what a staff member performs.

use api::auth::permissions::ManageStaff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, PathId, author};
use application::staff;
use axum::extract::State;
use booking_rules::ids::StaffId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::performed::{PerformedServiceInput, parse_all};
use crate::views::StaffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Everything the staff member performs from now on; `[]` is nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffServicesInput {
    services: Vec<PerformedServiceInput>,
}

#[utoipa::path(
    put,
    path = "/api/v1/staff/{staff_id}/services",
    operation_id = "staff-set-services",
    tag = "staff",
    summary = "Set what a staff member performs",
    description = "Bookings already made keep their price and length.",
    params(("staff_id" = String, Path), IfMatch),
    request_body = StaffServicesInput,
    responses((status = 200, description = "The staff member.", body = Success<StaffView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageStaff>,
    context: RequestContext,
    PathId(id): PathId<StaffId>,
    IfMatch(expected): IfMatch,
    body: Body<StaffServicesInput>,
) -> Result<Answer<StaffView>, ApiError> {
    let id = caller.person(id)?;
    let mut fields = Fields::new();
    let services = parse_all(body.value.services, &mut fields);
    let services = fields.finish(services)?;
    let author = author(caller.identity(), &context);
    let changed = staff::set_services(&state.app, id, services, expected, &author).await?;
    Ok(Ok200(StaffView::full(changed.record)).with_version(changed.version))
}
