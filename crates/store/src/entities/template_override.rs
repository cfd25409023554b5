//! What a business says in place of the platform's words.

use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::notices::Channel;
use booking_rules::values::Locale;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// The own words of a business for one kind of message, language and channel. Without any it is one that was set back:
/// its version goes on, so that nobody overwrites words they never saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateOverride {
    pub business: BusinessId,
    /// `booking_confirmed`, ...
    pub kind: String,
    pub locale: Locale,
    pub channel: Channel,
    /// Of an e-mail; absent is the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The message itself; absent is the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub updated_at: DateTime<Utc>,
    /// Whose hand it was, where it was a human's or a server's that acts for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<AccountId>,
}

impl TemplateOverride {
    /// Whether anything in it differs from the platform's words.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.subject.is_some() || self.text.is_some()
    }
}

impl Entity for TemplateOverride {
    const TYPE: &'static str = "template_override";
    fn key(&self) -> Key {
        keys::template_override(self.business, &self.kind, self.locale, self.channel)
    }
}
