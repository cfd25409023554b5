//! `GET /api/v1/categories`: the headings of a business's price list, for everybody.

use api::pagination::{Cursor, Limit, page_of};
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Page, Params, Visitor};
use application::access::Permission;
use application::catalog;
use axum::extract::State;
use booking_rules::ids::{BusinessId, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::CategoryView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Whose categories, and which.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CategoryFilter {
    /// The business; not needed with `shop_id` or a token of the business.
    #[param(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// A shop of the business.
    #[param(value_type = Option<String>)]
    shop_id: Option<ShopId>,
    /// Archived ones too; for those who manage the catalogue.
    #[serde(default)]
    include_archived: bool,
    limit: Option<Limit>,
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get,
    path = "/api/v1/categories",
    operation_id = "categories-list",
    tag = "catalog",
    summary = "List the categories of a business",
    params(CategoryFilter),
    responses((status = 200, description = "In the order of the price list.", body = Success<Vec<CategoryView>>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    visitor: Visitor,
    Params(filter): Params<CategoryFilter>,
) -> Result<Page<CategoryView>, ApiError> {
    let business = visitor.business_of(filter.business_id, filter.shop_id)?;
    if filter.include_archived && !visitor.may(Permission::ManageCatalog, business) {
        return Err(ApiError::forbidden());
    }
    let all = catalog::list_categories(&state.app, business, filter.include_archived).await?;
    let Page(found, next) = page_of(all, |c| c.record.id.to_string(), filter.limit, filter.cursor.as_ref())?;
    Ok(Page(found.into_iter().map(|c| c.record.into()).collect(), next))
}
