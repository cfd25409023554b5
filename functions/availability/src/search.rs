//! `availability-search`: every free start in a period.

use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Fields, Instant, Ok200, Params, Visitor};
use application::search::{Wanted, search};
use application::stats::count_search;
use axum::extract::State;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::time::{Span, Zone};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::AvailabilityView;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    #[param(value_type = String)]
    pub shop_id: ShopId,
    #[param(value_type = String)]
    pub service_id: ServiceId,
    /// One staff member; absent means whoever is free.
    #[param(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    /// First instant a start may have.
    #[param(value_type = String, format = DateTime)]
    pub from: Instant,
    /// Starts lie before it; at most 62 days after `from`.
    #[param(value_type = String, format = DateTime)]
    pub to: Instant,
    /// The zone to group days in; absent means the shop's.
    #[param(value_type = Option<String>, example = "Asia/Riyadh")]
    pub viewer_zone: Option<String>,
    /// How many come together; 1 unless said.
    #[param(minimum = 1, maximum = 500)]
    pub persons: Option<u16>,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists every start in the period that can be booked. Each of them is accepted by `bookings-create`, and no other is.
#[utoipa::path(
    get,
    path = "/api/v1/availability",
    operation_id = "availability-search",
    tag = "availability",
    params(SearchParams),
    responses((status = 200, body = Success<AvailabilityView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    _: Visitor,
    Params(params): Params<SearchParams>,
) -> Result<Ok200<AvailabilityView>, ApiError> {
    let mut fields = Fields::new();
    let period = fields.check("to", Span::new(params.from.into(), params.to.into()));
    let viewer = fields.check_optional("viewer_zone", params.viewer_zone.as_deref().map(Zone::parse));
    let persons = persons(&mut fields, params.persons);
    let (period, viewer, persons) = fields.finish((period, viewer, persons))?;
    let wanted = Wanted {
        shop: params.shop_id,
        service: params.service_id,
        staff: params.staff_id,
        persons,
    };
    let found = search(&state.app, wanted, period).await?;
    count_search(&state.app, wanted.shop, found.zone).await;
    Ok(Ok200(AvailabilityView::of(&found, viewer)))
}

/// Largest group one booking may be for.
pub(crate) const MAX_PERSONS: u16 = 500;

pub(crate) fn persons(fields: &mut Fields, asked: Option<u16>) -> Option<u16> {
    match asked.unwrap_or(1) {
        persons @ 1..=MAX_PERSONS => Some(persons),
        _ => {
            fields.fault("persons", "out_of_range");
            None
        }
    }
}
