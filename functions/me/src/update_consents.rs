//! `PUT /api/v1/me/consents`: says yes or no to reviews and offers.

use api::context::RequestContext;
use api::fields::choice;
use api::schema::{Refusals, Success};
use api::{AccountCaller, Answer, ApiError, ApiState, Body, Fields, Ok200, author};
use application::consents::{MOST_WORDS, Word, optional_purpose};
use application::{Failure, consents};
use axum::extract::State;
use booking_rules::ids::BusinessId;
use booking_rules::notices::{Channel, TextVersion};
use booking_rules::values::Locale;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::consents::ConsentsView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What somebody says; what none of it is about stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentsInput {
    #[schema(required, value_type = Vec<ConsentInput>, max_items = 24)]
    consents: Option<Vec<ConsentInput>>,
}

/// A yes or no to messages of one purpose by one channel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentInput {
    /// From which business; absent is from every one of the platform.
    business_id: Option<String>,
    /// `reviews` or `offers`; reminders come until they are refused, by `me-update-preferences`.
    #[schema(required, value_type = String, example = "reviews")]
    purpose: Option<String>,
    #[schema(required, value_type = String, example = "email")]
    channel: Option<String>,
    #[schema(required, value_type = bool)]
    given: Option<bool>,
    /// Which text was agreed to, by the name its writer gave it.
    #[schema(required, value_type = String, max_length = 64, example = "reviews-2027-03")]
    text_version: Option<String>,
    /// In which language it was read; absent is the language of the request.
    #[schema(example = "pl")]
    language: Option<String>,
}

impl ConsentsInput {
    fn parse(self, language: Locale) -> Result<Vec<Word>, Failure> {
        let mut fields = Fields::new();
        let given = fields.require("consents", self.consents).unwrap_or_default();
        if given.len() > MOST_WORDS {
            return Err(Failure::field("consents", "too_many_items"));
        }
        let words: Vec<Option<Word>> = given
            .into_iter()
            .enumerate()
            .map(|(index, said)| said.parse(&format!("consents[{index}]"), language, &mut fields))
            .collect();
        let words: Option<Vec<Word>> = words.into_iter().collect();
        if let Some(twice) = words.as_deref().and_then(said_twice) {
            fields.fault(format!("consents[{twice}]"), "said_twice");
        }
        fields.finish(words)
    }
}

/// The first that is about the same as one before it: which of the two is meant?
fn said_twice(words: &[Word]) -> Option<usize> {
    let about = |word: &Word| (word.business, word.purpose, word.channel);
    (1..words.len()).find(|index| {
        let (before, rest) = words.split_at(*index);
        rest.first()
            .is_some_and(|word| before.iter().any(|other| about(other) == about(word)))
    })
}

impl ConsentInput {
    fn parse(self, path: &str, language: Locale, fields: &mut Fields) -> Option<Word> {
        let at = |name: &str| format!("{path}.{name}");
        let business = fields.parse_optional(at("business_id"), self.business_id, |id| id.parse::<BusinessId>());
        let purpose = fields.parse(at("purpose"), self.purpose, |word| optional_purpose(&word));
        let channel = fields.parse(at("channel"), self.channel, choice::<Channel>);
        let given = fields.require(at("given"), self.given);
        let text_version = fields.parse(at("text_version"), self.text_version, |text| TextVersion::parse(&text));
        let read_in = fields.parse_optional(at("language"), self.language, |tag| Locale::parse(&tag));
        Some(Word {
            business: business?,
            purpose: purpose?,
            channel: channel?,
            given: given?,
            text_version: text_version?,
            language: read_in?.unwrap_or(language),
        })
    }
}

#[utoipa::path(
    put,
    path = "/api/v1/me/consents",
    operation_id = "me-update-consents",
    tag = "me",
    summary = "Say yes or no to reviews and offers",
    request_body = ConsentsInput,
    responses((status = 200, description = "The caller's consents.", body = Success<ConsentsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    body: Body<ConsentsInput>,
) -> Result<Answer<ConsentsView>, ApiError> {
    let words = body.value.parse(context.locale)?;
    let author = author(caller.identity(), &context);
    let said = consents::say(&state.app, caller.account(), &words, &author).await?;
    Ok(Ok200(ConsentsView::of(said, caller.account())).into())
}
