//! What people may ask about themselves: to have what is held about them, and to have it erased. An owner asks the same
//! about a customer of the business.
//!
//! A request is a record; the relay hands it to a worker at each of its turns, and the sweep gives it another turn when it
//! got lost, waited for something, or its files are to go. A turn is a bounded number of steps, each of which may be
//! repeated, so that a worker may die anywhere.

mod asking;
pub(crate) mod open_visits;
pub(crate) mod work;

use booking_rules::ids::DataRequestId;
use chrono::{DateTime, TimeDelta, Utc};
use providers::object_store::ObjectStoreError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{CommitError, Event, Versioned};

pub use asking::{erase_account, erase_customer, export_account, export_customer, proves_enough};
pub use open_visits::OpenVisits;
pub use store::{DataRequest, Person, PersonFile, RequestKind, RequestStatus};
pub use work::work;

use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;

/// The domain events told here, each with a schema.
pub const EVENTS: [&str; 5] = [
    "ErasureRequested",
    "PersonErased",
    "PersonExportFetched",
    "PersonExportRequested",
    "PersonExported",
];

/// How long the files of an export can be fetched; then they are deleted. The bucket's own rule comes a little later.
pub const FILES_KEPT: TimeDelta = TimeDelta::days(7);
/// How long a request is remembered after its end.
pub(crate) const REMEMBERED: TimeDelta = TimeDelta::days(90);
/// Longer than a queue keeps trying before it lays a message aside.
pub(crate) const LOOK: TimeDelta = TimeDelta::hours(1);
/// How long a link to a file is good.
const LINK_LIFE: TimeDelta = TimeDelta::minutes(10);

/// The key of a request, as it travels through the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonOrder {
    pub person: Person,
    pub request: DataRequestId,
}

impl From<&DataRequest> for PersonOrder {
    fn from(request: &DataRequest) -> Self {
        Self {
            person: request.person,
            request: request.id,
        }
    }
}

/// How far a request has got.
///
/// # Errors
/// [`Failure::NotFound`] for one that is not about this person.
pub async fn show(app: &App, person: Person, id: DataRequestId) -> Result<DataRequest, Failure> {
    let found = app.store.data_request(&person, id).await?;
    let found = found.map(|found| found.record).filter(|request| is_kept(app, request));
    found.ok_or(Failure::NotFound)
}

/// TTL removes garbage late; the clock decides what is garbage.
fn is_kept(app: &App, request: &DataRequest) -> bool {
    request.expires_at.is_none_or(|at| app.now() < at)
}

/// A file that can be fetched for some minutes.
#[derive(Debug, Clone)]
pub struct Fetchable {
    pub file: PersonFile,
    pub url: String,
    pub until: DateTime<Utc>,
}

/// Links to the files of an export, good for some minutes; that they were given out is written down.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `export_not_ready` or `export_expired`.
pub async fn fetch(app: &App, person: Person, id: DataRequestId, author: &Author) -> Result<Vec<Fetchable>, Failure> {
    let request = show(app, person, id).await?;
    if request.kind != RequestKind::Export {
        return Err(Failure::NotFound);
    }
    match request.status {
        RequestStatus::Working => return Err(Failure::Conflict("export_not_ready")),
        RequestStatus::Done if request.files_until.is_some_and(|until| app.now() < until) => {}
        RequestStatus::Done | RequestStatus::Expired => return Err(Failure::Conflict("export_expired")),
    }
    app.store
        .write_once(&event_of(app, &request, "PersonExportFetched", author))
        .await?;
    let until = app.now() + LINK_LIFE;
    let mut links = Vec::with_capacity(request.files.len());
    for file in request.files {
        let life = LINK_LIFE.to_std().map_err(Failure::internal)?;
        let url = app.objects()?.presigned_get(&file.key, life).await.map_err(no_files)?;
        links.push(Fetchable { file, url, until });
    }
    Ok(links)
}

pub(crate) fn no_files(error: ObjectStoreError) -> Failure {
    Failure::unavailable(error)
}

/// The event of something that became of a request: whom it is about, and which it is.
pub(crate) fn event_of(app: &App, request: &DataRequest, kind: &str, author: &Author) -> Event {
    let mut data: Value = json!({ "request_id": request.id });
    match request.person {
        Person::Account(account) => {
            data["account_id"] = json!(account);
            author.account_event(app, account, kind, data)
        }
        Person::Customer(customer) => {
            data["customer_id"] = json!(customer);
            let (partition, business) = (request.person.partition(), customer.business());
            author.event(app, partition, business, kind, data)
        }
    }
}

/// Gives a request that waited, or got lost, another turn; whether it was this sweep that did.
///
/// # Errors
/// [`Failure::Unavailable`].
pub(crate) async fn due(app: &App, found: Versioned<DataRequest>, now: DateTime<Utc>) -> Result<bool, Failure> {
    let Versioned { record, version } = found;
    // The index lags behind the record.
    if record.look_at.is_none_or(|at| now < at) {
        return Ok(false);
    }
    let again = DataRequest {
        turn: record.turn.saturating_add(1),
        look_at: Some(now + LOOK),
        ..record
    };
    match app.store.replace(&again, version).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
