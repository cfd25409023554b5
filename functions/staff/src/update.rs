//! `PATCH /api/v1/staff/{staff_id}`: changes a staff member's name, contact or costs.

use api::auth::permissions::ManageStaff;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, MoneyIn, Ok200, Patch, PathId, author};
use application::access::Permission;
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

/// What may change about a staff member; `null` clears e-mail, phone and costs.
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
    /// What an hour of this person costs the business; for the owner.
    #[serde(default)]
    #[schema(value_type = Option<MoneyIn>)]
    hourly_cost: Patch<MoneyIn>,
    /// This person's share of the net revenue they bring in; for the owner.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 100)]
    commission_percent: Patch<i64>,
}

impl StaffPatch {
    fn phone(&self) -> Option<&str> {
        match &self.phone {
            Patch::Value(phone) => Some(phone),
            Patch::Absent | Patch::Null => None,
        }
    }

    /// Whether it says what somebody costs.
    fn touches_costs(&self) -> bool {
        !matches!(
            (&self.hourly_cost, &self.commission_percent),
            (Patch::Absent, Patch::Absent)
        )
    }

    fn parse(self, home: Option<Country>) -> Result<StaffChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let email = fields.parse_clearable("email", self.email, |text| Email::parse(&text));
        let phone = fields.parse_clearable("phone", self.phone, |text| Phone::parse(&text, home));
        let cost = match self.hourly_cost {
            Patch::Absent => Some(None),
            Patch::Null => Some(Some(None)),
            Patch::Value(sent) => sent.parse("hourly_cost", &mut fields).map(|cost| Some(Some(cost))),
        };
        let percent = fields.parse_clearable("commission_percent", self.commission_percent, |n| within(n, 0..=100));
        let (name, email, phone, hourly_cost, commission_percent) =
            fields.finish((name, email, phone, cost, percent))?;
        Ok(StaffChange {
            name,
            email,
            phone,
            hourly_cost,
            commission_percent,
        })
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
    let finances = caller.identity().may(Permission::ManageFinances);
    caller.allow(finances || !body.value.touches_costs(), Permission::ManageFinances)?;
    let home = businesses::home_country(&state.app, caller.business(), body.value.phone()).await?;
    let change = body.value.parse(home)?;
    let author = author(caller.identity(), &context);
    let changed = staff::update(&state.app, id, change, expected, &author).await?;
    Ok(Ok200(StaffView::with_costs(changed.record, true, finances)).with_version(changed.version))
}
