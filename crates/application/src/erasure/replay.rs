//! Erasing again, on a copy of the table from before: nobody comes back with a restored backup.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use store::{Account, Addresses, Commit, Erased, Person, keys};

use super::places::{self, Step};
use super::{Subject, close, keep_outside, send};
use crate::app::App;
use crate::data_requests::no_files;
use crate::failure::Failure;
use crate::retry;

/// Where the list is kept outside the table.
const OUTSIDE: &str = "erasures/";
/// Records of the list read at a time.
const AT_A_TIME: usize = 250;
/// Pages of the list, and of one place: a quarter of a million, which is a defect.
const PAGES: usize = 10_000;

/// The name of an erasure's copy outside the table.
#[must_use]
pub fn object_key(erased: &Erased) -> String {
    format!("{OUTSIDE}{}-{}.json", keys::instant(erased.at), erased.id.key())
}

/// What a replay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Erasures in the list since the instant.
    pub erasures: usize,
    /// Bookings that were made anonymous by it.
    pub bookings: usize,
}

/// Repeats every erasure since an instant, in the order of time: those that the table tells of, and those that only their
/// copies outside it do. For a restored table, before anybody is let in: nobody is written to, and what is erased already
/// stays as it is, so that it may be begun anew after it broke off.
///
/// # Errors
/// [`Failure::Unavailable`]; [`Failure::Internal`] for a copy that cannot be read.
pub async fn replay(app: &App, since: DateTime<Utc>) -> Result<Replayed, Failure> {
    let mut replayed = Replayed::default();
    for erased in list(app, since).await?.into_values() {
        replayed.bookings += repeat(app, &erased).await?;
        replayed.erasures += 1;
    }
    Ok(replayed)
}

/// By the name of its copy, which begins with its time.
async fn list(app: &App, since: DateTime<Utc>) -> Result<BTreeMap<String, Erased>, Failure> {
    let mut found = BTreeMap::new();
    let mut after = None;
    for _ in 0..PAGES {
        let (page, next) = app.store.erased_since(since, after.as_deref(), AT_A_TIME).await?;
        for erased in page {
            found.insert(object_key(&erased), erased);
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let objects = app.objects()?;
    let from = format!("{OUTSIDE}{}", keys::instant(since));
    for copy in objects.list(OUTSIDE).await.map_err(no_files)? {
        if copy.key < from || found.contains_key(&copy.key) {
            continue;
        }
        let bytes = objects.get(&copy.key).await.map_err(no_files)?;
        let unreadable = |e: serde_json::Error| Failure::internal(format!("{}: {e}", copy.key));
        if let Some(bytes) = bytes {
            found.insert(copy.key.clone(), serde_json::from_slice(&bytes).map_err(unreadable)?);
        }
    }
    Ok(found)
}

/// One erasure from beginning to end; how many bookings it found.
async fn repeat(app: &App, erased: &Erased) -> Result<usize, Failure> {
    let subject = Subject {
        person: erased.person,
        addresses: addresses(app, erased).await?,
        request: erased.id,
        waits_until: None,
    };
    let mut bookings = 0;
    for place in places::of(subject.person, &subject.addresses) {
        let mut after = None;
        for _ in 0..PAGES {
            let page = place.page(app, after.as_deref()).await?;
            for trace in &page.found {
                bookings += usize::from(place.erase(app, &subject, trace).await? == Step::Visit);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    if let Person::Account(account) = subject.person {
        retry::unless_stale(app, None, || async {
            let mut commit = Commit::new();
            close(app, &mut commit, account).await?;
            send(app, &commit).await
        })
        .await?;
    }
    app.store.write_once(erased).await?;
    keep_outside(app, erased).await?;
    Ok(bookings)
}

/// Those that are written down, and those that the copy of the account has: it may have had others then.
async fn addresses(app: &App, erased: &Erased) -> Result<Addresses, Failure> {
    let known = erased.addresses.clone();
    let Person::Account(account) = erased.person else {
        return Ok(known);
    };
    let found = app.store.account(account).await?.map(|found| found.record);
    Ok(match found {
        Some(Account { email, phone, .. }) => known.and(Addresses::of(email.as_ref(), phone.as_ref())),
        None => known,
    })
}
