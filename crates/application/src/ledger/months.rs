//! The months of the books: how they stand, and closing them.

use booking_rules::Refusal;
use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::ledger::{Books, LedgerMonth, Recount};
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Actor, Catalogue, Commit, CommitError, StoreError, keys};

use super::{MONTH_CLOSED, present_months};
use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// Most months of one list.
pub const MOST_MONTHS: usize = 36;
/// Months of a list that names none: a year, the present month included.
const USUAL_MONTHS: usize = 12;
/// Pages of a megabyte that a recount follows: far above what the books of a month hold.
const MOST_PAGES: usize = 1_000;

/// The months of a period that have books, oldest first; without one, those of a year.
///
/// # Errors
/// [`Failure::Forbidden`] for whom anything of the business was counted out: sums hide nothing. [`Failure::Invalid`] for a
/// period that is reversed or too long.
pub async fn list_months(
    app: &App,
    reach: &Reach,
    from: Option<LedgerMonth>,
    to: Option<LedgerMonth>,
) -> Result<Vec<Books>, Failure> {
    let business = whole(reach)?;
    let present = present_months(app.now()).last().copied();
    let Some(to) = to.or(present) else {
        return Ok(Vec::new());
    };
    let before = |to: LedgerMonth, months| std::iter::successors(Some(to), |m| Some(m.previous())).nth(months);
    let from = from.or_else(|| before(to, USUAL_MONTHS - 1)).unwrap_or(to);
    if from > to {
        return Err(Failure::field("to", "reversed_interval"));
    }
    let all = std::iter::successors(Some(from), |month| Some(month.next()));
    let months: Vec<_> = all.take_while(|month| *month <= to).take(MOST_MONTHS + 1).collect();
    if months.len() > MOST_MONTHS {
        return Err(Failure::field("to", "window_too_long"));
    }
    Ok(app.store.books_of_months(business, &months).await?)
}

/// Closes a month that is over in every shop, after counting all its entries anew. Closing twice changes nothing.
///
/// # Errors
/// [`Failure::Forbidden`] as [`list_months`]; [`Refusal::MonthNotOver`], [`Refusal::BooksDisagree`].
pub async fn close(app: &App, reach: &Reach, month: LedgerMonth, author: &Author) -> Result<Books, Failure> {
    let business = whole(reach)?;
    let catalogue = app.store.catalogue(business, true).await?.ok_or(Failure::NotFound)?;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if !is_over(&catalogue, month, app.now()) {
            return Err(Refusal::MonthNotOver.into());
        }
        if let Some(books) = attempt(app, &catalogue, month, author).await? {
            return Ok(books);
        }
    }
    Err(StoreError::Contention.into())
}

fn whole(reach: &Reach) -> Result<BusinessId, Failure> {
    if reach.is_whole() {
        Ok(reach.business())
    } else {
        Err(Failure::Forbidden)
    }
}

/// Whether the month has ended by the clock of every shop; of a business without one, by UTC.
fn is_over(catalogue: &Catalogue, month: LedgerMonth, now: DateTime<Utc>) -> bool {
    let ended = |today| month.last_day() < today;
    let shops = &catalogue.shops;
    if shops.is_empty() {
        return ended(now.date_naive());
    }
    shops.iter().all(|shop| ended(shop.record.time_zone.local_date(now)))
}

/// `None` when the month moved while it was counted.
async fn attempt(
    app: &App,
    catalogue: &Catalogue,
    month: LedgerMonth,
    author: &Author,
) -> Result<Option<Books>, Failure> {
    let (business, currency) = (catalogue.business.record.id, catalogue.business.record.currency);
    let (books, version) = match app.store.books(business, month).await? {
        Some(found) => (found.record, Some(found.version)),
        None => (Books::new(business, month, currency), None),
    };
    if books.is_closed() {
        return Ok(Some(books));
    }
    let recount = recount(app, business, month).await?;
    let closed = match books.clone().close(&recount, app.now(), who(author)) {
        Ok(closed) => closed,
        Err(refusal) => {
            // The record may have moved between the two reads; only one that stands still is wrong.
            let again = app.store.books(business, month).await?.map(|found| found.version);
            if again != version {
                return Ok(None);
            }
            if refusal == Refusal::BooksDisagree {
                tracing::error!(business.id = %business, %month, kept = ?books, ?recount, "ledger.books_disagree");
            }
            return Err(refusal.into());
        }
    };
    let mut commit = Commit::new();
    commit.replace(&closed, version)?;
    let partition = keys::ledger_partition(business, month);
    let told = json!({ "month": month, "documents": closed.documents, "entries": closed.entries });
    commit.create(&author.event(app, partition, business, MONTH_CLOSED, told))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(closed)),
        Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

async fn recount(app: &App, business: BusinessId, month: LedgerMonth) -> Result<Recount, Failure> {
    let mut recount = Recount::default();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let page = app.store.recount_page(business, month, after.as_ref()).await?;
        page.entries.iter().for_each(|entry| recount.add(entry));
        after = page.next;
        if after.is_none() {
            return Ok(recount);
        }
    }
    Err(Failure::internal(format!("the books of {month} have no end")))
}

fn who(author: &Author) -> Option<AccountId> {
    match &author.actor {
        Actor::Account { account, .. } => Some(*account),
        Actor::Guest | Actor::System { .. } => None,
    }
}
