//! `POST /api/v1/businesses/{business_id}/exports`: asks for a file of a business's records.

use api::auth::permissions::ReadFinances;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Idempotency, PathId, author};
use application::access::Permission;
use application::exports::{self, ExportWhat};
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::ExportInput;
use crate::views::ExportView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The file is made by a worker; `exports-show` tells how far it is, and gives a link when it is ready. A file of customers
/// takes `manage_customer_records` as well.
#[utoipa::path(
    post,
    path = "/api/v1/businesses/{business_id}/exports",
    operation_id = "exports-create",
    tag = "exports",
    summary = "Ask for a file",
    params(("business_id" = String, Path), Idempotency),
    request_body = ExportInput,
    responses((status = 201, description = "What was asked for, queued.", body = Success<ExportView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    context: RequestContext,
    PathId(business): PathId<BusinessId>,
    idempotency: Idempotency,
    body: Body<ExportInput>,
) -> Result<Answer<ExportView>, ApiError> {
    caller.own_business(business)?;
    let new = body.value.parse()?;
    if new.what == ExportWhat::Customers {
        let permission = Permission::ManageCustomerRecords;
        caller.allow(caller.identity().may(permission), permission)?;
    }
    let author = author(caller.identity(), &context);
    let once = idempotency.once(caller.identity(), "exports-create", body.fingerprint);
    let asked = exports::create(
        &state.app,
        &caller.reach(),
        new,
        &author,
        once.as_ref(),
        caller.account(),
    )
    .await?;
    let location = format!("/api/v1/businesses/{business}/exports/{}", asked.id);
    Ok(Answer::from(Created(asked.into())).with_location(location))
}
