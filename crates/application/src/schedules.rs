//! When staff work, and when they are away.

use booking_rules::booking::Booking;
use booking_rules::day_book::{DayBook, Entry, Occupant, dates_of};
use booking_rules::ids::{BookingId, ShopId, StaffId, TimeOffId};
use booking_rules::schedule::Schedule;
use booking_rules::time::Span;
use booking_rules::values::{Minutes, Notes};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
pub use store::TimeOff;
use store::entities::StaffDay;
use store::{Commit, CommitError, SheetRequest, StaffSchedule, Versioned, keys};

use crate::access::{Reach, Within};
use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, expect_version};
use crate::failure::Failure;
use crate::once::{Once, moved};
use crate::retry;

/// Sets the working hours of one staff member in one shop, for bookings made from now on.
///
/// # Errors
/// [`Failure::NotFound`] when the shop or the staff member does not exist, [`Failure::Stale`] against `expected`.
pub async fn set(
    app: &App,
    staff: Within<StaffId>,
    shop: Within<ShopId>,
    schedule: Schedule,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<StaffSchedule>, Failure> {
    let (staff, shop) = (staff.id(), shop.id());
    retry::unless_stale(app, expected, || async {
        let keys = [
            keys::on_shelf("STAFF", staff),
            keys::on_shelf("SHOP", shop),
            keys::schedule(staff, shop),
        ];
        let shelf = app.store.shelf(keys.to_vec()).await?;
        let card = shelf
            .get::<booking_rules::catalog::StaffCard>(&keys[0])?
            .ok_or(Failure::NotFound)?;
        if card.record.archived_at.is_some() {
            return Err(Failure::Conflict("archived"));
        }
        shelf
            .get::<booking_rules::catalog::Shop>(&keys[1])?
            .ok_or(Failure::NotFound)?;
        let before = shelf.get::<StaffSchedule>(&keys[2])?;
        if before.is_none() && expected.is_some() {
            return Err(Failure::Stale);
        }
        let before = before
            .map(|found| expect_version(found, expected))
            .transpose()?
            .map(|found| found.version);
        let record = StaffSchedule {
            staff,
            shop,
            schedule: schedule.clone(),
        };
        let mut commit = Commit::new();
        commit.replace(&record, before)?;
        let data = json!({ "staff_id": staff, "shop_id": shop });
        Told {
            business: staff.business(),
            kind: "ScheduleSet",
            data,
            author,
        }
        .add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        app.catalogues.forget(&staff.business());
        Ok(Versioned {
            record,
            version: before.map_or(1, |v| v + 1),
        })
    })
    .await
}

/// # Errors
/// [`Failure::NotFound`] when there is none, or the shop or staff member does not exist.
pub async fn show(
    app: &App,
    staff: Within<StaffId>,
    shop: Within<ShopId>,
) -> Result<Versioned<StaffSchedule>, Failure> {
    app.store
        .staff_schedule(staff.id(), shop.id())
        .await?
        .ok_or(Failure::NotFound)
}

/// Longest absence in one record: it stands in the day books it covers, and all of them change in one transaction.
pub const MAX_TIME_OFF: TimeDelta = TimeDelta::days(90);

/// An absence as it was entered, with the bookings that already lie in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TimeOffEntered {
    pub time_off: TimeOff,
    /// Active bookings inside the absence, as far as whoever enters it reaches: they stay, and are the shop's to move.
    pub conflicts: Vec<BookingId>,
}

