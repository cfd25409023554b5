//! What the caller agreed to get.

use api::Instant;
use application::consents::{Consent, Consents};
use booking_rules::ids::{AccountId, BusinessId};
use serde::Serialize;
use utoipa::ToSchema;

/// How somebody's consents stand, and how that came about.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentsView {
    /// What is not here was never agreed to.
    consents: Vec<ConsentView>,
    /// Every word that was said, the newest first.
    history: Vec<ConsentView>,
}

/// A yes or no to messages of one purpose by one channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentView {
    /// From which business; `null` is from every one of the platform.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    #[schema(example = "reviews")]
    purpose: &'static str,
    #[schema(example = "email")]
    channel: &'static str,
    given: bool,
    #[schema(example = "reviews-2027-03")]
    text_version: String,
    /// In which language the text was read.
    #[schema(example = "pl")]
    language: &'static str,
    at: Instant,
    /// `self`, `guest` before there was an account, or `shop`, whose people wrote it down.
    by: &'static str,
}

impl ConsentsView {
    pub(crate) fn of(consents: Consents, caller: AccountId) -> Self {
        let shown = |consent: &Consent| ConsentView::of(consent, caller);
        Self {
            consents: consents.standing.iter().map(shown).collect(),
            history: consents.history.iter().map(|record| shown(&record.consent)).collect(),
        }
    }
}

impl ConsentView {
    fn of(consent: &Consent, caller: AccountId) -> Self {
        Self {
            business_id: consent.business,
            purpose: consent.purpose.as_str(),
            channel: consent.channel.as_str(),
            given: consent.given,
            text_version: consent.text_version.to_string(),
            language: consent.language.tag(),
            at: consent.at.into(),
            by: consent.said_by(caller),
        }
    }
}
