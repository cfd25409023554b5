//! `POST /api/v1/auth/register`: asks for an account.

use api::context::RequestContext;
use api::fields::choice;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, Fields, Public};
use application::Failure;
use application::identity::AccountKind;
use application::identity::registering::{self, NewRegistration};
use axum::extract::State;
use booking_rules::values::{Email, Locale, Name};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::Secret;
use crate::views::DoneView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Somebody who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationInput {
    #[schema(required, value_type = String, example = "anna@guests.example")]
    email: Option<String>,
    /// At least eight characters, and none that others would guess.
    #[schema(required, value_type = String, format = Password, example = "correct horse battery")]
    password: Option<Secret>,
    #[schema(value_type = Option<String>, example = "Anna Nowak")]
    name: Option<String>,
    /// The language of our letters: `pl`, `en` or `ar`; that of the request unless given.
    #[schema(value_type = Option<String>, example = "pl")]
    locale: Option<String>,
    /// `customer`, or `business` to found businesses.
    #[schema(value_type = Option<String>, example = "customer")]
    account_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AccountType {
    Customer,
    Business,
}

impl RegistrationInput {
    fn parse(self, spoken: Locale) -> Result<NewRegistration, Failure> {
        let mut fields = Fields::new();
        let email = fields.parse("email", self.email, |text| Email::parse(&text));
        let password = fields.parse("password", self.password, Secret::read);
        let name = fields.parse_optional("name", self.name, |text| Name::parse(&text));
        let locale = fields.parse_optional("locale", self.locale, |tag| Locale::parse(&tag));
        let kind = fields.parse_optional("account_type", self.account_type, choice::<AccountType>);
        let (email, password, name, locale, kind) = fields.finish((email, password, name, locale, kind))?;
        Ok(NewRegistration {
            email,
            password,
            name,
            locale: locale.unwrap_or(spoken),
            kind: match kind {
                Some(AccountType::Business) => AccountKind::Owner,
                Some(AccountType::Customer) | None => AccountKind::Customer,
            },
        })
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/auth/register",
    operation_id = "auth-register",
    tag = "auth",
    summary = "Ask for an account",
    description = "The account comes to be when the link in the letter is followed. An address that has an account already \
                   is answered the same, and its owner is told.",
    request_body = RegistrationInput,
    responses((status = 202, description = "A letter is on its way.", body = Success<DoneView>), PublicRefusals)
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    body: Body<RegistrationInput>,
) -> Result<Answer<DoneView>, ApiError> {
    let new = body.value.parse(context.locale)?;
    registering::register(&state.app, new, context.address()).await?;
    Ok(Answer::new(StatusCode::ACCEPTED, DoneView {}).with_message("check_your_mail"))
}
