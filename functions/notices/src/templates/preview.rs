//! `POST /api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}/preview`: what words become, before or after
//! they are saved.

use api::auth::permissions::ManageSettings;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, Ok200};
use application::Failure;
use application::access::Permission;
use application::bookings::Viewer;
use application::notices::render::Encoding;
use application::templates::{self, Parts, Preview, PreviewRequest, SmsCost};
use axum::extract::State;
use booking_rules::ids::BookingId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TemplatePath;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Words to show; without any, those in force are shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    #[schema(example = "{{ shop }}: {{ service }}, {{ when_short }}.")]
    text: Option<String>,
    /// Shown on this booking; else on a sample.
    #[serde(default)]
    booking_id: Option<String>,
}

impl PreviewInput {
    fn parse(self) -> Result<(Option<Parts>, Option<BookingId>), Failure> {
        let mut fields = Fields::new();
        let booking = fields.parse_optional("booking_id", self.booking_id, |id| id.parse::<BookingId>());
        let parts = Parts {
            subject: self.subject,
            text: self.text,
        };
        let booking = fields.finish(booking)?;
        Ok((Some(parts).filter(|parts| *parts != Parts::default()), booking))
    }
}

/// A message as its reader gets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// Of an e-mail.
    subject: Option<String>,
    text: String,
    /// Of an e-mail.
    html: Option<String>,
    /// Of a text message.
    sms: Option<SmsView>,
}

/// What a text message costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsView {
    characters: usize,
    /// `GSM-7` or `UCS-2`.
    #[schema(value_type = String, example = "GSM-7")]
    alphabet: &'static str,
    segments: usize,
    /// The first character that the default alphabet does not have: it makes a segment hold 70 characters in place of 160.
    forced_by: Option<ForcedByView>,
}

/// A character that makes a text message longer to send.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForcedByView {
    character: char,
    /// How many characters stand before it.
    position: usize,
}

impl From<Preview> for PreviewView {
    fn from(preview: Preview) -> Self {
        Self {
            subject: preview.subject,
            text: preview.text,
            html: preview.html,
            sms: preview.sms.map(SmsView::from),
        }
    }
}

impl From<SmsCost> for SmsView {
    fn from(cost: SmsCost) -> Self {
        Self {
            characters: cost.characters,
            alphabet: match cost.encoding {
                Encoding::Gsm7 => "GSM-7",
                Encoding::Ucs2 => "UCS-2",
            },
            segments: cost.segments,
            forced_by: cost
                .forced_by
                .map(|(position, character)| ForcedByView { character, position }),
        }
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/businesses/{business_id}/templates/{kind}/{locale}/{channel}/preview",
    operation_id = "templates-preview",
    tag = "notices",
    summary = "Show what the words of a message become",
    description = "Links are samples: they open nothing.",
    params(
        ("business_id" = String, Path),
        ("kind" = String, Path, example = "booking_confirmed"),
        ("locale" = String, Path, example = "pl"),
        ("channel" = String, Path, example = "sms")
    ),
    request_body = PreviewInput,
    responses((status = 200, description = "The message.", body = Success<PreviewView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageSettings>,
    path: TemplatePath,
    body: Body<PreviewInput>,
) -> Result<Answer<PreviewView>, ApiError> {
    let business = caller.own_business(path.business)?;
    let (parts, booking) = body.value.parse()?;
    let booking = match booking {
        None => None,
        // Who may edit words is not yet who may see bookings.
        Some(id) => {
            let viewer = Viewer::of(&state.app, caller.identity(), business, Permission::ReadAgenda).await?;
            Some((id, viewer))
        }
    };
    let request = PreviewRequest {
        business,
        name: path.name,
        parts,
        booking,
    };
    Ok(Ok200(templates::preview(&state.app, &request).await?.into()).into())
}
