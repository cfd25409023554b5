//! `PATCH /api/v1/businesses/{business_id}/letter-choices`: what a business writes to the caller about, from now on.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::{Failure, letter_choices};
use axum::extract::State;
use booking_rules::ids::BusinessId;
use booking_rules::notices::LetterChoices;
use booking_rules::values::Invalid;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::LetterChoicesView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about the letters one gets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterChoicesPatch {
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    new_bookings: Patch<bool>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    cancellations: Patch<bool>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    digest: Patch<bool>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    day_plan: Patch<bool>,
}

/// What changes in the choices.
#[derive(Debug, Clone, Copy)]
struct Change {
    new_bookings: Option<bool>,
    cancellations: Option<bool>,
    digest: Option<bool>,
    day_plan: Option<bool>,
}

impl LetterChoicesPatch {
    fn parse(self) -> Result<Change, Failure> {
        let mut fields = Fields::new();
        let mut read = |path: &str, value| fields.parse_change(path, value, Ok::<bool, Invalid>);
        let new_bookings = read("new_bookings", self.new_bookings);
        let cancellations = read("cancellations", self.cancellations);
        let digest = read("digest", self.digest);
        let day_plan = read("day_plan", self.day_plan);
        let (new_bookings, cancellations, digest, day_plan) =
            fields.finish((new_bookings, cancellations, digest, day_plan))?;
        Ok(Change {
            new_bookings,
            cancellations,
            digest,
            day_plan,
        })
    }
}

impl Change {
    fn apply(self, choices: LetterChoices) -> LetterChoices {
        LetterChoices {
            new_bookings: self.new_bookings.unwrap_or(choices.new_bookings),
            cancellations: self.cancellations.unwrap_or(choices.cancellations),
            digest: self.digest.unwrap_or(choices.digest),
            day_plan: self.day_plan.unwrap_or(choices.day_plan),
        }
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/businesses/{business_id}/letter-choices",
    operation_id = "letter-choices-update",
    tag = "notices",
    summary = "Change what a business I work for writes to me about",
    params(("business_id" = String, Path), IfMatch),
    request_body = LetterChoicesPatch,
    responses((status = 200, description = "The choices in force.", body = Success<LetterChoicesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    PathId(business): PathId<BusinessId>,
    IfMatch(expected): IfMatch,
    body: Body<LetterChoicesPatch>,
) -> Result<Answer<LetterChoicesView>, ApiError> {
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = letter_choices::update(
        &state.app,
        caller.account(),
        business,
        |choices| change.apply(choices),
        expected,
        &author,
    )
    .await?;
    Ok(Ok200(changed.record.letters.into()).with_version(changed.version))
}
