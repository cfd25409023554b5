//! `DELETE /api/v1/businesses/{business_id}/members/{account_id}`: removes a member, or lets the caller leave.

use api::auth::permissions::ReadBusiness;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Ok200, PathIds, author};
use application::access::Permission;
use application::members;
use axum::extract::State;
use booking_rules::ids::{AccountId, BusinessId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::MemberView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/businesses/{business_id}/members/{account_id}",
    operation_id = "members-remove",
    tag = "members",
    summary = "Remove a member, or leave",
    description = "Whoever belongs to a business may leave it; the last owner cannot. Holds from the member's next request.",
    params(("business_id" = String, Path), ("account_id" = String, Path)),
    responses((status = 200, description = "The member that was.", body = Success<MemberView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadBusiness>,
    context: RequestContext,
    PathIds(business, account): PathIds<BusinessId, AccountId>,
) -> Result<Ok200<MemberView>, ApiError> {
    let business = caller.own_business(business)?;
    let leaves = account == caller.account();
    let manages = caller.identity().may(Permission::ManageMembers);
    caller.allow(leaves || manages, Permission::ManageMembers)?;
    let author = author(caller.identity(), &context);
    let gone = members::remove(&state.app, business, account, &author).await?;
    Ok(Ok200(MemberView::active(&gone, None, 0)))
}
