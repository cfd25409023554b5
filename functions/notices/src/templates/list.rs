//! `GET /api/v1/businesses/{business_id}/templates`: the words of every message, and what they may name.

use api::auth::permissions::ReadSettings;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Caller, Ok200, PathId};
use application::notices::render::variables;
use application::templates;
use axum::extract::State;
use booking_rules::ids::BusinessId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TemplateView, VariableView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The words of every kind of message, in every language, by every channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplatesView {
    templates: Vec<TemplateView>,
    /// What any of them may name.
    variables: Vec<VariableView>,
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/templates",
    operation_id = "templates-list",
    tag = "notices",
    summary = "List the words of messages",
    params(("business_id" = String, Path)),
    responses((status = 200, description = "The words in force.", body = Success<TemplatesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadSettings>,
    context: RequestContext,
    PathId(id): PathId<BusinessId>,
) -> Result<Answer<TemplatesView>, ApiError> {
    let found = templates::list(&state.app, caller.own_business(id)?).await?;
    let variables = variables::all().iter();
    Ok(Ok200(TemplatesView {
        templates: found.into_iter().map(TemplateView::from).collect(),
        variables: variables.map(|variable| VariableView::of(variable, &context)).collect(),
    })
    .into())
}
