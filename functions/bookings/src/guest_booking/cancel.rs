//! `guest-booking-cancel`: by whoever holds the manage link, in time.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, IfMatch, Ok200, OptionalBody, PathId, Public};
use application::bookings::{ManageToken, Viewer, change};
use axum::extract::State;
use booking_rules::booking::Command;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cancel::ReasonIn;
use crate::views::BookingView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Cancels the booking that a manage link opens.
#[utoipa::path(
    post,
    path = "/api/v1/guest-bookings/{token}/cancel",
    operation_id = "guest-booking-cancel",
    tag = "bookings",
    params(("token" = String, Path)),
    request_body = Option<ReasonIn>,
    responses((status = 200, body = Success<BookingView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(token): PathId<ManageToken>,
    OptionalBody { value: input, .. }: OptionalBody<ReasonIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let command = Command::Cancel { reason: input.parse()? };
    let id = token.booking;
    let viewer = Viewer::Link(token);
    let shown = change(
        &state.app,
        id,
        &viewer,
        command,
        expected,
        &api::author::guest(&context),
    )
    .await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
