//! `POST /api/v1/staff`: adds somebody to the staff.

use api::auth::permissions::ManageStaff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, author};
use application::access::Permission;
use application::staff::{self, NewStaff};
use application::{Failure, businesses};
use axum::extract::State;
use booking_rules::values::{Country, Email, Name, Phone};
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

/// Somebody to add to the staff.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffInput {
    #[schema(required, value_type = String, example = "Anna Nowak")]
    name: Option<String>,
    #[schema(example = "anna@malina.example")]
    email: Option<String>,
    /// International, or national of the business's country.
    #[schema(example = "+48601234567")]
    phone: Option<String>,
    services: Option<Vec<PerformedServiceInput>>,
}

impl StaffInput {
    fn parse(self, home: Option<Country>) -> Result<NewStaff, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let email = fields.parse_optional("email", self.email, |text| Email::parse(&text));
        let phone = fields.parse_optional("phone", self.phone, |text| Phone::parse(&text, home));
        let services = parse_all(self.services.unwrap_or_default(), &mut fields);
        let (name, email, phone, services) = fields.finish((name, email, phone, services))?;
        Ok(NewStaff {
            name,
            email,
            phone,
            services,
        })
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/staff",
    operation_id = "staff-create",
    tag = "staff",
    summary = "Add a staff member",
    params(Idempotency),
    request_body = StaffInput,
    responses((status = 201, description = "The staff member.", body = Success<StaffView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageStaff>,
    context: RequestContext,
    key: Idempotency,
    body: Body<StaffInput>,
) -> Result<Answer<StaffView>, ApiError> {
    let business = caller.business();
    caller.allow(caller.reach().all_staff().is_ok(), Permission::ManageStaff)?;
    let home = businesses::home_country(&state.app, business, body.value.phone.as_deref()).await?;
    let new = body.value.parse(home)?;
    let once = key.once(caller.identity(), "staff-create", body.fingerprint);
    let author = author(caller.identity(), &context);
    let created = staff::create(&state.app, &caller.reach(), new, &author, once.as_ref()).await?;
    let location = format!("/api/v1/staff/{}", created.record.id);
    Ok(Created(StaffView::full(created.record))
        .with_version(created.version)
        .with_location(location))
}
