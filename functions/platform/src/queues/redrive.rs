//! `POST /api/v1/queues/{queue}/redrive`: gives the dead letters of a queue back to it.

use api::auth::permissions::AdministerPlatform;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Ok200, author};
use application::{Failure, queues};
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What was set in motion.
#[derive(Debug, Serialize, ToSchema)]
pub struct RedriveView {
    #[schema(example = "sms")]
    queue: &'static str,
    /// About how many go back: they move while they are counted.
    moved: u64,
}

#[utoipa::path(
    post,
    path = "/api/v1/queues/{queue}/redrive",
    operation_id = "queues-redrive",
    tag = "platform",
    summary = "Give dead letters back to their queue",
    description = "For those who run the platform, once what killed the messages is mended. Asking twice does no harm.",
    params(("queue" = String, Path, description = "`email`, `sms`, `whatsapp`, `announcements`, `hooks` or `exports`.")),
    responses((status = 200, description = "They are on their way.", body = Success<RedriveView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller<AdministerPlatform>,
    context: RequestContext,
    Path(queue): Path<String>,
) -> Result<Ok200<RedriveView>, ApiError> {
    let queue = queues::Name::at_address(&queue).ok_or_else(|| ApiError::from(Failure::NotFound))?;
    let author = author(caller.identity(), &context);
    let moved = queues::redrive(&state.app, queue, &author).await?;
    Ok(Ok200(RedriveView {
        queue: queue.address(),
        moved,
    }))
}
