//! `GET /api/v1/shops/{shop_id}/messages`: what people answered to text messages, for the shop's people to read.

use api::auth::permissions::ReadAgenda;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Instant, Page, Params, PathId};
use application::two_way;
use axum::extract::State;
use booking_rules::ids::ShopId;
use serde::{Deserialize, Serialize};
use store::ShopMessage;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShopMessageParams {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
}

/// What somebody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopMessageView {
    #[schema(example = "msg_01jz…")]
    id: String,
    /// The booking they were written to about.
    booking_id: String,
    customer_id: String,
    /// As they called themselves for the booking.
    from: String,
    text: String,
    /// `read`: words for people; `several_bookings`: an answer that could be about several; `too_late`: it calls off later
    /// than the policy allows. Nothing was changed.
    outcome: &'static str,
    #[schema(value_type = String, format = DateTime)]
    received_at: Instant,
}

impl From<ShopMessage> for ShopMessageView {
    fn from(message: ShopMessage) -> Self {
        Self {
            id: message.id.to_string(),
            booking_id: message.booking.to_string(),
            customer_id: message.customer.to_string(),
            from: message.from,
            text: message.text,
            outcome: message.outcome.as_str(),
            received_at: message.received_at.into(),
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/messages",
    operation_id = "shop-messages-list",
    tag = "notices",
    summary = "List what people wrote to a shop by text message",
    params(("shop_id" = String, Path), ShopMessageParams),
    responses((status = 200, description = "The newest first.", body = Success<Vec<ShopMessageView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadAgenda>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<ShopMessageParams>,
) -> Result<Page<ShopMessageView>, ApiError> {
    let shop = caller.shop(shop)?;
    let mut fields = Fields::new();
    let before = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key));
    let before = fields.finish(before)?;
    let limit = usize::from(params.limit.get());
    let found = two_way::messages(&state.app, &caller.reach(), shop, limit, before).await?;
    let next = found
        .records
        .last()
        .filter(|_| found.more)
        .map(|last| serde_json::json!(last.id));
    Ok(Page(found.records.into_iter().map(Into::into).collect(), next))
}
