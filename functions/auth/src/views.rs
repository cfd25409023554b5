use api::Instant;
use application::identity::Session;
use booking_rules::ids::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

/// It was done, and there is nothing to tell of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneView {}

/// A device somebody is signed in on.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    #[schema(value_type = String)]
    id: SessionId,
    /// How it was signed in to: `password`, `email`, `code`.
    method: String,
    second_factor: bool,
    created_at: Instant,
    last_used_at: Instant,
    expires_at: Instant,
    user_agent: Option<String>,
    address: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionView {
    pub(crate) fn new(session: Session, own: Option<SessionId>) -> Self {
        Self {
            current: own == Some(session.id),
            id: session.id,
            method: session.method,
            second_factor: session.second_factor,
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
            expires_at: session.expires_at.into(),
            user_agent: session.user_agent,
            address: session.address,
        }
    }
}
