//! `PATCH /api/v1/hooks/{hook_id}`: changes a webhook, switches it off or on.

use api::auth::permissions::ManageHooks;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::Failure;
use application::hooks::{self, HookChange, HookEvents};
use axum::extract::State;
use booking_rules::hooks::{Destinations, HookUrl};
use booking_rules::ids::HookId;
use booking_rules::values::{Invalid, Name};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input;
use crate::views::HookView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HookPatch {
    #[serde(default)]
    #[schema(value_type = String, required = false, max_length = 2048)]
    url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false)]
    events: Patch<Vec<String>>,
    /// `true` calls it again with a clean record; what was kept meanwhile is sent by `hooks-replay-failed`.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    enabled: Patch<bool>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    description: Patch<String>,
}

impl HookPatch {
    fn parse(self, destinations: Destinations) -> Result<HookChange, Failure> {
        let mut fields = Fields::new();
        let url = fields.parse_change("url", self.url, |text| HookUrl::parse(&text, destinations));
        let events = events(&mut fields, self.events);
        let enabled = fields.parse_change("enabled", self.enabled, Ok::<_, Invalid>);
        let description = fields.parse_clearable("description", self.description, |text| Name::parse(&text));
        let (url, events, enabled, description) = fields.finish((url, events, enabled, description))?;
        Ok(HookChange {
            url,
            events,
            enabled,
            description,
        })
    }
}

fn events(fields: &mut Fields, given: Patch<Vec<String>>) -> Option<Option<HookEvents>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let names = fields.require("events", given)?;
    input::events(fields, names).map(Some)
}

#[utoipa::path(
    patch,
    path = "/api/v1/hooks/{hook_id}",
    operation_id = "hooks-update",
    tag = "hooks",
    summary = "Change a webhook",
    params(("hook_id" = String, Path), IfMatch),
    request_body = HookPatch,
    responses((status = 200, description = "The webhook as it is now.", body = Success<HookView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageHooks>,
    context: RequestContext,
    PathId(id): PathId<HookId>,
    IfMatch(expected): IfMatch,
    body: Body<HookPatch>,
) -> Result<Answer<HookView>, ApiError> {
    let id = caller.own(id)?;
    let change = body.value.parse(state.app.destinations())?;
    let author = author(caller.identity(), &context);
    let changed = hooks::update(&state.app, id, change, expected, &author).await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
