//! Asking: what is looked at before a request is taken.

use booking_rules::ids::{AccountId, CustomerId, DataRequestId};
use booking_rules::values::Locale;
use chrono::TimeDelta;
use store::{
    Account, Addresses, Commit, CustomerCard, DataRequest, MemberRole, Person, RequestKind, RequestStatus, Stage,
    Versioned, keys,
};

use super::open_visits::{self, OpenVisits};
use super::{LOOK, event_of};
use crate::access::Identity;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::identity::accounts;
use crate::identity::limits::Limit;
use crate::once::{Once, commit_once};

/// Somebody who wants to read, not to keep the machine busy.
const EXPORTS: Limit = Limit::new("person_export", 5, TimeDelta::hours(24));
/// How fresh a sign-in must be for what cannot be taken back.
const FRESH: TimeDelta = TimeDelta::minutes(15);
/// Requests about one customer that are looked at.
const LOOKED_AT: usize = 100;

/// Whether the caller signed in a moment ago, by whichever way the account asks for: whoever merely found somebody signed
/// in cannot erase them. Another issuer's tokens live for a minute and name no session of ours; they are as fresh as can be.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn proves_enough(app: &App, caller: &Identity) -> Result<bool, Failure> {
    let Some(session) = caller.session else {
        return Ok(true);
    };
    let found = app.store.session(caller.account, session).await?;
    let since = found.map(|found| app.now() - found.record.created_at);
    Ok(since.is_some_and(|since| since.abs() <= FRESH))
}

/// Has everything that is held about an account written into files.
///
/// # Errors
/// [`Failure::TooMany`] above five a day.
pub async fn export_account(
    app: &App,
    caller: &Identity,
    author: &Author,
    once: Option<&Once>,
) -> Result<DataRequest, Failure> {
    if let Some(saved) = saved(app, once).await? {
        return Ok(saved);
    }
    EXPORTS.count(app, &caller.account.to_string()).await?;
    let account = account_of(app, caller).await?.record;
    let locale = account.locale;
    let new = new(app, Person::Account(account.id), RequestKind::Export, author, locale);
    let request = DataRequest {
        addresses: Addresses::of(account.email.as_ref(), account.phone.as_ref()),
        ..new
    };
    take(app, Commit::new(), request, "PersonExportRequested", author, once).await
}

/// Has everything that a business holds about a customer written into files.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::TooMany`] above five a day.
pub async fn export_customer(
    app: &App,
    customer: CustomerId,
    author: &Author,
    once: Option<&Once>,
) -> Result<DataRequest, Failure> {
    if let Some(saved) = saved(app, once).await? {
        return Ok(saved);
    }
    let card = card_of(app, customer).await?;
    EXPORTS.count(app, &customer.to_string()).await?;
    let locale = locale_of(app, author, card.locale).await?;
    let new = new(app, Person::Customer(customer), RequestKind::Export, author, locale);
    let request = DataRequest {
        addresses: Addresses::of(card.email.as_ref(), card.phone.as_ref()),
        ..new
    };
    take(app, Commit::new(), request, "PersonExportRequested", author, once).await
}

/// Takes the wish to be erased: from here on nobody signs in to the account, and its tokens are refused.
///
/// # Errors
/// [`Failure::OpenBookings`]; [`Failure::Conflict`] `last_owner` for who would leave a business without one, or
/// `erasure_under_way`.
pub async fn erase_account(
    app: &App,
    caller: &Identity,
    choice: OpenVisits,
    author: &Author,
    once: Option<&Once>,
) -> Result<DataRequest, Failure> {
    if let Some(saved) = saved(app, once).await? {
        return Ok(saved);
    }
    let Versioned { record, version } = account_of(app, caller).await?;
    if record.closed {
        return Err(Failure::Conflict("erasure_under_way"));
    }
    refuse_last_owner(app, record.id).await?;
    let addresses = Addresses::of(record.email.as_ref(), record.phone.as_ref());
    let person = Person::Account(record.id);
    open_visits::refuse(app, person, &addresses, choice).await?;
    let request = DataRequest {
        addresses,
        ..new(app, person, RequestKind::Erasure, author, record.locale)
    };
    let mut commit = Commit::new();
    let closed = Account { closed: true, ..record };
    commit.replace(&closed, (version > 0).then_some(version))?;
    take(app, commit, request, "ErasureRequested", author, once).await
}