/// Enters an absence. No booking can be made into it from the moment it stands.
///
/// # Errors
/// [`Failure::Invalid`] above [`MAX_TIME_OFF`], [`Failure::NotFound`], [`Failure::Unavailable`] under contention.
pub async fn create_time_off(
    app: &App,
    reach: &Reach,
    staff: Within<StaffId>,
    span: Span,
    reason: Option<Notes>,
    author: &Author,
    once: Option<&Once>,
) -> Result<TimeOffEntered, Failure> {
    if span.length() > MAX_TIME_OFF {
        return Err(Failure::field("end", "time_off_too_long"));
    }
    let staff = staff.id();
    app.store.staff_card(staff).await?.ok_or(Failure::NotFound)?;
    let time_off = TimeOff {
        id: app.new_id::<booking_rules::ids::kinds::TimeOff>(staff.business()),
        staff,
        span,
        reason,
        created_at: app.now(),
    };
    if let Some(once) = once {
        let saved = app.store.idempotency_record(&once.key()).await?;
        if let Some(saved) = once.replay(app, saved)? {
            return Ok(saved);
        }
    }
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let days = days(app, staff, span).await?;
        let entered = TimeOffEntered {
            conflicts: within(app, reach, conflicts(app, &days, span)).await?,
            time_off: time_off.clone(),
        };
        let mut commit = Commit::new();
        commit.create(&time_off)?;
        let entry = absence(&time_off);
        for (day, version) in days {
            let book = day.book.with(entry, app.now());
            if book.entries.len() > DayBook::MAX_ENTRIES {
                return Err(Failure::Conflict("day_full"));
            }
            commit.replace(&StaffDay { book, ..day }, version)?;
        }
        let data = json!({ "staff_id": staff, "time_off_id": time_off.id, "span": span });
        Told {
            business: staff.business(),
            kind: "TimeOffCreated",
            data,
            author,
        }
        .add_to(app, &mut commit)?;
        if let Some(once) = once {
            once.add_to(app, &mut commit, &entered)?;
        }
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(entered),
            Err(error @ CommitError::Moved(_)) => {
                if let Some(saved) = once.map(|o| o.replay_of(app, &error)).transpose()?.flatten() {
                    return Ok(saved);
                }
            }
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Absences that are not over, soonest first.
///
/// # Errors
/// [`Failure::NotFound`] when the staff member does not exist.
pub async fn list_time_off(app: &App, staff: Within<StaffId>) -> Result<Vec<TimeOff>, Failure> {
    let staff = staff.id();
    app.store.staff_card(staff).await?.ok_or(Failure::NotFound)?;
    let now = app.now();
    let mut found: Vec<_> = app
        .store
        .time_off_of(staff)
        .await?
        .into_iter()
        .map(|t| t.record)
        .collect();
    found.retain(|t| t.span.end() > now);
    found.sort_by_key(|t| t.span.start());
    Ok(found)
}

/// Takes an absence back; its time can be booked again.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Unavailable`] under contention.
pub async fn delete_time_off(
    app: &App,
    staff: Within<StaffId>,
    id: TimeOffId,
    author: &Author,
) -> Result<TimeOff, Failure> {
    let staff = staff.id();
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = app.store.time_off(staff, id).await?.ok_or(Failure::NotFound)?;
        let mut commit = Commit::new();
        commit.delete(keys::time_off(staff, id), found.version);
        for (day, version) in days(app, staff, found.record.span).await? {
            let book = day.book.without_time_off(id);
            commit.replace(&StaffDay { book, ..day }, version)?;
        }
        let data = json!({ "staff_id": staff, "time_off_id": id, "span": found.record.span });
        Told {
            business: staff.business(),
            kind: "TimeOffDeleted",
            data,
            author,
        }
        .add_to(app, &mut commit)?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(found.record),
            Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

async fn days(app: &App, staff: StaffId, span: Span) -> Result<Vec<(StaffDay, Option<u64>)>, Failure> {
    let dates: Vec<_> = dates_of(span).collect();
    let sheet = app
        .store
        .booking_sheet(&SheetRequest {
            staff: &[staff],
            dates: &dates,
            ..SheetRequest::default()
        })
        .await?;
    dates
        .into_iter()
        .map(|date| {
            Ok(match sheet.staff_day(staff, date)? {
                Some(found) => (found.record, Some(found.version)),
                None => (
                    StaffDay {
                        staff,
                        date,
                        book: DayBook::default(),
                    },
                    None,
                ),
            })
        })
        .collect()
}

fn absence(time_off: &TimeOff) -> Entry {
    Entry {
        occupant: Occupant::TimeOff { time_off: time_off.id },
        span: time_off.span,
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::ZERO,
    }
}

fn conflicts(app: &App, days: &[(StaffDay, Option<u64>)], span: Span) -> Vec<BookingId> {
    let now = app.now();
    let entries = days.iter().flat_map(|(day, _)| &day.book.entries);
    let mut found: Vec<_> = entries
        .filter(|e| e.is_live(now) && e.span.overlaps(&span))
        .filter_map(Entry::booking)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Leaves the bookings within reach; whoever reaches everything costs no read.
async fn within(app: &App, reach: &Reach, mut bookings: Vec<BookingId>) -> Result<Vec<BookingId>, Failure> {
    if reach.is_whole() || bookings.is_empty() {
        return Ok(bookings);
    }
    let shelf = app
        .store
        .shelf(bookings.iter().copied().map(keys::booking).collect())
        .await?;
    let mut covered = Vec::with_capacity(bookings.len());
    for id in &bookings {
        let found = shelf.get::<Booking>(&keys::booking(*id))?;
        covered.extend(found.filter(|b| reach.covers_booking(&b.record)).map(|b| b.record.id));
    }
    bookings.retain(|id| covered.contains(id));
    Ok(bookings)
}
