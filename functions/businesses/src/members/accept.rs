//! `POST /api/v1/invitations/{token}/accept`: takes an invitation up.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Ok200, PathId, author};
use application::identity::accounts;
use application::members::{self, InvitationToken};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::MemberView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    post,
    path = "/api/v1/invitations/{token}/accept",
    operation_id = "members-accept",
    tag = "members",
    summary = "Accept an invitation",
    description = "Good once, for the account whose verified e-mail address was invited. Who belongs to the business already \
                   is given what the invitation says instead of what it had.",
    params(("token" = String, Path)),
    responses((status = 200, description = "The caller as a member.", body = Success<MemberView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    PathId(token): PathId<InvitationToken>,
) -> Result<Answer<MemberView>, ApiError> {
    let author = author(caller.identity(), &context);
    let place = members::accept(&state.app, &token, caller.identity(), &author).await?;
    let account = accounts::show(&state.app, caller.account()).await?.map(|a| a.record);
    let view = MemberView::active(&place.record, account.as_ref(), place.version);
    Ok(Ok200(view).with_version(place.version))
}
