//! Keys of servers, as their business sees them.

use api::Instant;
use application::api_keys::{ApiKey, Bearer, prefix};
use booking_rules::ids::{AccountId, ApiKeyId};
use booking_rules::values::Name;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A key without its secret, unless it was just made.
#[derive(Serialize, ToSchema)]
pub struct ApiKeyView {
    #[schema(value_type = String, example = "key_06j4gcw401d11c0c06j4gcw401d11c0c06j4gcw401")]
    id: ApiKeyId,
    /// How the key begins, wherever it is kept.
    #[schema(example = "sbk_06j4gcw401d11c0c06j4gcw401d11c0c06j4gcw401")]
    prefix: String,
    #[schema(value_type = String, example = "Website")]
    name: Name,
    #[schema(example = json!(["read_agenda", "book_for_others"]))]
    permissions: Vec<String>,
    #[schema(value_type = String, example = "acc_06j4gcw401d11c0c06j4gcw401")]
    created_by: AccountId,
    created_at: Instant,
    expires_at: Instant,
    /// To the hour; absent before the first use.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Instant>,
    /// The whole key, for the `Authorization: Bearer` header. Only in the answer to its creation: it is kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl ApiKeyView {
    pub(crate) fn of(key: ApiKey, last_used_at: Option<DateTime<Utc>>) -> Self {
        Self {
            id: key.id,
            prefix: prefix(key.id),
            name: key.name,
            permissions: key.permissions,
            created_by: key.created_by,
            created_at: key.created_at.into(),
            expires_at: key.expires_at.into(),
            last_used_at: last_used_at.map(Into::into),
            secret: None,
        }
    }

    pub(crate) fn with_secret(self, bearer: &Bearer) -> Self {
        Self {
            secret: Some(bearer.reveal()),
            ..self
        }
    }
}
