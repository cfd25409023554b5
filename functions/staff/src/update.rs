//! `PATCH /api/v1/staff/{staff_id}`: changes a staff member's name or contact.

use api::auth::permissions::ManageStaff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::staff::{self, StaffChange};
use application::{Failure, businesses};
use axum::extract::State;
use booking_rules::ids::StaffId;
use booking_rules::values::{Country, Email, Name, Phone};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::StaffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a staff member; `null` clears e-mail and phone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffPatch {
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Patch<String>,
}

impl StaffPatch {
    fn phone(&self) -> Option<&str> {
        match &self.phone {
            Patch::Value(phone) => Some(phone),
            Patch::Absent | Patch::Null => None,
        }
    }

    fn parse(self, home: Option<Country>) -> Result<StaffChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let email = fields.parse_clearable("email", self.email, |text| Email::parse(&text));
        let phone = fields.parse_clearable("phone", self.phone, |text| Phone::parse(&text, home));
        let (name, email, phone) = fields.finish((name, email, phone))?;
        Ok(StaffChange { name, email, phone })
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/staff/{staff_id}",
    operation_id = "staff-update",
    tag = "staff",
    summary = "Change a staff member",
    params(("staff_id" = String, Path), IfMatch),
    request_body = StaffPatch,
    responses((status = 200, description = "The staff member.", body = Success<StaffView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageStaff>,
    context: RequestContext,
    PathId(id): PathId<StaffId>,
    IfMatch(expected): IfMatch,
    body: Body<StaffPatch>,
) -> Result<Answer<StaffView>, ApiError> {
    let id = caller.person(id)?;
    let home = businesses::home_country(&state.app, caller.business(), body.value.phone()).await?;
    let change = body.value.parse(home)?;
    let author = author(caller.identity(), &context);
    let changed = staff::update(&state.app, id, change, expected, &author).await?;
    Ok(Ok200(StaffView::full(changed.record)).with_version(changed.version))
}
