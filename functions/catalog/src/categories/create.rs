//! `POST /api/v1/categories`: adds a heading to the price list.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, author};
use application::{Failure, catalog};
use axum::extract::State;
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

/// A heading to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryInput {
    #[schema(required, value_type = String, example = "Paznokcie")]
    name: Option<String>,
    /// Its place in the price list, lowest first; 0 unless said.
    #[schema(minimum = 0, maximum = 9999)]
    position: Option<i64>,
}

impl CategoryInput {
    fn parse(self) -> Result<(Name, u16), Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let position = fields.check("position", within(self.position.unwrap_or(0), POSITIONS));
        fields.finish((name, position))
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/categories",
    operation_id = "categories-create",
    tag = "catalog",
    summary = "Add a category",
    params(Idempotency),
    request_body = CategoryInput,
    responses((status = 201, description = "The category.", body = Success<CategoryView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    key: Idempotency,
    body: Body<CategoryInput>,
) -> Result<Answer<CategoryView>, ApiError> {
    let (name, position) = body.value.parse()?;
    let once = key.once(caller.identity(), "categories-create", body.fingerprint);
    let author = author(caller.identity(), &context);
    let created =
        catalog::create_category(&state.app, caller.business(), name, position, &author, once.as_ref()).await?;
    let location = format!("/api/v1/categories/{}", created.record.id);
    Ok(Created(created.record.into())
        .with_version(created.version)
        .with_location(location))
}
