//! `PATCH /api/v1/businesses/{business_id}/members/{account_id}`: changes a member's role or reach.

use api::auth::permissions::ManageMembers;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathIds, author};
use application::Failure;
use application::access::Scope;
use application::identity::accounts;
use application::members::{self, MemberChange, MemberRole};
use axum::extract::State;
use booking_rules::ids::{AccountId, BusinessId, Kind, StaffId, TenantId};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{MemberView, input};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a member. `null` for `permissions` gives all of the role's, for `staff_id` takes the card away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPatch {
    /// staff, manager or owner; who stops being a manager loses the limits of one.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "manager")]
    role: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    staff_id: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    permissions: Patch<Vec<String>>,
    /// `"all"`, or ids; an empty list is none.
    #[serde(default)]
    #[schema(value_type = Object, required = false, example = json!("all"))]
    shops: Patch<Value>,
    #[serde(default)]
    #[schema(value_type = Object, required = false, example = json!("all"))]
    staff: Patch<Value>,
    #[serde(default)]
    #[schema(value_type = Object, required = false, example = json!("all"))]
    customers: Patch<Value>,
}

impl MemberPatch {
    fn parse(self) -> Result<MemberChange, Failure> {
        let mut fields = Fields::new();
        let role = fields.parse_change("role", self.role, choice::<MemberRole>);
        let card = fields.parse_clearable("staff_id", self.staff_id, |id| id.parse::<StaffId>());
        let permissions = match self.permissions {
            Patch::Absent => Some(None),
            Patch::Null => Some(Some(None)),
            Patch::Value(names) => input::permissions(&mut fields, names).map(|set| Some(Some(set))),
        };
        let shops = scope(&mut fields, "shops", self.shops);
        let staff = scope(&mut fields, "staff", self.staff);
        let customers = scope(&mut fields, "customers", self.customers);
        let (role, staff_card, permissions, shops, staff, customers) =
            fields.finish((role, card, permissions, shops, staff, customers))?;
        Ok(MemberChange {
            role,
            staff_card,
            permissions,
            shops,
            staff,
            customers,
        })
    }
}

fn scope<K: Kind>(fields: &mut Fields, path: &str, given: Patch<Value>) -> Option<Option<Scope<TenantId<K>>>> {
    match given.into_change() {
        None => Some(None),
        Some(given) => {
            let given = fields.require(path, given)?;
            input::scope(fields, path, given).map(Some)
        }
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/businesses/{business_id}/members/{account_id}",
    operation_id = "members-update",
    tag = "members",
    summary = "Change a member",
    description = "Holds from the member's next request. The last owner stays one.",
    params(("business_id" = String, Path), ("account_id" = String, Path), IfMatch),
    request_body = MemberPatch,
    responses((status = 200, description = "The member.", body = Success<MemberView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageMembers>,
    context: RequestContext,
    PathIds(business, account): PathIds<BusinessId, AccountId>,
    IfMatch(expected): IfMatch,
    body: Body<MemberPatch>,
) -> Result<Answer<MemberView>, ApiError> {
    let business = caller.own_business(business)?;
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let place = members::update(&state.app, business, account, change, expected, &author).await?;
    let account = accounts::show(&state.app, account).await?.map(|a| a.record);
    let view = MemberView::active(&place.record, account.as_ref(), place.version);
    Ok(Ok200(view).with_version(place.version))
}
