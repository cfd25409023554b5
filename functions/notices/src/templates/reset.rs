//! `DELETE /api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}`: back to the platform's words.

use api::auth::permissions::ManageSettings;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, IfMatch, Ok200, author};
use application::templates;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TemplatePath, TemplateView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

#[utoipa::path(
    delete,
    path = "/api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}",
    operation_id = "templates-reset",
    tag = "notices",
    summary = "Go back to the platform's words of a message",
    params(
        ("business_id" = String, Path),
        ("kind" = String, Path, example = "booking_confirmed"),
        ("locale" = String, Path, example = "pl"),
        ("channel" = String, Path, example = "sms"),
        IfMatch
    ),
    responses((status = 200, description = "The words in force.", body = Success<TemplateView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageSettings>,
    context: RequestContext,
    path: TemplatePath,
    IfMatch(expected): IfMatch,
) -> Result<Answer<TemplateView>, ApiError> {
    let business = caller.own_business(path.business)?;
    let author = author(caller.identity(), &context);
    let changed = templates::reset(&state.app, business, path.name, expected, &author).await?;
    let version = changed.version;
    Ok(Ok200(changed.into()).with_version(version))
}
