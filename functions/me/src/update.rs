//! `PATCH /api/v1/me`: changes the caller's name, language, or what the account is for.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Fields, IfMatch, Ok200, Patch, author};
use application::Failure;
use application::identity::accounts::{self, AccountChange};
use axum::extract::State;
use booking_rules::values::{Invalid, Locale, Name};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::MeView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about an account; an address or number changes by being proven.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// `null` clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "Anna Nowak")]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "pl")]
    locale: Patch<String>,
    /// `business` lets the account found businesses, from its next access token on; there is no way back.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "business")]
    account_type: Patch<String>,
}

impl MePatch {
    fn parse(self) -> Result<AccountChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_clearable("name", self.name, |text| Name::parse(&text));
        let locale = fields.parse_change("locale", self.locale, |tag| Locale::parse(&tag));
        let kind = fields.parse_change("account_type", self.account_type, |text| match text.as_str() {
            "business" => Ok(()),
            _ => Err(Invalid::new("unknown_account_type")),
        });
        let (name, locale, kind) = fields.finish((name, locale, kind))?;
        Ok(AccountChange {
            name,
            locale,
            becomes_owner: kind.is_some(),
        })
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/me",
    operation_id = "me-update",
    tag = "me",
    summary = "Change my account",
    params(IfMatch),
    request_body = MePatch,
    responses((status = 200, description = "The caller.", body = Success<MeView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    body: Body<MePatch>,
) -> Result<Answer<MeView>, ApiError> {
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = accounts::update(&state.app, caller.identity(), change, expected, &author).await?;
    let places = state.app.memberships(caller.account()).await?;
    let view = MeView::new(caller.identity(), Some(changed.record), &places);
    Ok(Ok200(view).with_version(changed.version))
}
