//! `bookings-list`: the caller's own bookings as a customer.

use api::context::RequestContext;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Fields, Page, Params, permissions};
use application::bookings::{BookingCursor, list_of_account};
use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BookingView;

/// Which side of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    #[default]
    Upcoming,
    Past,
}

/// Which bookings to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Upcoming ones come soonest first, past ones latest first.
    #[serde(default)]
    pub when: When,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists the caller's own bookings.
#[utoipa::path(
    get,
    path = "/api/v1/bookings",
    operation_id = "bookings-list",
    tag = "bookings",
    params(ListParams),
    responses((status = 200, body = Success<Vec<BookingView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller<permissions::OwnBookings>,
    context: RequestContext,
    Params(params): Params<ListParams>,
) -> Result<Page<BookingView>, ApiError> {
    let after = position(params.cursor.as_ref())?;
    let upcoming = params.when == When::Upcoming;
    let limit = usize::from(params.limit.get());
    let page = list_of_account(&state.app, caller.account(), upcoming, limit, after).await?;
    let views = page
        .bookings
        .iter()
        .map(|listed| BookingView::listed(listed, &context))
        .collect();
    Ok(Page(views, page.next.map(|next| serde_json::json!(next))))
}

/// Where a list goes on.
pub(crate) fn position(cursor: Option<&Cursor>) -> Result<Option<BookingCursor>, ApiError> {
    let mut fields = Fields::new();
    let key = fields.check_optional("cursor", cursor.map(Cursor::key));
    Ok(fields.finish(key)?)
}
