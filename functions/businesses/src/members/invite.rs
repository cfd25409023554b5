//! `POST /api/v1/businesses/{business_id}/members`: invites somebody by e-mail.

use api::auth::permissions::ManageMembers;
use api::context::RequestContext;
use api::fields::choice;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, PathId, author};
use application::Failure;
use application::access::Scope;
use application::members::{self, Given, MemberRole};
use axum::extract::State;
use booking_rules::ids::{BusinessId, Kind, StaffId, TenantId};
use booking_rules::values::Email;
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

/// Whom to invite, and what to give them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationInput {
    #[schema(required, value_type = String, example = "anna@example.pl")]
    email: Option<String>,
    /// staff, manager or owner.
    #[schema(required, value_type = String, example = "manager")]
    role: Option<String>,
    /// Their own card.
    staff_id: Option<String>,
    /// What a manager may do, of all that managers may; absent for all of it.
    permissions: Option<Vec<String>>,
    /// What a manager runs: `"all"`, or ids; an empty list is none.
    #[schema(value_type = Option<Object>, example = json!("all"))]
    shops: Option<Value>,
    #[schema(value_type = Option<Object>, example = json!("all"))]
    staff: Option<Value>,
    #[schema(value_type = Option<Object>, example = json!("all"))]
    customers: Option<Value>,
}

impl InvitationInput {
    fn parse(self) -> Result<(Email, Given), Failure> {
        let mut fields = Fields::new();
        let email = fields.parse("email", self.email, |text| Email::parse(&text));
        let role = fields.parse("role", self.role, choice::<MemberRole>);
        let card = fields.parse_optional("staff_id", self.staff_id, |id| id.parse::<StaffId>());
        let permissions = match self.permissions {
            None => Some(None),
            Some(names) => input::permissions(&mut fields, names).map(Some),
        };
        let shops = scope(&mut fields, "shops", self.shops);
        let staff = scope(&mut fields, "staff", self.staff);
        let customers = scope(&mut fields, "customers", self.customers);
        let (email, role, staff_card, permissions, shops, staff, customers) =
            fields.finish((email, role, card, permissions, shops, staff, customers))?;
        let given = Given {
            role,
            staff_card,
            permissions,
            shops,
            staff,
            customers,
        };
        Ok((email, given))
    }
}

fn scope<K: Kind>(fields: &mut Fields, path: &str, given: Option<Value>) -> Option<Scope<TenantId<K>>> {
    given.map_or(Some(Scope::All), |given| input::scope(fields, path, given))
}

#[utoipa::path(
    post,
    path = "/api/v1/businesses/{business_id}/members",
    operation_id = "members-invite",
    tag = "members",
    summary = "Invite somebody to a business",
    description = "The invitation goes by e-mail and is good for seven days; another one to the same address replaces it.",
    params(("business_id" = String, Path), Idempotency),
    request_body = InvitationInput,
    responses((status = 201, description = "The invitation.", body = Success<MemberView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageMembers>,
    context: RequestContext,
    PathId(business): PathId<BusinessId>,
    key: Idempotency,
    body: Body<InvitationInput>,
) -> Result<Created<MemberView>, ApiError> {
    let business = caller.own_business(business)?;
    let (email, given) = body.value.parse()?;
    let once = key.once(caller.identity(), "members-invite", body.fingerprint);
    let author = author(caller.identity(), &context);
    let invitation = members::invite(&state.app, business, email, given, &author, once.as_ref()).await?;
    Ok(Created(MemberView::invited(invitation, state.app.now())))
}
