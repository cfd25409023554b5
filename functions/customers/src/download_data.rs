//! `POST /api/v1/customers/{customer_id}/data-requests/{request_id}/download`: links to the files of an export.

use api::auth::permissions::ManageCustomerRecords;
use api::context::RequestContext;
use api::data_requests::DownloadView;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::data_requests::{self, Person};
use axum::extract::State;
use booking_rules::ids::{CustomerId, DataRequestId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Each link is good for ten minutes; that it was given out is written down.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer_id}/data-requests/{request_id}/download",
    operation_id = "customers-download-data",
    tag = "customers",
    summary = "Fetch a customer's data",
    params(("customer_id" = String, Path), ("request_id" = String, Path)),
    responses((status = 200, description = "The files.", body = Success<Vec<DownloadView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCustomerRecords>,
    context: RequestContext,
    PathIds(customer, id): PathIds<CustomerId, DataRequestId>,
) -> Result<Answer<Vec<DownloadView>>, ApiError> {
    let customer = crate::within(&caller, customer)?;
    let author = author(caller.identity(), &context);
    let files = data_requests::fetch(&state.app, Person::Customer(customer), id, &author).await?;
    let views: Vec<DownloadView> = files.into_iter().map(Into::into).collect();
    Ok(Ok200(views).into())
}
