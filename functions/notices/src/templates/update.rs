//! `PUT /api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}`: own words in place of the platform's.

use api::auth::permissions::ManageSettings;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, IfMatch, Ok200, author};
use application::templates::{self, Parts};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TemplateInput, TemplatePath, TemplateView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    put,
    path = "/api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}",
    operation_id = "templates-update",
    tag = "notices",
    summary = "Choose the words of a message",
    description = "Messages that go out within the next minute may still have the words of before.",
    params(
        ("business_id" = String, Path),
        ("kind" = String, Path, example = "booking_confirmed"),
        ("locale" = String, Path, example = "pl"),
        ("channel" = String, Path, example = "sms"),
        IfMatch
    ),
    request_body = TemplateInput,
    responses((status = 200, description = "The words in force.", body = Success<TemplateView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageSettings>,
    context: RequestContext,
    path: TemplatePath,
    IfMatch(expected): IfMatch,
    body: Body<TemplateInput>,
) -> Result<Answer<TemplateView>, ApiError> {
    let business = caller.own_business(path.business)?;
    let parts = Parts::from(body.value);
    if parts == Parts::default() {
        return Err(ApiError::field("text", "required"));
    }
    let author = author(caller.identity(), &context);
    let changed = templates::update(&state.app, business, path.name, &parts, expected, &author).await?;
    let version = changed.version;
    Ok(Ok200(changed.into()).with_version(version))
}
