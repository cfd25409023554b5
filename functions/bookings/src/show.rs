//! `bookings-show`: a booking, for its customer and the shop's people.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, Participant, PathId};
use application::access::Permission;
use application::bookings::{Viewer, show};
use axum::extract::State;
use booking_rules::ids::BookingId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BookingView;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Shows a booking.
#[utoipa::path(
    get,
    path = "/api/v1/bookings/{booking_id}",
    operation_id = "bookings-show",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    responses((status = 200, body = Success<BookingView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    context: RequestContext,
    PathId(id): PathId<BookingId>,
) -> Result<Answer<BookingView>, ApiError> {
    let viewer = Viewer::of(&state.app, caller.identity(), id.business(), Permission::ReadAgenda).await?;
    let shown = show(&state.app, id, &viewer).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
