//! `GET /api/v1/services`: what a business offers, for everybody.

use api::pagination::{Cursor, Limit, page_of};
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Page, Params, Visitor};
use application::access::Permission;
use application::catalog;
use axum::extract::State;
use booking_rules::ids::{BusinessId, CategoryId, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ServiceView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Whose services, and which.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ServiceFilter {
    /// The business; not needed with `shop_id` or a token of the business.
    #[param(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// Only what is offered in this shop.
    #[param(value_type = Option<String>)]
    shop_id: Option<ShopId>,
    /// Only what stands under this heading.
    #[param(value_type = Option<String>)]
    category_id: Option<CategoryId>,
    /// Archived ones too; for those who manage the catalogue.
    #[serde(default)]
    include_archived: bool,
    limit: Option<Limit>,
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get,
    path = "/api/v1/services",
    operation_id = "services-list",
    tag = "catalog",
    summary = "List the services of a business",
    params(ServiceFilter),
    responses((status = 200, description = "By name.", body = Success<Vec<ServiceView>>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    visitor: Visitor,
    Params(filter): Params<ServiceFilter>,
) -> Result<Page<ServiceView>, ApiError> {
    let business = visitor.business_of(filter.business_id, filter.shop_id)?;
    if filter.include_archived && !visitor.may(Permission::ManageCatalog, business) {
        return Err(ApiError::forbidden());
    }
    let mut all = catalog::list_services(&state.app, business, filter.shop_id, filter.include_archived).await?;
    if filter.category_id.is_some() {
        all.retain(|s| s.record.category == filter.category_id);
    }
    let Page(found, next) = page_of(all, |s| s.record.id.to_string(), filter.limit, filter.cursor.as_ref())?;
    let manages = visitor.may(Permission::ManageCatalog, business);
    let view = |service| {
        if manages {
            ServiceView::with_cost(service)
        } else {
            service.into()
        }
    };
    Ok(Page(found.into_iter().map(|s| view(s.record)).collect(), next))
}
