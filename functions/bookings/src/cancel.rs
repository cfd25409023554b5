//! `bookings-cancel`: by its customer in time, by the shop at any time.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Fields, IfMatch, Ok200, OptionalBody, Participant, PathId};
use application::access::Permission;
use application::bookings::{Viewer, change};
use axum::extract::State;
use booking_rules::booking::Command;
use booking_rules::ids::BookingId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::customer::reason;
use crate::views::BookingView;

/// Why it ends.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonIn {
    /// Told to the other side.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl ReasonIn {
    pub(crate) fn parse(self) -> Result<Option<booking_rules::values::Notes>, ApiError> {
        let mut fields = Fields::new();
        let parsed = reason(&mut fields, "reason", self.reason.as_deref());
        Ok(fields.finish(parsed)?.filter(|r| !r.as_str().is_empty()))
    }
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Cancels a booking and gives its time back.
#[utoipa::path(
    post,
    path = "/api/v1/bookings/{booking_id}/cancel",
    operation_id = "bookings-cancel",
    tag = "bookings",
    params(("booking_id" = String, Path)),
    request_body = Option<ReasonIn>,
    responses((status = 200, body = Success<BookingView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Participant,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    PathId(id): PathId<BookingId>,
    OptionalBody { value: input, .. }: OptionalBody<ReasonIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let command = Command::Cancel { reason: input.parse()? };
    let viewer = Viewer::of(&state.app, caller.identity(), id.business(), Permission::ServeBookings).await?;
    let author = api::author(caller.identity(), &context);
    let shown = change(&state.app, id, &viewer, command, expected, &author).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
