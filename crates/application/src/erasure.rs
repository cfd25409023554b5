//! Erasing a person: what the law keeps is made anonymous, the rest is deleted, and it is written down who was erased.
//!
//! Decision 0036 says what is kept and why. Every place where something may stand is one [`places::Place`], gone through a
//! page at a time; going through one again finds nothing to do. So a worker may die anywhere, two may meet, and the whole
//! of it can be repeated on a copy of the table from before: [`replay`].

mod places;
mod replay;
mod visit;

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, DataRequestId};
use chrono::{DateTime, TimeDelta, Utc};
use store::{
    Account, Addresses, Commit, CommitError, DataRequest, Erased, KnownAs, Person, RequestStatus, Stage, Versioned,
    keys,
};

pub use replay::{Replayed, object_key, replay};

use crate::app::App;
use crate::author::Author;
use crate::data_requests::open_visits;
use crate::data_requests::work::{Ended, Turn, save};
use crate::data_requests::{REMEMBERED, event_of, no_files};
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, to_account};
use crate::once::moved;
use crate::retry;

/// The name of the job, in the events it causes.
pub const JOB: &str = "erasure";
/// How long it waits for messages under way, before it looks again.
pub(crate) const WAIT: TimeDelta = TimeDelta::minutes(2);
/// Messages about visits that were called off are waited for no longer; then the address goes, and they with it.
const PATIENCE: TimeDelta = TimeDelta::hours(6);
/// How long the last letter is worth sending.
const FAREWELL: TimeDelta = TimeDelta::days(2);

/// Who is to be erased, and what is known of them.
#[derive(Debug, Clone)]
struct Subject {
    person: Person,
    addresses: Addresses,
    /// The request itself stays.
    request: DataRequestId,
    /// Until when messages under way are waited for.
    waits_until: Option<DateTime<Utc>>,
}

impl Subject {
    fn of(request: &DataRequest) -> Self {
        Self {
            person: request.person,
            addresses: request.addresses.clone(),
            request: request.id,
            waits_until: request.requested_at.checked_add_signed(PATIENCE),
        }
    }

    fn account(&self) -> Option<AccountId> {
        match self.person {
            Person::Account(account) => Some(account),
            Person::Customer(_) => None,
        }
    }
}

/// Goes on with an erasure until it is done, has to wait, or the turn is over.
///
/// # Errors
/// [`Failure::Unavailable`]; what was done stays done.
pub(crate) async fn advance(
    app: &App,
    request: &mut Versioned<DataRequest>,
    turn: &mut Turn,
) -> Result<Ended, Failure> {
    let subject = Subject::of(&request.record);
    if request.record.stage == Stage::Cancelling {
        let author = Author::job(JOB);
        let cancelled = open_visits::cancel(app, subject.person, &subject.addresses, &author).await?;
        request.record.stage = Stage::Erasing;
        if !save(app, request).await? {
            return Ok(Ended::Overtaken);
        }
        // Their messages leave before the address that they need goes.
        if cancelled > 0 {
            return Ok(Ended::GoOn);
        }
    }
    if request.record.stage == Stage::Erasing {
        let ended = erase(app, &subject, request, turn).await?;
        if ended != Ended::Finished {
            return Ok(ended);
        }
    }
    if request.record.stage == Stage::Recording {
        record(app, &subject, request).await?;
    }
    Ok(Ended::Finished)
}

/// Every place, from where the turn before stopped.
async fn erase(
    app: &App,
    subject: &Subject,
    request: &mut Versioned<DataRequest>,
    turn: &mut Turn,
) -> Result<Ended, Failure> {
    let places = places::of(subject.person, &subject.addresses);
    while let Some(place) = places.get(request.record.source as usize) {
        if !turn.take() {
            return Ok(Ended::GoOn);
        }
        let page = place.page(app, request.record.after.as_deref()).await?;
        for trace in &page.found {
            match place.erase(app, subject, trace).await? {
                places::Step::Done => {}
                places::Step::Visit => request.record.bookings = request.record.bookings.saturating_add(1),
                places::Step::Waits => return Ok(Ended::Wait),
            }
        }
        match page.next {
            Some(next) => request.record.after = Some(next),
            None => {
                request.record.source += 1;
                request.record.after = None;
            }
        }
        if !save(app, request).await? {
            return Ok(Ended::Overtaken);
        }
    }
    request.record.stage = Stage::Recording;
    request.record.source = 0;
    // Names the record and its copy outside the table, however often the last step is tried.
    request.record.finished_at = Some(app.now());
    Ok(if save(app, request).await? {
        Ended::Finished
    } else {
        Ended::Overtaken
    })
}

