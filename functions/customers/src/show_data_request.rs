//! `GET /api/v1/customers/{customer_id}/data-requests/{request_id}`: how far a request about a customer's data has got.

use api::auth::permissions::ManageCustomerRecords;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathIds};
use application::data_requests::{self, Person};
use axum::extract::State;
use booking_rules::ids::{CustomerId, DataRequestId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use api::data_requests::DataRequestView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer_id}/data-requests/{request_id}",
    operation_id = "customers-show-data-request",
    tag = "customers",
    summary = "Follow a request about a customer's data",
    params(("customer_id" = String, Path), ("request_id" = String, Path)),
    responses((status = 200, description = "The request.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCustomerRecords>,
    PathIds(customer, id): PathIds<CustomerId, DataRequestId>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let customer = crate::within(&caller, customer)?;
    let request = data_requests::show(&state.app, Person::Customer(customer), id).await?;
    Ok(Ok200(request.into()).into())
}
