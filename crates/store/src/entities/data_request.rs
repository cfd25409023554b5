//! What people may ask about themselves: to have what is held about them, and to have it erased.

use std::collections::BTreeMap;

use booking_rules::ids::{AccountId, BusinessId, CustomerId, DataRequestId};
use booking_rules::ledger::LedgerMonth;
use booking_rules::values::{Email, Locale, Phone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Actor, AddressDigest};
use crate::keys::{self, Key};
use crate::record::Entity;

/// Who it is about: a signed-in human with everything that is theirs, or a customer as one business knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    Account(AccountId),
    Customer(CustomerId),
}

impl Person {
    /// The business whose records alone are meant; none for all of them.
    #[must_use]
    pub fn business(&self) -> Option<BusinessId> {
        match self {
            Self::Account(_) => None,
            Self::Customer(customer) => Some(customer.business()),
        }
    }

    /// Where what happens to the person is written down.
    #[must_use]
    pub fn partition(&self) -> String {
        match self {
            Self::Account(account) => keys::account_partition(*account),
            Self::Customer(customer) => keys::customer_partition(*customer),
        }
    }
}

/// The addresses and numbers that somebody is known by, as digests: enough to find what stands under them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addresses {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<AddressDigest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<AddressDigest>,
}

impl Addresses {
    #[must_use]
    pub fn of(email: Option<&Email>, phone: Option<&Phone>) -> Self {
        Self {
            emails: email.map(AddressDigest::from).into_iter().collect(),
            phones: phone.map(AddressDigest::from).into_iter().collect(),
        }
    }

    /// With those of another list that are not among these.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for email in other.emails {
            if !self.emails.contains(&email) {
                self.emails.push(email);
            }
        }
        for phone in other.phones {
            if !self.phones.contains(&phone) {
                self.phones.push(phone);
            }
        }
        self
    }

    #[must_use]
    pub fn has_email(&self, email: &Email) -> bool {
        self.emails.contains(&email.into())
    }

    #[must_use]
    pub fn has_phone(&self, phone: &Phone) -> bool {
        self.phones.contains(&phone.into())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Export,
    Erasure,
}

impl RequestKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Erasure => "erasure",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Accepted, or under way.
    Working,
    Done,
    /// Its files are gone.
    Expired,
}

impl RequestStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Done => "done",
            Self::Expired => "expired",
        }
    }
}

/// How far the work has got; within a stage, `source` and `after` say where it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Visits to come are called off.
    Cancelling,
    Erasing,
    /// It is written down who was erased.
    Recording,
    Collecting,
    /// The books of the businesses that the person visited are gone through.
    Books,
    /// The files are made of their parts.
    Assembling,
    Finished,
}

/// A file that was made for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFile {
    /// In the store of objects.
    pub key: String,
    /// As it is offered.
    pub file: String,
    pub content_type: String,
    pub bytes: u64,
}

/// One wish about a person's data, and how far it has got. Ids and digests only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRequest {
    pub id: DataRequestId,
    pub person: Person,
    pub kind: RequestKind,
    pub status: RequestStatus,
    pub requested_by: Actor,
    pub requested_at: DateTime<Utc>,
    /// The language of whoever is told of it.
    pub locale: Locale,
    pub addresses: Addresses,
    pub stage: Stage,
    /// Which of the places where something may stand is gone through.
    #[serde(default)]
    pub source: u32,
    /// The sort key there after which the work goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rises each time that it is to be handed to a worker.
    pub turn: u32,
    /// When the sweep gives it to a worker again: it got lost under way, waits for something, or its files expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<DateTime<Utc>>,
    /// Bookings called off, made anonymous or written down.
    #[serde(default)]
    pub bookings: u32,
    /// Parts written of an export.
    #[serde(default)]
    pub parts: u32,
    /// Businesses whose books tell of the person, and since when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub books: BTreeMap<BusinessId, LedgerMonth>,
    /// As whom these businesses know the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<PersonFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    /// When the files are deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_until: Option<DateTime<Utc>>,
    /// When this record itself is garbage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Entity for DataRequest {
    const TYPE: &'static str = "data_request";
    fn key(&self) -> Key {
        keys::data_request(&self.person, self.id)
    }
    /// While something is to be done about it (GSI3).
    fn indexes(&self) -> [Option<Key>; 3] {
        let due = self.look_at.map(|at| Key {
            pk: keys::due_partition(at.date_naive(), keys::shard_of(self.id.own())),
            sk: keys::by_start(at, &format!("PERSON#{}", self.id.key())),
        });
        [None, None, due]
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at
    }
}

/// Who was erased, when and by whom: enough to do it again to a copy of the table from before, and nothing to reach
/// anybody by. Never deleted while such a copy may exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub id: DataRequestId,
    pub person: Person,
    pub at: DateTime<Utc>,
    pub by: Actor,
    pub addresses: Addresses,
}

impl Entity for Erased {
    const TYPE: &'static str = "erased";
    fn key(&self) -> Key {
        keys::erased(self.at, self.id)
    }
}
