//! `POST /api/v1/customers/{customer_id}/export`: has what the business holds about a customer written into files.

use api::auth::permissions::ManageCustomerRecords;
use api::context::RequestContext;
use api::data_requests::DataRequestView;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Idempotency, PathId, author};
use application::data_requests;
use axum::extract::State;
use booking_rules::ids::CustomerId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Nothing is to be chosen: it is always all that this business holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerExportInput {}

/// A letter comes to whoever asked when the files are ready; they are deleted after seven days.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer_id}/export",
    operation_id = "customers-export",
    tag = "customers",
    summary = "Have a customer's data written into files",
    params(("customer_id" = String, Path), Idempotency),
    request_body = CustomerExportInput,
    responses((status = 201, description = "The request, to be followed.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCustomerRecords>,
    context: RequestContext,
    PathId(id): PathId<CustomerId>,
    key: Idempotency,
    body: Body<CustomerExportInput>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let id = crate::within(&caller, id)?;
    let author = author(caller.identity(), &context);
    let once = key.once(caller.identity(), &format!("customers-export#{id}"), body.fingerprint);
    let request = data_requests::export_customer(&state.app, id, &author, once.as_ref()).await?;
    Ok(Created(request.into()).into())
}
