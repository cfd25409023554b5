//! `POST /api/v1/businesses/{business_id}/hooks`: sets a webhook.

use api::auth::permissions::ManageHooks;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, PathId, author};
use application::Failure;
use application::hooks::{self, NewHook};
use axum::extract::State;
use booking_rules::hooks::{Destinations, HookUrl};
use booking_rules::ids::BusinessId;
use booking_rules::values::Name;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input;
use crate::views::NewHookView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A webhook to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HookInput {
    /// https, at the usual port of a server of the public internet.
    #[schema(required, value_type = String, max_length = 2048, example = "https://hooks.salon.example/in")]
    url: Option<String>,
    /// What it wants to be told of: names of events, or `*` for all of them.
    #[schema(required, value_type = Vec<String>, example = json!(["BookingConfirmed", "BookingCancelled"]))]
    events: Option<Vec<String>>,
    description: Option<String>,
}

impl HookInput {
    fn parse(self, destinations: Destinations) -> Result<NewHook, Failure> {
        let mut fields = Fields::new();
        let url = fields.parse("url", self.url, |text| HookUrl::parse(&text, destinations));
        let events = fields.require("events", self.events);
        let events = events.and_then(|names| input::events(&mut fields, names));
        let description = fields.parse_optional("description", self.description, |text| Name::parse(&text));
        let (url, events, description) = fields.finish((url, events, description))?;
        Ok(NewHook {
            url,
            events,
            description,
        })
    }
}

/// The answer tells the secret once. It takes no `Idempotency-Key`, for a saved answer would keep the secret: a webhook whose
/// answer was lost is found in the list, and given another secret or deleted.
#[utoipa::path(
    post,
    path = "/api/v1/businesses/{business_id}/hooks",
    operation_id = "hooks-create",
    tag = "hooks",
    summary = "Set a webhook",
    params(("business_id" = String, Path)),
    request_body = HookInput,
    responses((status = 201, description = "The webhook, with its secret.", body = Success<NewHookView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    context: RequestContext,
    PathId(business): PathId<BusinessId>,
    body: Body<HookInput>,
) -> Result<Answer<NewHookView>, ApiError> {
    let business = caller.own_business(business)?;
    let new = body.value.parse(state.app.destinations())?;
    let author = author(caller.identity(), &context);
    let (hook, secret) = hooks::create(&state.app, business, new, &author).await?;
    let view = NewHookView::of(hook.record, &secret);
    Ok(Answer::from(Created(view)).with_version(hook.version))
}
