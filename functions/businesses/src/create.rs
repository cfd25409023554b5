//! `POST /api/v1/businesses`: founds a business owned by the caller.

use api::auth::permissions::CreateBusiness;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Created, Fields, Idempotency, author};
use application::Failure;
use application::businesses::{self, NewBusiness};
use axum::extract::State;
use booking_rules::values::{Country, Currency, Locale, Name};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::views::BusinessView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A business to found; country and currency stay as they are for good.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessInput {
    #[schema(required, value_type = String, example = "Studio Malina")]
    name: Option<String>,
    /// ISO 3166-1 alpha-2; phone numbers without a country prefix are read as its numbers.
    #[schema(required, value_type = String, example = "PL")]
    country: Option<String>,
    /// ISO 4217; every price of the business is in it.
    #[schema(required, value_type = String, example = "PLN")]
    currency: Option<String>,
    /// The language of messages to customers who chose none: `pl`, `en` or `ar`.
    #[schema(required, value_type = String, example = "pl")]
    locale: Option<String>,
}

impl BusinessInput {
    fn parse(self) -> Result<NewBusiness, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let country = fields.parse("country", self.country, |code| Country::parse(&code));
        let currency = fields.parse("currency", self.currency, |code| Currency::parse(&code));
        let locale = fields.parse("locale", self.locale, |tag| Locale::parse(&tag));
        let (name, country, currency, locale) = fields.finish((name, country, currency, locale))?;
        Ok(NewBusiness {
            name,
            country,
            currency,
            locale,
        })
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/businesses",
    operation_id = "businesses-create",
    tag = "businesses",
    summary = "Found a business",
    params(Idempotency),
    request_body = BusinessInput,
    responses((status = 201, description = "The business.", body = Success<BusinessView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller<CreateBusiness>,
    context: RequestContext,
    key: Idempotency,
    body: Body<BusinessInput>,
) -> Result<Answer<BusinessView>, ApiError> {
    let new = body.value.parse()?;
    // Not scoped to a business: after the first success the same caller acts for the one it founded.
    let once = key.once_of(&caller.account().to_string(), "businesses-create", body.fingerprint);
    let author = author(caller.identity(), &context);
    let founded = businesses::create(&state.app, new, caller.account(), &author, once.as_ref()).await?;
    let location = format!("/api/v1/businesses/{}", founded.record.id);
    Ok(Created(founded.record.into())
        .with_version(founded.version)
        .with_location(location))
}
