//! `bookings-update`: the notes of a booking.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Fields, IfMatch, Ok200, Participant, Patch, PathId};
use application::access::Permission;
use application::bookings::{Viewer, update_notes};
use axum::extract::State;
use booking_rules::ids::BookingId;
use booking_rules::values::Notes;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BookingView;

/// What may change without moving the booking.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingPatch {
    /// `null` clears them.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    pub notes: Patch<String>,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Changes the notes of a booking.
#[utoipa::path(
    patch,
    path = "/api/v1/bookings/{booking_id}",
    operation_id = "bookings-update",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    request_body = BookingPatch,
    responses((status = 200, body = Success<BookingView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(id): PathId<BookingId>,
    Body { value: patch, .. }: Body<BookingPatch>,
) -> Result<Answer<BookingView>, ApiError> {
    let mut fields = Fields::new();
    let notes = fields.parse_clearable("notes", patch.notes, |text: String| Notes::parse(&text));
    let notes = fields.finish(notes)?;
    let viewer = Viewer::of(&state.app, caller.identity(), id.business(), Permission::ServeBookings).await?;
    let author = api::author(caller.identity(), &context);
    let shown = update_notes(&state.app, id, &viewer, notes, expected, &author).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
