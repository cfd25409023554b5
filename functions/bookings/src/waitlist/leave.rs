//! `waitlist-leave`: by whoever waits, by the holder of the entry's token, or by the shop.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Visitor};
use application::access::Permission;
use application::bookings::Viewer;
use application::failure::Failure;
use application::waitlist::{Leaver, Shown, WaitToken, leave, shown};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::WaitlistEntryView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Gives up a place in line, and the time that is held for it. `entry` is its id for the signed-in, else the token that was
/// told at joining. Again is harmless.
#[utoipa::path(
    delete,
    path = "/api/v1/waitlist/{entry}",
    operation_id = "waitlist-leave",
    tag = "bookings",
    params(("entry" = String, Path)),
    responses((status = 200, body = Success<WaitlistEntryView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    Visitor(identity): Visitor,
    context: RequestContext,
    PathId(token): PathId<WaitToken>,
) -> Result<Answer<WaitlistEntryView>, ApiError> {
    let id = token.entry;
    let (leaver, author) = match &identity {
        _ if token.is_secret() => (Leaver::Link(token), api::author::guest(&context)),
        Some(identity) => {
            let viewer = Viewer::of(&state.app, identity, id.business(), Permission::BookForOthers).await?;
            (Leaver::Viewer(viewer), api::author(identity, &context))
        }
        None => return Err(Failure::NotFound.into()),
    };
    let left = leave(&state.app, id, &leaver, &author).await?;
    let shown: Shown = shown(&state.app, left.record.entry).await?;
    Ok(Ok200(WaitlistEntryView::of(&shown)).into())
}
