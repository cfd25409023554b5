//! `availability-next`: the first few free starts.

use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Fields, Instant, Ok200, Params, Visitor};
use application::search::{MAX_NEXT, Wanted, next};
use application::stats::count_search;
use axum::extract::State;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::time::Zone;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::search::persons;
use crate::views::AvailabilityView;

/// What to look for, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NextParams {
    #[param(value_type = String)]
    pub shop_id: ShopId,
    #[param(value_type = String)]
    pub service_id: ServiceId,
    #[param(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    /// Where to begin; absent means now.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Instant>,
    /// How many starts; 5 unless said.
    #[param(minimum = 1, maximum = 50)]
    pub count: Option<usize>,
    #[param(value_type = Option<String>, example = "Asia/Riyadh")]
    pub viewer_zone: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    pub persons: Option<u16>,
}

const DEFAULT_COUNT: usize = 5;

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Lists the first free starts within 92 days.
#[utoipa::path(
    get,
    path = "/api/v1/availability/next",
    operation_id = "availability-next",
    tag = "availability",
    params(NextParams),
    responses((status = 200, body = Success<AvailabilityView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    _: Visitor,
    Params(params): Params<NextParams>,
) -> Result<Ok200<AvailabilityView>, ApiError> {
    let mut fields = Fields::new();
    let viewer = fields.check_optional("viewer_zone", params.viewer_zone.as_deref().map(Zone::parse));
    let persons = persons(&mut fields, params.persons);
    let count = match params.count.unwrap_or(DEFAULT_COUNT) {
        count @ 1..=MAX_NEXT => Some(count),
        _ => {
            fields.fault("count", "out_of_range");
            None
        }
    };
    let (viewer, persons, count) = fields.finish((viewer, persons, count))?;
    let wanted = Wanted {
        shop: params.shop_id,
        service: params.service_id,
        staff: params.staff_id,
        persons,
    };
    let from = params.from.map_or_else(|| state.app.now(), Into::into);
    let found = next(&state.app, wanted, from, count).await?;
    count_search(&state.app, wanted.shop, found.zone).await;
    Ok(Ok200(AvailabilityView::of(&found, viewer)))
}
