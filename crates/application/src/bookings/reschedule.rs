//! Moving a booking to another time, and to another staff member if one is wanted.

use booking_rules::Refusal;
use booking_rules::availability::Question;
use booking_rules::booking::{Booking, Override, Planned, replan};
use booking_rules::ids::{BookingId, StaffId};
use chrono::{DateTime, Utc};
use store::{Catalogue, Commit, CommitError, Preferences, SheetRequest, Versioned, keys};

use super::change::{staff_of, wishes_of};
use super::create::told;
use super::days::{Days, Guard};
use super::question::{Candidates, entries_for_decision, moment, read_dates};
use super::{Shown, Viewer, show};
use crate::app::App;
use crate::author::Author;
use crate::changes::expect_version;
use crate::failure::Failure;
use crate::notices::{self, Reminding};
use crate::retry;

/// Where a booking should go.
#[derive(Debug, Clone)]
pub struct Move {
    pub start: DateTime<Utc>,
    /// `None` keeps who serves.
    pub staff: Option<StaffId>,
    pub allow_overlap: Option<Override>,
}

/// Moves the booking, or says why not; if not, it stays where it was.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Stale`] against `expected`, [`Failure::Refused`] by the first rule that
/// forbids it, [`Failure::Invalid`] for an unknown staff member.
pub async fn reschedule(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    to: &Move,
    expected: Option<u64>,
    author: &Author,
) -> Result<Shown, Failure> {
    if to.staff.is_some_and(|staff| staff.business() != id.business()) {
        return Err(Failure::field("staff_id", "unknown_staff"));
    }
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if let Some(shown) = attempt(app, id, viewer, to, expected, author).await? {
            return Ok(shown);
        }
    }
    // Each round found the time free and others at the same day: nothing was refused, so the caller may ask again.
    Err(store::StoreError::Contention.into())
}

/// `None` when a record moved and the decision must be made anew.
async fn attempt(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    to: &Move,
    expected: Option<u64>,
    author: &Author,
) -> Result<Option<Shown>, Failure> {
    let now = app.now();
    let Shown { booking, contact } = show(app, id, viewer).await?;
    let Versioned {
        record: before,
        version,
    } = expect_version(booking, expected)?;
    // What is offered is the one time; who wants another books it.
    if before.offered_to.is_some() {
        return Err(Refusal::NotAllowedNow { status: before.status }.into());
    }
    if to.staff.is_some_and(|staff| !viewer.may_assign(&before, staff)) {
        return Err(Failure::field("staff_id", "unknown_staff"));
    }
    let catalogue = app.catalogue(id.business()).await?;
    let candidates = candidates(&catalogue, &before, to)?;
    let (days, dates_counted, wishes) = days(app, &candidates, &before, to).await?;
    let Planned { booking: after, event } = decide(app, &candidates, &days, &before, to, viewer).await?;
    if stays(&before, &after) {
        return Ok(Some(Shown {
            booking: Versioned {
                record: before,
                version,
            },
            contact,
        }));
    }
    let mut commit = Commit::new();
    commit.replace(&after, Some(version))?;
    let guard = if dates_counted { Guard::Read } else { Guard::Written };
    days.write(&mut commit, Some(&before), Some(&after), guard, now)?;
    if let Some(contact) = &contact {
        let reminding = Reminding::of(&catalogue, &after, wishes.as_ref());
        for notice in notices::to_send(event, &after, Some(before.span), contact, Some(&reminding), now) {
            commit.create(&notice)?;
        }
    }
    let mut data = told(&after);
    data["previous"] = serde_json::json!({
        "start": before.span.start(),
        "end": before.span.end(),
        "staff_ids": staff_of(&before),
    });
    commit.create(&author.event(app, keys::booking_partition(id), id.business(), event.as_str(), data))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(Shown {
            booking: Versioned {
                record: after,
                version: version + 1,
            },
            contact,
        })),
        Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Whether a move leads to where the booking is: a second click, or an answer that got lost. Nobody is told again.
fn stays(before: &Booking, after: &Booking) -> bool {
    let unmoved = Booking {
        sequence: before.sequence,
        updated_at: before.updated_at,
        ..after.clone()
    };
    unmoved == *before
}

fn candidates<'c>(catalogue: &'c Catalogue, booking: &Booking, to: &Move) -> Result<Candidates<'c>, Failure> {
    if to.staff.is_some_and(|staff| catalogue.staff_card(staff).is_none()) {
        return Err(Failure::field("staff_id", "unknown_staff"));
    }
    let segment = booking
        .segments
        .first()
        .ok_or_else(|| Failure::internal("a booking without segments"))?;
    Candidates::for_move(catalogue, booking.shop, segment)
}

/// The days around the new start and those the booking leaves; whether a daily limit counts them; how the account of the
/// booking wants to be written to.
async fn days(
    app: &App,
    candidates: &Candidates<'_>,
    booking: &Booking,
    to: &Move,
) -> Result<(Days, bool, Option<Preferences>), Failure> {
    let mut dates = read_dates(candidates, moment(to.start)?);
    dates.extend(
        booking
            .staff_entries()
            .iter()
            .flat_map(|(_, e)| booking_rules::day_book::dates_of(e.occupied())),
    );
    dates.sort_unstable();
    dates.dedup();
    // Who serves now must be read even if archived since, so that the time is given back.
    let mut staff = candidates.ids();
    staff.extend(staff_of(booking));
    staff.sort_unstable();
    staff.dedup();
    let request = SheetRequest {
        staff: &staff,
        dates: &dates,
        customer: Some(booking.customer),
        account: booking.account,
        ..SheetRequest::default()
    };
    let sheet = app.store.booking_sheet(&request).await?;
    let policy = &candidates.shop.policy;
    let counted = policy.staff_daily_limit.is_some() || policy.customer_daily_limit.is_some();
    Ok((
        Days::from_sheet(&sheet, &staff, booking.customer, booking.account, &dates)?,
        counted,
        wishes_of(&sheet, booking.account)?,
    ))
}

async fn decide(
    app: &App,
    candidates: &Candidates<'_>,
    days: &Days,
    booking: &Booking,
    to: &Move,
    viewer: &Viewer,
) -> Result<Planned, Failure> {
    let now = app.now();
    let entries = entries_for_decision(app, candidates, days, to.start, now).await?;
    let listed = candidates.with(&entries);
    let held = days.customer_entries();
    let question = Question {
        zone: candidates.shop.time_zone,
        policy: &candidates.shop.policy,
        closures: &candidates.shop.closures,
        service: candidates.service.id,
        candidates: &listed,
        persons: booking.persons,
        now,
        moving: Some(booking.id),
        customer_entries: &held,
    };
    let allow = to.allow_overlap.as_ref();
    Ok(replan(
        booking,
        &question,
        to.start,
        to.staff,
        allow,
        viewer.by(booking),
        |staff| candidates.price(staff),
    )?)
}