/// Writes down who was erased: outside the table first, so that a lost table does not lose the list, then in one transaction
/// with the end of the account.
async fn record(app: &App, subject: &Subject, request: &mut Versioned<DataRequest>) -> Result<(), Failure> {
    let at = request.record.finished_at.unwrap_or_else(|| app.now());
    let erased = Erased {
        id: request.record.id,
        person: request.record.person,
        at,
        by: request.record.requested_by.clone(),
        addresses: request.record.addresses.clone(),
    };
    keep_outside(app, &erased).await?;
    let done = DataRequest {
        status: RequestStatus::Done,
        stage: Stage::Finished,
        look_at: None,
        expires_at: app.now().checked_add_signed(REMEMBERED),
        ..request.record.clone()
    };
    let author = Author::job(JOB);
    retry::unless_stale(app, None, || async {
        let mut commit = Commit::new();
        if let Some(account) = subject.account()
            && let Some(record) = close(app, &mut commit, account).await?
            && let Some(letter) = to_account(app, LetterKind::DataErased, &record, done.locale, &[], FAREWELL)
        {
            commit.create(&letter)?;
        }
        commit.create(&erased)?;
        commit.replace(&done, Some(request.version))?;
        commit.create(&event_of(app, &done, "PersonErased", &author))?;
        match app.store.commit(&commit).await {
            Ok(()) => Ok(()),
            // Another worker was first.
            Err(error) if error.is_at(&keys::erased(erased.at, erased.id)) => Ok(()),
            Err(error) => Err(moved(error)),
        }
    })
    .await
}

async fn keep_outside(app: &App, erased: &Erased) -> Result<(), Failure> {
    let bytes = serde_json::to_vec(erased).map_err(Failure::internal)?;
    let key = object_key(erased);
    app.objects()?
        .put(&key, bytes, "application/json")
        .await
        .map_err(no_files)
}

/// Leaves of an account that it was there and is closed, so that no token that still lives brings it back; its address and
/// number are free for anybody. As it was.
async fn close(app: &App, commit: &mut Commit, account: AccountId) -> Result<Option<Account>, Failure> {
    let Some(Versioned { record, version }) = app.store.account(account).await? else {
        return Ok(None);
    };
    let known = [
        record.email.clone().map(KnownAs::Email),
        record.phone.clone().map(KnownAs::Phone),
    ];
    for known_as in known.into_iter().flatten() {
        let claimed = app.store.claimed(&known_as).await?;
        if let Some(claimed) = claimed.filter(|claimed| claimed.record.account == account) {
            commit.delete(known_as.key(), claimed.version);
        }
    }
    let left = Account {
        email: None,
        phone: None,
        name: None,
        closed: true,
        ..record.clone()
    };
    if left != record {
        commit.replace(&left, Some(version))?;
    }
    Ok(Some(record))
}

/// Takes the guest out of a booking of long ago, and their card with it unless they came since; whether there was one.
///
/// # Errors
/// [`Failure::Unavailable`]; again changes nothing.
pub(crate) async fn forget_guest(app: &App, booking: &Booking, since: DateTime<Utc>) -> Result<bool, Failure> {
    let customer = booking.customer;
    let subject = Subject {
        person: Person::Customer(customer),
        addresses: Addresses::default(),
        request: DataRequestId::new(app.new_uuid()),
        waits_until: None,
    };
    if visit::erase(app, &subject, booking.id).await? != places::Step::Visit {
        return Ok(false);
    }
    let later = app.store.visits_of_customer(customer, Some(since), None, 1).await?;
    if later.found.is_empty() {
        app.store.forget(keys::customer(customer)).await?;
    }
    Ok(true)
}

/// Sends what a commit holds; a guard that moved means reading and deciding again.
async fn send(app: &App, commit: &Commit) -> Result<(), Failure> {
    if commit.is_empty() {
        return Ok(());
    }
    match app.store.commit(commit).await {
        Ok(()) => Ok(()),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(error @ CommitError::Moved(_)) => Err(moved(error)),
    }
}
