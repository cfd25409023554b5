//! `POST /api/v1/shops/{shop_id}/notices/{notice_id}/resend`: sends a message about a booking once more.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Created, Idempotency, PathIds, author, permissions};
use application::notice_log::{NoticeId, resend};
use axum::extract::State;
use booking_rules::ids::ShopId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shop_notices::NoticeView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Sends a message once more, as a message of its own. Refused while it is under way, after it arrived, and once the
/// booking has moved on; at most five times. Whether it goes out after all is decided when it is sent, as ever.
#[utoipa::path(
    post,
    path = "/api/v1/shops/{shop_id}/notices/{notice_id}/resend",
    operation_id = "notices-resend",
    tag = "notices",
    params(("shop_id" = String, Path), ("notice_id" = String, Path), Idempotency),
    responses((status = 201, description = "The message of its own.", body = Success<NoticeView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<permissions::ServeBookings>,
    context: RequestContext,
    PathIds(shop, notice): PathIds<ShopId, NoticeId>,
    idempotency: Idempotency,
) -> Result<Created<NoticeView>, ApiError> {
    let shop = caller.shop(shop)?;
    let operation = format!("notices-resend#{}", notice.own_id());
    // The path says it all; there is no body to tell two requests apart by.
    let once = idempotency.once(caller.identity(), &operation, [0; 32]);
    let author = author(caller.identity(), &context);
    let sent = resend(&state.app, &caller.reach(), shop, &notice, once.as_ref(), &author).await?;
    Ok(Created(NoticeView::of(sent, context.locale)))
}
