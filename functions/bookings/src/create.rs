//! `bookings-create`: a customer books for itself, a guest with name and contact, the shop for anybody.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, Created, Fields, Idempotency, Instant, Visitor};
use application::bookings::{NewBooking, create};
use application::failure::Failure;
use axum::extract::State;
use booking_rules::booking::Override;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::values::Name;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::customer::{Booker, CustomerIn, home_country, persons, reason};
use crate::views::BookingView;

/// A booking to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingIn {
    #[schema(value_type = String)]
    pub shop_id: ShopId,
    #[schema(value_type = String)]
    pub service_id: ServiceId,
    /// Absent means whoever is free.
    #[schema(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    /// One of the starts that `availability-search` offers.
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    pub customer: Option<CustomerIn>,
    /// How many come together; 1 unless said.
    #[schema(minimum = 1, maximum = 500)]
    pub persons: Option<u16>,
    #[schema(max_length = 2000)]
    pub notes: Option<String>,
    pub allow_overlap: Option<OverlapIn>,
}

/// Leave for the shop's people to overlap knowingly.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverlapIn {
    /// Kept with the booking and in the audit trail.
    pub reason: String,
}

impl OverlapIn {
    pub(crate) fn parse(given: Option<Self>, fields: &mut Fields) -> Option<Option<Override>> {
        let reason = given.map(|overlap| Name::parse(&overlap.reason));
        Some(
            fields
                .check_optional("allow_overlap.reason", reason)?
                .map(|reason| Override { reason }),
        )
    }
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Books one service. Send an `Idempotency-Key` to repeat safely.
#[utoipa::path(
    post,
    path = "/api/v1/bookings",
    operation_id = "bookings-create",
    tag = "bookings",
    request_body = BookingIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the same answer")),
    responses((status = 201, body = Success<BookingView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    Visitor(identity): Visitor,
    context: RequestContext,
    Idempotency(key): Idempotency,
    Body {
        value: input,
        fingerprint,
    }: Body<BookingIn>,
) -> Result<Answer<BookingView>, ApiError> {
    let booker = Booker::of(&state, identity, input.shop_id.business()).await?;
    let author = booker.author(&context);
    let business = input.shop_id.business();
    let once = key.map(|key| booker.once("bookings-create", business, &key, fingerprint));
    let new = parse(&state, &booker, input).await?;
    let booking = create(&state.app, new, &author, once.as_ref()).await?;
    let view = BookingView::of(&booking, None, &context).with_manage_token(&booking);
    let location = format!("/api/v1/bookings/{}", booking.id);
    Ok(Created(view).with_version(1).with_location(location))
}

async fn parse(state: &ApiState, booker: &Booker, input: BookingIn) -> Result<NewBooking, Failure> {
    let home = home_country(state, input.customer.as_ref(), input.shop_id).await?;
    let mut fields = Fields::new();
    let customer = booker.customer(&mut fields, input.customer, home);
    let notes = reason(&mut fields, "notes", input.notes.as_deref());
    let allow_overlap = OverlapIn::parse(input.allow_overlap, &mut fields);
    let persons = persons(&mut fields, input.persons);
    let (customer, notes, allow_overlap, persons) = fields.finish((customer, notes, allow_overlap, persons))?;
    Ok(NewBooking {
        shop: input.shop_id,
        service: input.service_id,
        staff: input.staff_id,
        start: input.start.into(),
        persons,
        customer,
        by: booker.by.clone(),
        notes: notes.filter(|n| !n.as_str().is_empty()),
        allow_overlap,
    })
}
