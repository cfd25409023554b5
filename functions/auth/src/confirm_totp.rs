//! `POST /api/v1/auth/totp/confirm`: takes the first code of the authenticator.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Fields, Ok200, author};
use application::Failure;
use application::identity::second_factor::{self, Shown};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmInput {
    #[schema(required, value_type = String, example = "482913")]
    code: Option<String>,
}

impl ConfirmInput {
    fn parse(self) -> Result<Shown, Failure> {
        let mut fields = Fields::new();
        let code = fields.require("code", self.code);
        fields.finish(code).map(Shown::Code)
    }
}

/// Shown once: each signs in one time without the authenticator.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    #[schema(example = json!(["1a2b-3c4d-5e6f-7g8h"]))]
    recovery_codes: Vec<String>,
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/totp/confirm",
    operation_id = "auth-confirm-totp",
    tag = "auth",
    summary = "Confirm the second factor",
    description = "From now on signing in asks for it. The next access token of this session says that it was shown.",
    request_body = ConfirmInput,
    responses((status = 200, description = "What to keep for when the authenticator is lost.", body = Success<RecoveryCodesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    body: Body<ConfirmInput>,
) -> Result<Answer<RecoveryCodesView>, ApiError> {
    let shown = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let recovery_codes = second_factor::confirm(&state.app, caller.identity(), &shown, &author).await?;
    Ok(Ok200(RecoveryCodesView { recovery_codes }).into())
}
