//! `guest-booking-show`: the booking behind a manage link.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Public};
use application::bookings::{ManageToken, Viewer, show};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BookingView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Shows the booking that a manage link opens.
#[utoipa::path(
    get,
    path = "/api/v1/guest-bookings/{token}",
    operation_id = "guest-booking-show",
    tag = "bookings",
    params(("token" = String, Path)),
    responses((status = 200, body = Success<BookingView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    PathId(token): PathId<ManageToken>,
) -> Result<Answer<BookingView>, ApiError> {
    let id = token.booking;
    let viewer = Viewer::Link(token);
    let shown = show(&state.app, id, &viewer).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
