//! `GET /api/v1/businesses/{business_id}/members`: who belongs to a business, and who is invited.

use api::auth::permissions::ReadMembers;
use api::pagination::{PageParams, page_of};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Page, Params, PathId};
use application::members::{self, Listed};
use axum::extract::State;
use booking_rules::ids::BusinessId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::MemberView;
use super::views::row_id;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/members",
    operation_id = "members-list",
    tag = "members",
    summary = "List the members of a business",
    params(("business_id" = String, Path), PageParams),
    responses(
        (status = 200, description = "Owners first, then managers, staff, and invitations.", body = Success<Vec<MemberView>>),
        Refusals
    ),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadMembers>,
    PathId(business): PathId<BusinessId>,
    Params(page): Params<PageParams>,
) -> Result<Page<MemberView>, ApiError> {
    let all = members::list(&state.app, caller.own_business(business)?).await?;
    let Page(rows, next) = page_of(all, row_id, page.limit, page.cursor.as_ref())?;
    let accounts = members::accounts_of(&state.app, &rows).await?;
    let now = state.app.now();
    let view = |row| match row {
        Listed::Member(member) => {
            let account = accounts.get(&member.record.account);
            MemberView::active(&member.record, account, member.version)
        }
        Listed::Invited(invitation) => MemberView::invited(invitation, now),
    };
    Ok(Page(rows.into_iter().map(view).collect(), next))
}
