//! `POST /api/v1/customers/{customer_id}/erase`: erases what the business holds about a customer.

use api::auth::permissions::ManageCustomerRecords;
use api::context::RequestContext;
use api::data_requests::DataRequestView;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, PathId, author};
use application::Failure;
use application::data_requests::{self, OpenVisits};
use axum::extract::State;
use booking_rules::ids::CustomerId;
use booking_rules::values::Invalid;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What is to become of bookings that are still to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerEraseInput {
    /// `cancel` has them called off first; `refuse`, which is also meant where nothing is said, lets them stand in the way.
    #[schema(example = "refuse")]
    open_bookings: Option<String>,
}

impl CustomerEraseInput {
    fn parse(self) -> Result<OpenVisits, Failure> {
        let mut fields = Fields::new();
        let choice = fields.parse_optional("open_bookings", self.open_bookings, |text| {
            OpenVisits::parse(&text).ok_or(Invalid::new("invalid_choice"))
        });
        Ok(fields.finish(choice)?.unwrap_or(OpenVisits::Refuse))
    }
}

/// The customer's account, if there is one, and what other businesses hold stays. Refused with `open_bookings` while visits
/// are to come.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer_id}/erase",
    operation_id = "customers-erase",
    tag = "customers",
    summary = "Erase a customer's data",
    params(("customer_id" = String, Path), Idempotency),
    request_body = CustomerEraseInput,
    responses((status = 201, description = "The request, to be followed.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCustomerRecords>,
    context: RequestContext,
    PathId(id): PathId<CustomerId>,
    key: Idempotency,
    body: Body<CustomerEraseInput>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let id = crate::within(&caller, id)?;
    let choice = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let once = key.once(caller.identity(), &format!("customers-erase#{id}"), body.fingerprint);
    let request = data_requests::erase_customer(&state.app, id, choice, &author, once.as_ref()).await?;
    Ok(Created(request.into()).into())
}
