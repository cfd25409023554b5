//! `waitlist-accept-offer`: what is held becomes a booking.

use std::str::FromStr;

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Ok200, PathId, Visitor};
use application::access::Permission;
use application::bookings::{ManageToken, Viewer, change};
use application::failure::Failure;
use axum::extract::State;
use booking_rules::booking::Command;
use booking_rules::ids::{BookingId, IdError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BookingView;

/// The held booking, by its id or by the token of its manage link.
#[derive(Debug, Clone)]
enum Offered {
    Id(BookingId),
    Link(ManageToken),
}

impl FromStr for Offered {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.contains('.') {
            text.parse().map(Self::Link)
        } else {
            text.parse().map(Self::Id)
        }
    }
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Takes the time that is held. `offer` is the id of the held booking for the signed-in, else the token of its manage link.
/// It begins as any booking of the shop: confirmed, or waiting for the shop's consent.
#[utoipa::path(
    post,
    path = "/api/v1/waitlist/offers/{offer}/accept",
    operation_id = "waitlist-accept-offer",
    tag = "bookings",
    params(("offer" = String, Path)),
    responses((status = 200, body = Success<BookingView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    Visitor(identity): Visitor,
    context: RequestContext,
    PathId(offered): PathId<Offered>,
) -> Result<Answer<BookingView>, ApiError> {
    let (id, viewer, author) = match (offered, &identity) {
        (Offered::Link(token), _) => (token.booking, Viewer::Link(token), api::author::guest(&context)),
        (Offered::Id(id), Some(identity)) => {
            let viewer = Viewer::of(&state.app, identity, id.business(), Permission::ServeBookings).await?;
            (id, viewer, api::author(identity, &context))
        }
        (Offered::Id(_), None) => return Err(Failure::NotFound.into()),
    };
    let shown = change(&state.app, id, &viewer, Command::TakeOffer, None, &author).await?;
    Ok(Ok200(BookingView::shown_to(&viewer, &shown, &context)).with_version(shown.booking.version))
}
