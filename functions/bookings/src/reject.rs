//! `bookings-reject`: the shop declines a booking that waits.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, IfMatch, Ok200, OptionalBody, PathId, permissions};
use application::bookings::{Viewer, change};
use axum::extract::State;
use booking_rules::booking::Command;
use booking_rules::ids::BookingId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cancel::ReasonIn;
use crate::views::BookingView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Rejects a pending booking and gives its time back.
#[utoipa::path(
    post,
    path = "/api/v1/bookings/{booking_id}/reject",
    operation_id = "bookings-reject",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    request_body = Option<ReasonIn>,
    responses((status = 200, body = Success<BookingView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<permissions::ServeBookings>,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(id): PathId<BookingId>,
    OptionalBody { value: input, .. }: OptionalBody<ReasonIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let command = Command::Reject { reason: input.parse()? };
    let id = caller.own(id)?;
    let viewer = Viewer::shop(caller.reach());
    let author = api::author(caller.identity(), &context);
    let shown = change(&state.app, id, &viewer, command, expected, &author).await?;
    Ok(Ok200(BookingView::shown(&shown, &context)).with_version(shown.booking.version))
}
