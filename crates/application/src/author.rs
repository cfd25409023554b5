//! Who causes a change, for the event that tells of it.

use booking_rules::ids::{AccountId, BusinessId, EventId};
use serde_json::Value;
pub use store::Place;
use store::{Actor, Event, keys};

use crate::access::Identity;
use crate::app::App;

/// Who acts, and the request or invocation they act through.
#[derive(Debug, Clone)]
pub struct Author {
    pub actor: Actor,
    pub trace: Option<String>,
    /// From where they ask.
    pub place: Option<Place>,
}

impl Author {
    /// A signed-in human, in the role they act in.
    #[must_use]
    pub fn account(identity: &Identity, trace: Option<String>) -> Self {
        Self {
            actor: Actor::Account {
                account: identity.account,
                role: identity.role.to_string(),
                key: identity.key,
            },
            trace,
            place: None,
        }
    }

    /// The owner of an account, in no request.
    #[must_use]
    pub fn of(account: &store::Account) -> Self {
        Self::account(&Identity::new(account.id, account.kind.into()), None)
    }

    /// The same request, now that it is known whose it is.
    #[must_use]
    pub fn as_account(&self, account: &store::Account) -> Self {
        Self {
            actor: Self::of(account).actor,
            ..self.clone()
        }
    }

    /// Somebody without a token.
    #[must_use]
    pub fn guest(trace: Option<String>) -> Self {
        Self {
            actor: Actor::Guest,
            trace,
            place: None,
        }
    }

    #[must_use]
    pub fn job(name: &str) -> Self {
        Self {
            actor: Actor::System { job: name.to_owned() },
            trace: None,
            place: None,
        }
    }

    /// The same, from there.
    #[must_use]
    pub fn at(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    /// The event of something that happened to an account, in no business.
    #[must_use]
    pub fn account_event(&self, app: &App, account: AccountId, kind: &str, data: Value) -> Event {
        self.told(app, keys::account_partition(account), None, kind, data)
    }

    /// The event of something that happened to the platform itself, in no business.
    #[must_use]
    pub fn platform_event(&self, app: &App, partition: &str, kind: &str, data: Value) -> Event {
        self.told(app, partition.to_owned(), None, kind, data)
    }

    /// The event of a change to something in `partition`; written in the transaction of the change itself.
    #[must_use]
    pub fn event(&self, app: &App, partition: String, business: BusinessId, kind: &str, data: Value) -> Event {
        self.told(app, partition, Some(business), kind, data)
    }

    fn told(&self, app: &App, partition: String, business: Option<BusinessId>, kind: &str, data: Value) -> Event {
        Event {
            id: EventId::new(app.new_uuid()),
            partition,
            kind: kind.to_owned(),
            version: 1,
            business_id: business,
            occurred_at: app.now(),
            actor: self.actor.clone(),
            trace: self.trace.clone(),
            place: self.place.clone(),
            data,
        }
    }
}
