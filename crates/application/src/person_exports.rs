//! What is held about a person, as files they can read: everything as JSON, their bookings as CSV.
//!
//! Each page that is read becomes a part in the store of files; the parts become the files in the end.

mod bookings_csv;
mod parts;
mod sources;

use booking_rules::ledger::LedgerMonth;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use store::{
    Account, Commit, DataRequest, LedgerCursor, Person, PersonFile, RequestStatus, Stage, StoreError, Versioned,
};

use crate::app::App;
use crate::author::Author;
use crate::data_requests::work::{Ended, Turn, save};
use crate::data_requests::{FILES_KEPT, REMEMBERED, event_of, no_files};
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, to_account};
use crate::once::moved;

pub(crate) use parts::keys_of;

/// The name of the job, in the events it causes.
const JOB: &str = "person-exports";
/// The page of the front end where somebody fetches their data.
const PAGE: &str = "/account/data";
/// Entries of the books read at a time.
const ENTRIES: usize = 500;
/// How long the letter is worth sending.
const NEWS: TimeDelta = FILES_KEPT;

/// Goes on with an export until it is done or the turn is over.
///
/// # Errors
/// [`Failure::Unavailable`]; what was done stays done.
pub(crate) async fn advance(
    app: &App,
    request: &mut Versioned<DataRequest>,
    turn: &mut Turn,
) -> Result<Ended, Failure> {
    while request.record.stage == Stage::Collecting {
        if !turn.take() {
            return Ok(Ended::GoOn);
        }
        collect(app, &mut request.record).await?;
        if !save(app, request).await? {
            return Ok(Ended::Overtaken);
        }
    }
    while request.record.stage == Stage::Books {
        if !turn.take() {
            return Ok(Ended::GoOn);
        }
        read_books(app, &mut request.record).await?;
        if !save(app, request).await? {
            return Ok(Ended::Overtaken);
        }
    }
    if request.record.stage == Stage::Assembling {
        finish(app, request).await?;
    }
    Ok(Ended::Finished)
}

/// One page of one source becomes a part.
async fn collect(app: &App, request: &mut DataRequest) -> Result<(), Failure> {
    let sources = sources::of(request.person, &request.addresses);
    let Some(source) = sources.get(request.source as usize) else {
        request.stage = Stage::Books;
        request.source = 0;
        request.after = None;
        return Ok(());
    };
    let page = source.page(app, request.after.as_deref()).await?;
    let mut part = parts::Part::default();
    for trace in &page.found {
        source.read(app, request, trace, &mut part).await?;
    }
    parts::write(app, request, part).await?;
    match page.next {
        Some(next) => request.after = Some(next),
        None => {
            request.source += 1;
            request.after = None;
        }
    }
    Ok(())
}

/// One page of the books of one business: the entries that name one of the person's cards. `after` is the month, and after a
/// space where it goes on.
async fn read_books(app: &App, request: &mut DataRequest) -> Result<(), Failure> {
    let book = request.books.iter().nth(request.source as usize);
    let Some((business, first)) = book.map(|(business, first)| (*business, *first)) else {
        request.stage = Stage::Assembling;
        request.source = 0;
        request.after = None;
        return Ok(());
    };
    let (month, cursor) = match request.after.as_deref() {
        None => (first, None),
        Some(at) => {
            let (month, cursor) = at.split_once(' ').unwrap_or((at, ""));
            let month = LedgerMonth::parse(month).map_err(|e| Failure::internal(e.code))?;
            (month, (!cursor.is_empty()).then(|| LedgerCursor(cursor.to_owned())))
        }
    };
    let page = app.store.ledger_page(business, month, cursor.as_ref(), ENTRIES).await?;
    let mut part = parts::Part::default();
    for entry in page.entries {
        if entry
            .customer
            .is_some_and(|customer| request.customers.contains(&customer))
        {
            part.add("ledger", &entry)?;
        }
    }
    parts::write(app, request, part).await?;
    let next = month.next();
    match page.next {
        Some(cursor) => request.after = Some(format!("{month} {}", cursor.0)),
        // A sale of today may be of a day that has begun further east.
        None if next.first_day() <= (app.now() + TimeDelta::days(1)).date_naive() => {
            request.after = Some(next.to_string());
        }
        None => {
            request.source += 1;
            request.after = None;
        }
    }
    Ok(())
}

/// Makes the files of their parts, and tells whoever asked for them.
async fn finish(app: &App, request: &mut Versioned<DataRequest>) -> Result<(), Failure> {
    let record = &request.record;
    let sections = parts::read_all(app, record).await?;
    let csv = bookings_csv::of(sections.get("bookings"))?;
    let all = document(app, record, sections)?;
    let files = vec![
        put(app, record, "data.json", "application/json", all).await?,
        put(app, record, "bookings.csv", "text/csv; charset=utf-8", csv).await?,
    ];
    parts::delete_all(app, record).await?;
    let now = app.now();
    let done = DataRequest {
        status: RequestStatus::Done,
        stage: Stage::Finished,
        files,
        parts: 0,
        finished_at: Some(now),
        files_until: Some(now + FILES_KEPT),
        look_at: Some(now + FILES_KEPT),
        expires_at: now.checked_add_signed(REMEMBERED),
        ..record.clone()
    };
    let mut commit = Commit::new();
    commit.replace(&done, Some(request.version))?;
    commit.create(&event_of(app, &done, "PersonExported", &Author::job(JOB)))?;
    if let Some(reader) = reader(app, &done).await? {
        let facts = [("link", link(app, &done))];
        if let Some(letter) = to_account(app, LetterKind::DataReady, &reader, done.locale, &facts, NEWS) {
            commit.create(&letter)?;
        }
    }
    app.store.commit(&commit).await.map_err(moved)
}

/// Whoever asked for it, if they still have an account.
async fn reader(app: &App, request: &DataRequest) -> Result<Option<Account>, StoreError> {
    let store::Actor::Account { account, .. } = &request.requested_by else {
        return Ok(None);
    };
    let found = app.store.account(*account).await?.map(|found| found.record);
    Ok(found.filter(|account| !account.closed))
}

/// The page asks our own endpoint for links of some minutes, in the name of whoever is signed in; the letter itself opens
/// nothing.
fn link(app: &App, request: &DataRequest) -> String {
    let (base, id) = (&app.links().public_base_url, request.id);
    match request.person {
        Person::Account(_) => format!("{base}{PAGE}?request={id}"),
        Person::Customer(customer) => format!("{base}{PAGE}?request={id}&customer={customer}"),
    }
}

fn document(app: &App, request: &DataRequest, sections: Map<String, Value>) -> Result<Vec<u8>, Failure> {
    let mut document = Map::new();
    document.insert("made_at".to_owned(), json!(app.now()));
    document.insert("about".to_owned(), json!(request.person));
    document.extend(sections);
    serde_json::to_vec_pretty(&document).map_err(Failure::internal)
}

async fn put(
    app: &App,
    request: &DataRequest,
    file: &str,
    content_type: &str,
    bytes: Vec<u8>,
) -> Result<PersonFile, Failure> {
    let key = parts::file_key(request, file);
    let length = bytes.len() as u64;
    app.objects()?.put(&key, bytes, content_type).await.map_err(no_files)?;
    Ok(PersonFile {
        key,
        file: file.to_owned(),
        content_type: content_type.to_owned(),
        bytes: length,
    })
}
