//! `waitlist-list`: what the caller waits for, or who is in line in a shop.

use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Fields, Page, Params, Participant};
use application::access::{Permission, Reach};
use application::bookings::Viewer;
use application::failure::Failure;
use application::waitlist::{WaitlistCursor, WaitlistFilter, WaitlistPage, list_of_account, list_of_shop, shown};
use axum::extract::State;
use booking_rules::ids::ShopId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::WaitlistEntryView;

/// Which side of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Open,
    Closed,
}

/// Which entries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WaitlistParams {
    /// The line of this shop, for its people; absent means what the caller waits for as a customer.
    #[param(value_type = Option<String>)]
    pub shop_id: Option<ShopId>,
    /// Of a shop: those in line, or those who are not any more.
    #[serde(default)]
    #[param(inline)]
    pub state: Side,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists the caller's own places in line, or with `shop_id` the line of a shop, in the order of joining.
#[utoipa::path(
    get,
    path = "/api/v1/waitlist",
    operation_id = "waitlist-list",
    tag = "bookings",
    params(WaitlistParams),
    responses((status = 200, body = Success<Vec<WaitlistEntryView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    Params(params): Params<WaitlistParams>,
) -> Result<Page<WaitlistEntryView>, ApiError> {
    let mut fields = Fields::new();
    let after = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key));
    let after: Option<WaitlistCursor> = fields.finish(after)?;
    let limit = usize::from(params.limit.get());
    let page = match params.shop_id {
        Some(shop) => {
            let reach = reach(&state, &caller, shop).await?;
            let filter = WaitlistFilter {
                open: params.state == Side::Open,
                limit,
            };
            list_of_shop(&state.app, &reach, reach.shop(shop)?, filter, after).await?
        }
        // A server waits for nothing.
        None if caller.identity().key.is_some() => return Err(Failure::Forbidden.into()),
        None => list_of_account(&state.app, caller.identity().account, limit, after.as_ref()).await?,
    };
    views(&state, params.shop_id.is_some(), page).await
}

async fn reach(state: &ApiState, caller: &Participant, shop: ShopId) -> Result<Reach, Failure> {
    match Viewer::of(&state.app, caller.identity(), shop.business(), Permission::ReadAgenda).await? {
        Viewer::Shop { reach, .. } => Ok(reach),
        Viewer::Account(_) | Viewer::Link(_) => Err(Failure::NotFound),
    }
}

async fn views(state: &ApiState, of_shop: bool, page: WaitlistPage) -> Result<Page<WaitlistEntryView>, ApiError> {
    let mut views = Vec::with_capacity(page.entries.len());
    for found in page.entries {
        let view = WaitlistEntryView::of(&shown(&state.app, found.record.entry.clone()).await?);
        views.push(if of_shop {
            view.with_customer(&found.record)
        } else {
            view
        });
    }
    Ok(Page(views, page.next.map(|next| serde_json::json!(next))))
}
