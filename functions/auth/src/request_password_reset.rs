//! `POST /api/v1/auth/password-reset`: asks for a link to set a new password.

use api::author::guest;
use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, Fields, Public};
use application::identity::resetting;
use axum::extract::State;
use booking_rules::values::Email;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::DoneView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequestInput {
    #[schema(required, value_type = String, example = "anna@guests.example")]
    email: Option<String>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/password-reset",
    operation_id = "auth-request-password-reset",
    tag = "auth",
    summary = "Ask for a link to set a new password",
    description = "Answers the same whether the address has an account or not.",
    request_body = ResetRequestInput,
    responses((status = 202, description = "If there is an account, a letter is on its way.", body = Success<DoneView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    body: Body<ResetRequestInput>,
) -> Result<Answer<DoneView>, ApiError> {
    let mut fields = Fields::new();
    let email = fields.parse("email", body.value.email, |text| Email::parse(&text));
    let (email,) = fields.finish((email,))?;
    resetting::request(&state.app, &email, context.address(), &guest(&context)).await?;
    Ok(Answer::new(StatusCode::ACCEPTED, DoneView {}).with_message("check_your_mail"))
}
