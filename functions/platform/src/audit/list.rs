//! `GET /api/v1/businesses/{business_id}/audit`: what was done and tried in a business, newest first.

use api::auth::permissions::ReadAudit;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Instant, Page, Params, PathId};
use application::audit::{self, Actor, AuditCursor, AuditFilter, Event};
use application::author::Place;
use axum::extract::State;
use booking_rules::ids::{AccountId, ApiKeyId, BusinessId, EventId};
use booking_rules::time::Span;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A year and a day: thirteen or fourteen months of records in one question.
const MAX_PERIOD: TimeDelta = TimeDelta::days(367);
/// How far back a question without `from` looks.
const LOOK_BACK: TimeDelta = TimeDelta::days(90);

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which events to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// Absent: 90 days before `to`.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Instant>,
    /// Events happened before it; at most 367 days after `from`. Absent: now.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Instant>,
    /// The account that caused them.
    #[param(value_type = Option<String>)]
    pub actor: Option<AccountId>,
    /// `BookingCancelled`, `MemberRemoved`, `AccessRefused`, ...
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

impl AuditParams {
    fn period(&self, fields: &mut Fields, now: DateTime<Utc>) -> Option<Span> {
        // What happens at this instant has happened.
        let to = self.to.map_or(now + TimeDelta::seconds(1), Into::into);
        let from = match self.from {
            Some(from) => Some(from.into()),
            None => to.checked_sub_signed(LOOK_BACK),
        };
        let period = fields.check("to", Span::new(from.unwrap_or(to), to))?;
        if period.length() > MAX_PERIOD {
            fields.fault("to", "window_too_long");
        }
        Some(period)
    }
}

/// Something that was done, or tried in vain.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    #[schema(value_type = String)]
    id: EventId,
    #[serde(rename = "type")]
    #[schema(example = "BookingCancelled")]
    kind: String,
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    actor: ActorView,
    /// The request that caused it.
    trace: Option<String>,
    place: Option<PlaceView>,
    /// Ids and states; never contact data.
    #[schema(value_type = Object)]
    data: Value,
}

/// Who caused it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ActorView {
    Account {
        #[schema(value_type = String)]
        account_id: AccountId,
        role: String,
        /// The key by which a server acted for the account.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        key_id: Option<ApiKeyId>,
    },
    /// Somebody without a token.
    Guest,
    System {
        job: String,
    },
}

/// From where, as far as the request said.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    address: Option<String>,
    user_agent: Option<String>,
}

impl From<Event> for AuditView {
    fn from(event: Event) -> Self {
        Self {
            id: event.id,
            kind: event.kind,
            at: event.occurred_at.into(),
            actor: event.actor.into(),
            trace: event.trace,
            place: event
                .place
                .map(|Place { address, user_agent }| PlaceView { address, user_agent }),
            data: event.data,
        }
    }
}

impl From<Actor> for ActorView {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Account { account, role, key } => Self::Account {
                account_id: account,
                role,
                key_id: key,
            },
            Actor::Guest => Self::Guest,
            Actor::System { job } => Self::System { job },
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/businesses/{business_id}/audit",
    operation_id = "audit-list",
    tag = "platform",
    summary = "Who did what in a business",
    params(("business_id" = String, Path), AuditParams),
    responses((status = 200, description = "Newest first.", body = Success<Vec<AuditView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadAudit>,
    PathId(business): PathId<BusinessId>,
    Params(params): Params<AuditParams>,
) -> Result<Page<AuditView>, ApiError> {
    let business = caller.own_business(business)?;
    let mut fields = Fields::new();
    let after = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key::<AuditCursor>));
    let period = params.period(&mut fields, state.app.now());
    let (after, period) = fields.finish((after, period))?;
    let filter = AuditFilter {
        period,
        actor: params.actor,
        kind: params.kind,
    };
    let page = audit::list(&state.app, business, filter, usize::from(params.limit.get()), after).await?;
    Ok(Page(
        page.events.into_iter().map(Into::into).collect(),
        page.next.map(|next| json!(next)),
    ))
}
