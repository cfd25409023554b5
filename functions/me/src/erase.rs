//! `POST /api/v1/me/erase`: erases the caller.

use api::context::RequestContext;
use api::data_requests::DataRequestView;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Created, Fields, Idempotency, author};
use application::Failure;
use application::data_requests::{self, OpenVisits};
use axum::extract::State;
use booking_rules::values::Invalid;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What is to become of bookings that are still to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseInput {
    /// `cancel` has them called off first; `refuse`, which is also meant where nothing is said, lets them stand in the way.
    #[schema(example = "refuse")]
    open_bookings: Option<String>,
}

impl EraseInput {
    fn parse(self) -> Result<OpenVisits, Failure> {
        let mut fields = Fields::new();
        let choice = fields.parse_optional("open_bookings", self.open_bookings, |text| {
            OpenVisits::parse(&text).ok_or(Invalid::new("invalid_choice"))
        });
        Ok(fields.finish(choice)?.unwrap_or(OpenVisits::Refuse))
    }
}

/// Takes a sign-in of the last fifteen minutes. The account is closed at once and every token of it refused; the rest
/// follows within minutes, and a last letter says when it is done. Refused with `open_bookings` while visits are to come, and
/// with `last_owner` for who would leave a business without an owner.
#[utoipa::path(
    post,
    path = "/api/v1/me/erase",
    operation_id = "me-erase",
    tag = "me",
    summary = "Erase my account and my data",
    params(Idempotency),
    request_body = EraseInput,
    responses((status = 201, description = "The request that was taken.", body = Success<DataRequestView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    key: Idempotency,
    body: Body<EraseInput>,
) -> Result<Answer<DataRequestView>, ApiError> {
    let choice = body.value.parse()?;
    if !data_requests::proves_enough(&state.app, caller.identity()).await? {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "sign_in_again"));
    }
    let author = author(caller.identity(), &context);
    let once = key.once_of(&caller.account().to_string(), "me-erase", body.fingerprint);
    let request = data_requests::erase_account(&state.app, caller.identity(), choice, &author, once.as_ref()).await?;
    Ok(Created(request.into()).into())
}