/// Takes an owner's wish to erase a customer of the business.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::OpenBookings`]; [`Failure::Conflict`] `erasure_under_way`.
pub async fn erase_customer(
    app: &App,
    customer: CustomerId,
    choice: OpenVisits,
    author: &Author,
    once: Option<&Once>,
) -> Result<DataRequest, Failure> {
    if let Some(saved) = saved(app, once).await? {
        return Ok(saved);
    }
    let card = card_of(app, customer).await?;
    let person = Person::Customer(customer);
    let known = app.store.data_requests_of(&person, LOOKED_AT).await?;
    let under_way =
        |request: &DataRequest| request.kind == RequestKind::Erasure && request.status == RequestStatus::Working;
    if known.iter().any(under_way) {
        return Err(Failure::Conflict("erasure_under_way"));
    }
    let addresses = Addresses::of(card.email.as_ref(), card.phone.as_ref());
    open_visits::refuse(app, person, &addresses, choice).await?;
    let request = DataRequest {
        addresses,
        ..new(app, person, RequestKind::Erasure, author, card.locale)
    };
    take(app, Commit::new(), request, "ErasureRequested", author, once).await
}

async fn saved(app: &App, once: Option<&Once>) -> Result<Option<DataRequest>, Failure> {
    match once {
        Some(once) => once.replay(app, app.store.idempotency_record(&once.key()).await?),
        None => Ok(None),
    }
}

/// The account of the caller; what its token says of who has no record yet, with version 0.
async fn account_of(app: &App, caller: &Identity) -> Result<Versioned<Account>, Failure> {
    let found = accounts::show(app, caller.account).await?;
    Ok(found.unwrap_or_else(|| Versioned {
        record: accounts::from_token(app, caller),
        version: 0,
    }))
}

async fn card_of(app: &App, customer: CustomerId) -> Result<CustomerCard, Failure> {
    let key = keys::customer(customer);
    let found = app.store.shelf(vec![key.clone()]).await?.get::<CustomerCard>(&key)?;
    Ok(found.ok_or(Failure::NotFound)?.record)
}

/// The language of whoever asks, else the customer's.
async fn locale_of(app: &App, author: &Author, else_: Locale) -> Result<Locale, Failure> {
    let store::Actor::Account { account, .. } = &author.actor else {
        return Ok(else_);
    };
    let found = app.store.account(*account).await?;
    Ok(found.map_or(else_, |found| found.record.locale))
}

async fn refuse_last_owner(app: &App, account: AccountId) -> Result<(), Failure> {
    for place in app.store.memberships(account).await? {
        if place.role != MemberRole::Owner {
            continue;
        }
        let owners = app.store.owners(place.business).await?.map(|found| found.record.owners);
        let others = owners.is_some_and(|owners| owners.iter().any(|owner| *owner != account));
        if !others {
            return Err(Failure::Conflict("last_owner"));
        }
    }
    Ok(())
}

fn new(app: &App, person: Person, kind: RequestKind, author: &Author, locale: Locale) -> DataRequest {
    let now = app.now();
    DataRequest {
        id: DataRequestId::new(app.new_uuid()),
        person,
        kind,
        status: RequestStatus::Working,
        requested_by: author.actor.clone(),
        requested_at: now,
        locale,
        addresses: Addresses::default(),
        stage: match kind {
            RequestKind::Export => Stage::Collecting,
            RequestKind::Erasure => Stage::Cancelling,
        },
        source: 0,
        after: None,
        turn: 0,
        look_at: Some(now + LOOK),
        bookings: 0,
        parts: 0,
        books: std::collections::BTreeMap::new(),
        customers: Vec::new(),
        files: Vec::new(),
        finished_at: None,
        files_until: None,
        expires_at: None,
    }
}

async fn take(
    app: &App,
    mut commit: Commit,
    request: DataRequest,
    kind: &str,
    author: &Author,
    once: Option<&Once>,
) -> Result<DataRequest, Failure> {
    commit.create(&request)?;
    commit.create(&event_of(app, &request, kind, author))?;
    commit_once(app, once, commit, request).await
}
