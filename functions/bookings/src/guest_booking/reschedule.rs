//! `guest-booking-reschedule`: by whoever holds the manage link, in time.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, IfMatch, Ok200, PathId, Public};
use application::bookings::{ManageToken, Viewer, reschedule};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::reschedule::MoveIn;
use crate::views::BookingView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Moves the booking that a manage link opens. If the new time is refused it stays where it was.
#[utoipa::path(
    post,
    path = "/api/v1/guest-bookings/{token}/reschedule",
    operation_id = "guest-booking-reschedule",
    tag = "bookings",
    params(("token" = String, Path)),
    request_body = MoveIn,
    responses((status = 200, body = Success<BookingView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(token): PathId<ManageToken>,
    Body { value: input, .. }: Body<MoveIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let to = input.parse()?;
    let id = token.booking;
    let viewer = Viewer::Link(token);
    let shown = reschedule(&state.app, id, &viewer, &to, expected, &api::author::guest(&context)).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
