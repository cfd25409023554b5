//! `POST /api/v1/auth/totp`: begins to set a second factor up.

use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Created};
use application::identity::second_factor::{self, Enrolment};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// For the authenticator; shown once.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentView {
    /// In base32, to be typed.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// The same, to be shown as a QR code.
    #[schema(
        example = "otpauth://totp/Salonbook:anna%40guests.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Salonbook"
    )]
    uri: String,
}

impl From<Enrolment> for EnrolmentView {
    fn from(enrolment: Enrolment) -> Self {
        Self {
            secret: enrolment.secret,
            uri: enrolment.uri,
        }
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/totp",
    operation_id = "auth-enroll-totp",
    tag = "auth",
    summary = "Begin to set a second factor up",
    description = "Nothing asks for it until its first code is confirmed; beginning again gives another secret.",
    responses((status = 201, description = "What goes into the authenticator.", body = Success<EnrolmentView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(State(state): State<ApiState>, caller: AccountCaller) -> Result<Answer<EnrolmentView>, ApiError> {
    let enrolment = second_factor::enroll(&state.app, caller.identity()).await?;
    Ok(Created(enrolment.into()).into())
}
