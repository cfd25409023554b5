//! `POST /api/v1/auth/api-keys`: a key for a server.

use api::auth::permissions::ManageApiKeys;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, author};
use application::Failure;
use application::access::Permission;
use application::api_keys::{self, NewApiKey};
use axum::extract::State;
use booking_rules::values::{Invalid, Name};
use chrono::TimeDelta;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_keys::ApiKeyView;

/// A key is good for this long unless said, and never longer than the other.
const DEFAULT_DAYS: i64 = 90;
const MOST_DAYS: i64 = 365;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyInput {
    /// What it is for.
    #[schema(required, value_type = String, example = "Website")]
    name: Option<String>,
    /// What it may do, of what you may do yourself.
    #[schema(required, value_type = Vec<String>, example = json!(["read_agenda", "book_for_others"]))]
    permissions: Option<Vec<String>>,
    #[schema(minimum = 1, maximum = 365, default = 90)]
    expires_in_days: Option<i64>,
}

impl ApiKeyInput {
    fn parse(self) -> Result<NewApiKey, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let names = fields.require("permissions", self.permissions);
        let permissions = match names {
            Some(names) if names.is_empty() => {
                fields.fault("permissions", "required");
                None
            }
            Some(names) => fields.parse_each("permissions", names, |name| {
                Permission::parse(&name).ok_or(Invalid::new("unknown_permission"))
            }),
            None => None,
        };
        let days = self.expires_in_days.unwrap_or(DEFAULT_DAYS);
        let days: Option<i64> = fields.check("expires_in_days", within(days, 1..=MOST_DAYS));
        let (name, permissions, days) = fields.finish((name, permissions, days))?;
        Ok(NewApiKey {
            name,
            permissions,
            good_for: TimeDelta::days(days),
        })
    }
}

/// The answer tells the key once. It takes no `Idempotency-Key`, for a saved answer would keep the secret: a key whose
/// answer was lost is found in the list and revoked.
#[utoipa::path(
    post,
    path = "/api/v1/auth/api-keys",
    operation_id = "auth-create-api-key",
    tag = "auth",
    summary = "Make a key for a server",
    request_body = ApiKeyInput,
    responses((status = 201, description = "The key, with its secret.", body = Success<ApiKeyView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageApiKeys>,
    context: RequestContext,
    body: Body<ApiKeyInput>,
) -> Result<Answer<ApiKeyView>, ApiError> {
    let new = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let (key, bearer) = api_keys::create(&state.app, new, caller.identity(), caller.business(), &author).await?;
    Ok(Created(ApiKeyView::of(key, None).with_secret(&bearer)).into())
}
