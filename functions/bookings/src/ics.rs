//! `bookings-ics`: a booking as a calendar file.

use api::schema::Refusals;
use api::{ApiError, ApiState, Participant, PathId};
use application::access::Permission;
use application::bookings::{Viewer, show};
use application::deliveries::calendar_file;
use application::failure::Failure;
use axum::extract::State;
use axum::response::IntoResponse;
use booking_rules::ids::BookingId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Downloads a booking for a calendar (RFC 5545).
#[utoipa::path(
    get,
    path = "/api/v1/bookings/{booking_id}/calendar.ics",
    operation_id = "bookings-ics",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    responses((status = 200, content_type = "text/calendar", body = String), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    PathId(id): PathId<BookingId>,
) -> Result<impl IntoResponse, ApiError> {
    let viewer = Viewer::of(&state.app, caller.identity(), id.business(), Permission::ReadAgenda).await?;
    let shown = show(&state.app, id, &viewer).await?;
    let contact = shown.contact.ok_or(Failure::NotFound)?;
    let text = calendar_file(&state.app, &shown.booking.record, &contact).await?;
    let headers = [
        ("content-type", "text/calendar; charset=utf-8"),
        ("content-disposition", "attachment; filename=\"booking.ics\""),
    ];
    Ok((headers, text))
}
