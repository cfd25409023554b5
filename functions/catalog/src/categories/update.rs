//! `PATCH /api/v1/categories/{category_id}`: renames or moves a category.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::{Failure, catalog};
use axum::extract::State;
use booking_rules::ids::CategoryId;
use booking_rules::values::Name;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{CategoryView, POSITIONS};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a category.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryPatch {
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 9999)]
    position: Patch<i64>,
}

impl CategoryPatch {
    fn parse(self) -> Result<(Option<Name>, Option<u16>), Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let position = fields.parse_change("position", self.position, |n| within(n, POSITIONS));
        fields.finish((name, position))
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/categories/{category_id}",
    operation_id = "categories-update",
    tag = "catalog",
    summary = "Change a category",
    params(("category_id" = String, Path), IfMatch),
    request_body = CategoryPatch,
    responses((status = 200, description = "The category.", body = Success<CategoryView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    PathId(id): PathId<CategoryId>,
    IfMatch(expected): IfMatch,
    body: Body<CategoryPatch>,
) -> Result<Answer<CategoryView>, ApiError> {
    let id = caller.own(id)?;
    let (name, position) = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = catalog::update_category(&state.app, id, name, position, expected, &author).await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
