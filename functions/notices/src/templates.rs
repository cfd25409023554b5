//! The words of messages.

use api::context::RequestContext;
use api::{ApiError, ApiState};
use application::notices::render::variables::{self, Variable};
use application::notices::{Channel, NoticeKind};
use application::templates::{InForce, Parts, TemplateName};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts as Head;
use booking_rules::ids::BusinessId;
use booking_rules::values::Locale;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod list;
pub mod preview;
pub mod reset;
pub mod update;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(list::endpoint())
        .merge(update::endpoint())
        .merge(reset::endpoint())
        .merge(preview::endpoint())
}

/// The business and the message that the path names. Whatever there is not names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct TemplatePath {
    pub business: BusinessId,
    pub name: TemplateName,
}

impl<S: Send + Sync> FromRequestParts<S> for TemplatePath {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Head, state: &S) -> Result<Self, ApiError> {
        type Names = (String, String, String, String);
        let names = Path::<Names>::from_request_parts(head, state).await;
        let Path((business, kind, locale, channel)) = names.map_err(|_| ApiError::not_found())?;
        let found = || {
            Some(Self {
                business: business.parse().ok()?,
                name: TemplateName {
                    kind: NoticeKind::parse(&kind)?,
                    locale: Locale::ALL.into_iter().find(|known| known.tag() == locale)?,
                    channel: Channel::parse(&channel)?,
                },
            })
        };
        found().ok_or_else(ApiError::not_found)
    }
}

/// Words for one message. What is absent or `null` is the platform's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateInput {
    /// Of an e-mail: one line of at most 200 characters.
    #[serde(default)]
    #[schema(example = "{{ service }}: {{ when_brief }}")]
    subject: Option<String>,
    /// Plain text: at most 5,000 characters of an e-mail, 612 of a text message. Facts stand as `{{ name }}`; a passage that needs one
    /// stands between `{% if name %}` and `{% endif %}`. A text message must always say when: `{{ when }}` or `{{ when_short }}`.
    #[serde(default)]
    #[schema(example = "{{ shop }}: {{ service }}, {{ when_short }}.")]
    text: Option<String>,
}

impl From<TemplateInput> for Parts {
    fn from(input: TemplateInput) -> Self {
        Self {
            subject: input.subject,
            text: input.text,
        }
    }
}

/// The words in force for one message.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateView {
    #[schema(value_type = String, example = "booking_confirmed")]
    kind: &'static str,
    #[schema(value_type = String, example = "pl")]
    locale: &'static str,
    #[schema(value_type = String, example = "sms")]
    channel: &'static str,
    /// Whether a business may choose the words; those of WhatsApp are approved by its vendor.
    editable: bool,
    /// `own` or `platform`.
    #[schema(value_type = String, example = "platform")]
    source: &'static str,
    /// Of an e-mail.
    subject: Option<String>,
    /// Of an e-mail: what stands above the table with service, time, place and price.
    text: Option<String>,
    /// The names its words may hold.
    variables: Vec<&'static str>,
    /// As the `ETag` of its own; 0 while the business never said anything.
    version: u64,
    updated_at: Option<DateTime<Utc>>,
    #[schema(value_type = Option<String>)]
    updated_by: Option<String>,
}

impl From<InForce> for TemplateView {
    fn from(in_force: InForce) -> Self {
        let InForce {
            name,
            own,
            platform,
            version,
            updated_at,
            updated_by,
        } = in_force;
        let source = if own == Parts::default() { "platform" } else { "own" };
        Self {
            kind: name.kind.as_str(),
            locale: name.locale.tag(),
            channel: name.channel.as_str(),
            editable: name.is_editable(),
            source,
            subject: own.subject.or(platform.subject),
            text: own.text.or(platform.text),
            variables: variables::of(name.kind).map(|variable| variable.name).collect(),
            version,
            updated_at,
            updated_by: updated_by.map(|account| account.to_string()),
        }
    }
}

/// Something words may name.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariableView {
    #[schema(value_type = String, example = "when_short")]
    name: &'static str,
    /// In the caller's language.
    #[schema(value_type = String, example = "date, time and time zone, short")]
    description: &'static str,
    /// Whether there may be nothing to tell; then nothing is written.
    may_be_empty: bool,
}

impl VariableView {
    fn of(variable: &Variable, context: &RequestContext) -> Self {
        Self {
            name: variable.name,
            description: variable.told(context.locale),
            may_be_empty: variable.may_be_empty,
        }
    }
}
