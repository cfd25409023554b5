//! `POST /api/v1/webhooks/clerk`: what the other issuer tells of its people.

use api::auth::Unauthenticated;
use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Ok200, Public, RawBody};
use application::Author;
use application::identity::outside::{Heard, UserChange, UserRecord, follow, subject};
use axum::extract::State;
use booking_rules::values::{Email, Name, Phone};
use chrono::DateTime;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A user with all their metadata (Clerk allows 8 KB of each of three kinds) is well under this.
const LIMIT: usize = 128 * 1024;
/// The sender, in the table's words.
const SOURCE: &str = "clerk";

/// A message of Clerk; fields that are not named here are theirs.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ClerkEvent {
    /// `user.created`, `user.updated` and `user.deleted` are acted on.
    #[serde(rename = "type")]
    #[schema(example = "user.updated")]
    kind: String,
    /// The user, or what else the message is about.
    #[schema(value_type = Object)]
    data: Value,
}

/// Whether the message was one that is acted on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClerkHeard {
    /// `false` for a kind that does not concern us; it need not be sent again either way.
    followed: bool,
}

#[utoipa::path(
    post,
    path = "/api/v1/webhooks/clerk",
    operation_id = "webhooks-clerk",
    tag = "auth",
    summary = "Hear of a user of the other issuer",
    description = "Clerk sends this, signed by Svix. `user.created` and `user.updated` bring an account into step: name, \
                   verified primary e-mail and phone; one that another account has stays there. `user.deleted` closes \
                   the account and ends its sessions; a token of that user is refused within two minutes. A message \
                   that was heard before, and a record older than the one followed, change nothing.",
    params(
        ("svix-id" = String, Header, description = "The message's name, the same when it is sent again; or `webhook-id`."),
        ("svix-timestamp" = String, Header, description = "Unix seconds, at most five minutes from now; or `webhook-timestamp`."),
        ("svix-signature" = String, Header, description = "`v1,` and base64 of HMAC-SHA256; several by spaces; or `webhook-signature`.")
    ),
    request_body = ClerkEvent,
    responses(
        (status = 200, description = "Heard.", body = Success<ClerkHeard>),
        (status = 401, description = "Not signed with our secret, or too long ago."),
        PublicRefusals
    )
)]
async fn handle(
    State(state): State<ApiState>,
    _: Public,
    context: RequestContext,
    headers: HeaderMap,
    body: RawBody<LIMIT>,
) -> Result<Ok200<ClerkHeard>, ApiError> {
    let refused = |Unauthenticated| ApiError::unauthenticated();
    let (secret, issuer) = state
        .user_events()
        .zip(state.outside())
        .ok_or_else(ApiError::unauthenticated)?;
    let id = secret.verify(&headers, &body.0, state.app.now()).map_err(refused)?;
    let event: ClerkEvent = body.parse()?;
    let Some((user, change)) = event.change() else {
        return Ok(Ok200(ClerkHeard { followed: false }));
    };
    let heard = Heard {
        source: SOURCE,
        id,
        subject: subject(issuer.name(), &user),
        change,
    };
    let author = Author {
        trace: Some(context.request_id.clone()).filter(|id| !id.is_empty()),
        ..Author::job("webhooks-clerk")
    };
    follow(&state.app, &heard, &author.at(context.place)).await?;
    Ok(Ok200(ClerkHeard { followed: true }))
}

impl ClerkEvent {
    /// Whom it is about, and what became of them; nothing for a message that does not concern us, or of a shape that it
    /// never had: sent again, it would be no better.
    fn change(self) -> Option<(String, UserChange)> {
        let user = self.data["id"]
            .as_str()
            .filter(|id| (1..=255).contains(&id.len()))?
            .to_owned();
        match self.kind.as_str() {
            "user.created" | "user.updated" => {
                let read = serde_json::from_value::<ClerkUser>(self.data);
                let record = read.ok().and_then(ClerkUser::record);
                if record.is_none() {
                    tracing::error!("a user of the other issuer cannot be read");
                }
                Some((user, UserChange::Saved(record?)))
            }
            "user.deleted" => Some((user, UserChange::Deleted)),
            _ => None,
        }
    }
}

/// A user as Clerk tells of one.
#[derive(Deserialize)]
struct ClerkUser {
    /// Unix milliseconds.
    updated_at: i64,
    #[serde(default)]
    first_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    primary_email_address_id: Option<String>,
    #[serde(default)]
    email_addresses: Vec<Identification>,
    #[serde(default)]
    primary_phone_number_id: Option<String>,
    #[serde(default)]
    phone_numbers: Vec<Identification>,
}

#[derive(Deserialize)]
struct Identification {
    id: String,
    #[serde(default)]
    email_address: Option<String>,
    #[serde(default)]
    phone_number: Option<String>,
    #[serde(default)]
    verification: Option<Verification>,
}

#[derive(Deserialize)]
struct Verification {
    #[serde(default)]
    status: Option<String>,
}

impl ClerkUser {
    /// A name, address or number that is none by our rules is left out.
    fn record(self) -> Option<UserRecord> {
        let name = [self.first_name, self.last_name]
            .map(Option::unwrap_or_default)
            .join(" ");
        let email = primary(self.primary_email_address_id, self.email_addresses);
        let phone = primary(self.primary_phone_number_id, self.phone_numbers);
        Some(UserRecord {
            updated_at: DateTime::from_timestamp_millis(self.updated_at)?,
            name: Name::parse(&name).ok(),
            email: email.and_then(|e| Email::parse(&e.email_address?).ok()),
            phone: phone.and_then(|p| p.phone_number?.parse::<Phone>().ok()),
        })
    }
}

/// The primary one, if it was proven to be theirs.
fn primary(id: Option<String>, all: Vec<Identification>) -> Option<Identification> {
    let id = id?;
    let found = all.into_iter().find(|one| one.id == id)?;
    let status = found.verification.as_ref().and_then(|v| v.status.as_deref());
    (status == Some("verified")).then_some(found)
}
