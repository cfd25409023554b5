//! The counters of a business, kept from its events.
//!
//! An event only says that something changed. What is counted is the thing as it stands: its contribution is written down
//! beside it, and the difference to the contribution before is added to the counters, in one transaction. So events may come
//! twice, late and in any order; [`rebuild`] counts everything anew and holds it against what stands.

mod order;
mod rebuild;
mod searches;

use booking_rules::ids::{BookingId, LedgerEntryId};
use booking_rules::ledger::LedgerMonth;
use booking_rules::stats::{Contribution, Lines, Visits, of_booking, of_entry};
use chrono::{DateTime, Utc};
use store::{BookingStats, Commit, CommitError, CountedBooking, EntryStats, StoreError};

use crate::app::App;
use crate::deliveries::Again;
use crate::failure::Failure;
use crate::retry;

pub use order::{EntryPlace, StatsOrder};
pub use rebuild::{Deviation, Rebuilt, compare, rebuild};
pub(crate) use searches::SearchTally;
pub use searches::count_search;

/// Counts what the order names as it stands. Again is harmless.
///
/// # Errors
/// [`Again`] while the table does not answer, or others keep counting into the same rows.
pub async fn project(app: &App, order: &StatsOrder) -> Result<(), Again> {
    let done = match order {
        StatsOrder::Booking(id) => project_booking(app, *id).await,
        StatsOrder::Entries(places) => project_entries(app, places).await,
    };
    done.map_err(|failure| Again(format!("{failure:?}")))
}

async fn project_booking(app: &App, id: BookingId) -> Result<(), Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let Some(commit) = of_counted(app, id).await? else {
            return Ok(());
        };
        if commit_or_again(app, &commit).await? {
            return Ok(());
        }
    }
    Err(StoreError::Contention.into())
}

/// What brings the counters up to the booking; none when they are.
async fn of_counted(app: &App, id: BookingId) -> Result<Option<Commit>, Failure> {
    let Some(CountedBooking { booking, counted }) = app.store.counted_booking(id).await? else {
        // Gone since: whoever took it away left its numbers.
        return Ok(None);
    };
    let mut commit = Commit::new();
    let mut added = Lines::new();
    let before = counted.as_ref().map(|counted| &counted.record.contribution);
    if let Some((contribution, difference)) =
        Contribution::replacing(before, booking.version, of_booking(&booking.record))
    {
        let stats = BookingStats {
            booking: id,
            contribution,
        };
        commit.replace(&stats, counted.map(|counted| counted.version))?;
        added.add_all(&difference, 1);
    }
    if booking.record.status == booking_rules::booking::Status::Completed {
        let known = app.store.visits(booking.record.customer).await?;
        let before = known.as_ref().map(|known| &known.record);
        if let Some(visits) = Visits::learning(before, &booking.record) {
            added.add_all(&visits.lines(), 1);
            if let Some(before) = before {
                added.add_all(&before.lines(), -1);
            }
            commit.replace(&visits, known.as_ref().map(|known| known.version))?;
        }
    }
    for (row, numbers) in added.iter() {
        commit.add(row, numbers)?;
    }
    Ok((!commit.is_empty()).then_some(commit))
}

/// Entries counted in one transaction: each is a mark and at most three rows, of a hundred writes that it may have.
const TOGETHER: usize = 20;

async fn project_entries(app: &App, places: &[EntryPlace]) -> Result<(), Failure> {
    let mut places: Vec<_> = places.iter().map(|p| (p.entry_id, p.month, p.at)).collect();
    places.sort_unstable();
    places.dedup();
    for some in places.chunks(TOGETHER) {
        project_some(app, some).await?;
    }
    Ok(())
}

/// Those of one settlement stand in the same rows, so they are counted together.
async fn project_some(app: &App, places: &[(LedgerEntryId, LedgerMonth, DateTime<Utc>)]) -> Result<(), Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let entries = app.store.uncounted_entries(places).await?;
        if entries.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::new();
        let mut added = Lines::new();
        for entry in &entries {
            commit.create(&EntryStats {
                entry: entry.id,
                month: entry.month(),
            })?;
            added.add_all(&of_entry(entry), 1);
        }
        for (row, numbers) in added.iter() {
            commit.add(row, numbers)?;
        }
        if commit_or_again(app, &commit).await? {
            return Ok(());
        }
    }
    Err(StoreError::Contention.into())
}

/// `false` when somebody else was first, or holds a row at this moment.
async fn commit_or_again(app: &App, commit: &Commit) -> Result<bool, Failure> {
    match app.store.commit(commit).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
