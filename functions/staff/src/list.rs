//! `GET /api/v1/staff`: who serves in a business, for everybody; contact data only for the business itself.

use api::pagination::{Cursor, Limit, page_of};
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Page, Params, Visitor};
use application::access::Permission;
use application::staff::{self, StaffFilter};
use axum::extract::State;
use booking_rules::ids::{BusinessId, ServiceId, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::StaffView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Whose staff, and which.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StaffQuery {
    /// The business; not needed with `shop_id` or a token of the business.
    #[param(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// Only those who have working hours in this shop.
    #[param(value_type = Option<String>)]
    shop_id: Option<ShopId>,
    /// Only those who perform this service.
    #[param(value_type = Option<String>)]
    service_id: Option<ServiceId>,
    /// Archived ones too; for those who manage the staff.
    #[serde(default)]
    include_archived: bool,
    limit: Option<Limit>,
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get,
    path = "/api/v1/staff",
    operation_id = "staff-list",
    tag = "staff",
    summary = "List the staff of a business",
    params(StaffQuery),
    responses((status = 200, description = "By name.", body = Success<Vec<StaffView>>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    visitor: Visitor,
    Params(query): Params<StaffQuery>,
) -> Result<Page<StaffView>, ApiError> {
    let business = visitor.business_of(query.business_id, query.shop_id)?;
    let team = if query.include_archived {
        Some(visitor.require(Permission::ManageStaff, business)?)
    } else {
        visitor.reach(Permission::ReadStaffCards, business)
    };
    let filter = StaffFilter {
        service: query.service_id,
        shop: query.shop_id,
        with_archived: query.include_archived,
    };
    let all = staff::list(&state.app, business, filter, team.as_ref()).await?;
    let Page(found, next) = page_of(all, |s| s.record.id.to_string(), query.limit, query.cursor.as_ref())?;
    let with_contact = visitor.may(Permission::ReadStaffCards, business);
    let with_costs = visitor.may(Permission::ManageFinances, business);
    let views = found
        .into_iter()
        .map(|s| StaffView::with_costs(s.record, with_contact, with_costs));
    Ok(Page(views.collect(), next))
}
