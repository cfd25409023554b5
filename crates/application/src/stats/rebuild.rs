//! Counting everything anew, and holding it against the counters that stand.

use booking_rules::ids::BusinessId;
use booking_rules::ledger::LedgerMonth;
use booking_rules::stats::{Counter, Lines, Recount, Row, Tally};
use chrono::{DateTime, Months, Utc};
use store::{AgendaQuery, StatsRow};

use super::{EntryPlace, project_booking, project_entries};
use crate::app::App;
use crate::failure::Failure;

/// Bookings or entries read at a time.
const AT_A_TIME: usize = 500;
/// How far ahead bookings may lie: longer than any shop takes them.
const AHEAD: Months = Months::new(25);

/// A row whose counters are not what a recount gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    pub row: Row,
    pub stood: Tally,
    pub counted: Tally,
}

/// What a recount found, and did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebuilt {
    pub bookings: u64,
    pub entries: u64,
    pub deviations: Vec<Deviation>,
    /// Rows that were set right; one that changed meanwhile is left to the next run.
    pub corrected: usize,
}

/// Counts all bookings and money facts of a business anew, whatever its counters say, and tells which rows of the months
/// `first..=last` deviate. Nothing is written.
///
/// All of the history is read, because who is a new customer follows from it; memory is that of the rows and the customers.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such business.
pub async fn compare(
    app: &App,
    business: BusinessId,
    first: LedgerMonth,
    last: LedgerMonth,
) -> Result<Rebuilt, Failure> {
    run(app, business, (first, last), false).await
}

/// As [`compare`]; counts first what was never heard of, and sets the deviating rows right. Repeating it changes nothing.
///
/// It is to be run while the queue of what is to be counted is empty: a booking that is counted between two of its readings may
/// be taken for a deviation, which the next run mends.
///
/// # Errors
/// As [`compare`]; what was set right stays so.
pub async fn rebuild(
    app: &App,
    business: BusinessId,
    first: LedgerMonth,
    last: LedgerMonth,
) -> Result<Rebuilt, Failure> {
    run(app, business, (first, last), true).await
}

async fn run(
    app: &App,
    business: BusinessId,
    (first, last): (LedgerMonth, LedgerMonth),
    mend: bool,
) -> Result<Rebuilt, Failure> {
    let founded = app.store.business(business).await?.ok_or(Failure::NotFound)?;
    // A clock that was set back may have left bookings before the founding.
    let begin = LedgerMonth::of(founded.record.created_at.date_naive())
        .min(first)
        .previous();
    let mut rebuilt = Rebuilt::default();
    let mut recount = Recount::default();
    bookings(app, business, begin, mend, &mut recount, &mut rebuilt).await?;
    entries(app, business, begin, mend, &mut recount, &mut rebuilt).await?;
    let counted = recount.finish();
    let stands = standing(app, business, first, last).await?;
    rebuilt.deviations = deviations(&counted, &stands, first, last);
    if mend {
        for Deviation { row, stood, counted } in &rebuilt.deviations {
            if app.store.correct_stats(*row, stood, counted).await? {
                rebuilt.corrected += 1;
            }
        }
    }
    Ok(rebuilt)
}

async fn bookings(
    app: &App,
    business: BusinessId,
    begin: LedgerMonth,
    mend: bool,
    recount: &mut Recount,
    rebuilt: &mut Rebuilt,
) -> Result<(), Failure> {
    let until = app.now().checked_add_months(AHEAD).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let mut query = AgendaQuery {
        business,
        from: begin.first_day().and_time(chrono::NaiveTime::MIN).and_utc(),
        to: until,
        limit: AT_A_TIME,
        after: None,
    };
    loop {
        let page = app.store.agenda(query, |_| true).await?;
        for booking in &page.bookings {
            rebuilt.bookings += 1;
            if mend {
                project_booking(app, booking.record.id).await?;
            }
            recount.booking(&booking.record);
        }
        match page.next {
            None => return Ok(()),
            next => query.after = next,
        }
    }
}

async fn entries(
    app: &App,
    business: BusinessId,
    begin: LedgerMonth,
    mend: bool,
    recount: &mut Recount,
    rebuilt: &mut Rebuilt,
) -> Result<(), Failure> {
    let end = LedgerMonth::of(app.now().date_naive()).next();
    let months = std::iter::successors(Some(begin), |month| Some(month.next())).take_while(|month| *month <= end);
    for month in months {
        let mut after = None;
        loop {
            let page = app
                .store
                .ledger_page(business, month, after.as_ref(), AT_A_TIME)
                .await?;
            if mend {
                let places = page.entries.iter().map(|entry| EntryPlace {
                    entry_id: entry.id,
                    month,
                    at: entry.occurred_at,
                });
                project_entries(app, &places.collect::<Vec<_>>()).await?;
            }
            for entry in &page.entries {
                rebuilt.entries += 1;
                recount.entry(entry);
            }
            match page.next {
                None => break,
                next => after = next,
            }
        }
    }
    Ok(())
}

/// The counters as they stand, of the months asked for.
async fn standing(app: &App, business: BusinessId, first: LedgerMonth, last: LedgerMonth) -> Result<Lines, Failure> {
    let mut rows = app.store.all_cohorts(business).await?;
    for month in std::iter::successors(Some(first), |month| Some(month.next())).take_while(|month| *month <= last) {
        rows.extend(app.store.stats_of_month(business, month).await?);
    }
    let mut stands = Lines::new();
    for StatsRow { row, tally } in rows {
        for (counter, number) in tally.iter() {
            stands.add(row, counter, number);
        }
    }
    Ok(stands)
}

fn deviations(counted: &Lines, stands: &Lines, first: LedgerMonth, last: LedgerMonth) -> Vec<Deviation> {
    let difference = counted.minus(stands);
    let asked = difference
        .iter()
        .filter(|(row, _)| (first..=last).contains(&row.month()));
    let found = asked.filter_map(|(row, difference)| {
        // Searches leave nothing behind to be counted again.
        let recounted: Tally = difference
            .iter()
            .filter(|(counter, _)| *counter != Counter::Searches)
            .collect();
        let stood = stands.get(row);
        let mut counted = stood.clone();
        counted.add_all(&recounted, 1);
        (!recounted.is_empty()).then_some(Deviation { row, stood, counted })
    });
    found.collect()
}
