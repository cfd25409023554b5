//! `bookings-reschedule`: to another start, and to another staff member if one is wanted.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Fields, IfMatch, Instant, Ok200, Participant, PathId};
use application::access::Permission;
use application::bookings::{Move, Viewer, reschedule};
use axum::extract::State;
use booking_rules::ids::{BookingId, StaffId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::create::OverlapIn;
use crate::views::BookingView;

/// Where the booking should go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveIn {
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    /// Absent keeps who serves.
    #[schema(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    pub allow_overlap: Option<OverlapIn>,
}

impl MoveIn {
    pub(crate) fn parse(self) -> Result<Move, ApiError> {
        let mut fields = Fields::new();
        let allow_overlap = OverlapIn::parse(self.allow_overlap, &mut fields);
        let allow_overlap = fields.finish(allow_overlap)?;
        Ok(Move {
            start: self.start.into(),
            staff: self.staff_id,
            allow_overlap,
        })
    }
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Moves a booking. If the new time is refused it stays where it was.
#[utoipa::path(
    post,
    path = "/api/v1/bookings/{booking_id}/reschedule",
    operation_id = "bookings-reschedule",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    request_body = MoveIn,
    responses((status = 200, body = Success<BookingView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(id): PathId<BookingId>,
    Body { value: input, .. }: Body<MoveIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let to = input.parse()?;
    let viewer = Viewer::of(&state.app, caller.identity(), id.business(), Permission::ServeBookings).await?;
    let author = api::author(caller.identity(), &context);
    let shown = reschedule(&state.app, id, &viewer, &to, expected, &author).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
