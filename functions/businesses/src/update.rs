//! `PATCH /api/v1/businesses/{business_id}`: changes the name or the language of a business, and who needs a second factor.

use api::auth::permissions::ManageBusiness;
use api::context::RequestContext;
use api::fields::{choice, within};
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::Failure;
use application::businesses::{self, BusinessChange};
use application::origins::MOST_ORIGINS;
use axum::extract::State;
use booking_rules::catalog::MemberRole;
use booking_rules::ids::BusinessId;
use booking_rules::values::{Locale, Name, WebOrigin};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::tax_profile::{self, TaxProfileInput};
use crate::views::BusinessView;

/// The bucket deletes what is older by itself.
const MOST_KEPT_DAYS: i64 = 30;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a business.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessPatch {
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "en")]
    locale: Patch<String>,
    /// The roles (`owner`, `manager`, `staff`) that act for the business only after a second factor; none at first.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, example = json!(["owner", "manager"]))]
    second_factor_required_for: Patch<Vec<String>>,
    /// The origins of the business's own web pages, which browsers then let read answers about it; none at first.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 10, example = json!(["https://salon.example"]))]
    allowed_origins: Patch<Vec<String>>,
    /// Who the business is to its tax office; files for it need it.
    #[serde(default)]
    #[schema(value_type = Option<TaxProfileInput>, required = false)]
    tax_profile: Patch<TaxProfileInput>,
    /// Days that files made of its records are kept, 1 to 30; 7 unless said.
    #[serde(default)]
    #[schema(value_type = Option<u8>, required = false, minimum = 1, maximum = 30)]
    exports_kept_days: Patch<i64>,
}

impl BusinessPatch {
    fn parse(self) -> Result<BusinessChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let locale = fields.parse_change("locale", self.locale, |tag| Locale::parse(&tag));
        let roles = roles(&mut fields, self.second_factor_required_for);
        let origins = origins(&mut fields, self.allowed_origins);
        let tax_profile = tax_profile::change(&mut fields, self.tax_profile);
        let days = fields.parse_clearable("exports_kept_days", self.exports_kept_days, |days| {
            within::<u8>(days, 1..=MOST_KEPT_DAYS)
        });
        let (name, locale, second_factor_required_for, allowed_origins, tax_profile, exports_kept_days) =
            fields.finish((name, locale, roles, origins, tax_profile, days))?;
        Ok(BusinessChange {
            name,
            locale,
            second_factor_required_for,
            allowed_origins,
            tax_profile,
            exports_kept_days,
        })
    }
}

/// Each role once, in the order of rank.
fn roles(fields: &mut Fields, given: Patch<Vec<String>>) -> Option<Option<Vec<MemberRole>>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let words = fields.require("second_factor_required_for", given)?;
    let mut roles = fields.parse_each("second_factor_required_for", words, choice)?;
    roles.sort_unstable();
    roles.dedup();
    Some(Some(roles))
}

/// Each origin once.
fn origins(fields: &mut Fields, given: Patch<Vec<String>>) -> Option<Option<Vec<WebOrigin>>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let texts = fields.require("allowed_origins", given)?;
    if texts.len() > MOST_ORIGINS {
        fields.fault("allowed_origins", "too_many_items");
        return None;
    }
    let mut origins = fields.parse_each("allowed_origins", texts, |text| WebOrigin::parse(&text))?;
    origins.sort_unstable();
    origins.dedup();
    Some(Some(origins))
}

#[utoipa::path(
    patch,
    path = "/api/v1/businesses/{business_id}",
    operation_id = "businesses-update",
    tag = "businesses",
    summary = "Change a business",
    params(("business_id" = String, Path), IfMatch),
    request_body = BusinessPatch,
    responses((status = 200, description = "The business.", body = Success<BusinessView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageBusiness>,
    context: RequestContext,
    PathId(id): PathId<BusinessId>,
    IfMatch(expected): IfMatch,
    body: Body<BusinessPatch>,
) -> Result<Answer<BusinessView>, ApiError> {
    let id = caller.own_business(id)?;
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = businesses::update(&state.app, id, change, expected, &author).await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
