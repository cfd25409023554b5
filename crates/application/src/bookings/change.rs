//! Commands on an existing booking: confirm, reject, cancel, check in, complete, miss, expire.

use booking_rules::Refusal;
use booking_rules::availability::{Question, is_free};
use booking_rules::booking::{Booking, Command, EventKind, Status};
use booking_rules::catalog::Shop;
use booking_rules::day_book::dates_of;
use booking_rules::ids::{AccountId, BookingId, StaffId};
use booking_rules::values::Notes;
use store::{BookingSheet, Catalogue, Commit, CommitError, Preferences, SheetRequest, Versioned, keys};

use super::create::told;
use super::days::{Days, Guard};
use super::question::Candidates;
use super::{Shown, Viewer, show};
use crate::app::App;
use crate::author::Author;
use crate::changes::expect_version;
use crate::failure::Failure;
use crate::notice_settings;
use crate::notices::{self, Reminding};
use crate::once::moved;
use crate::retry;
use crate::waitlist;

/// Applies a command, or says why not.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Stale`] against `expected`, [`Failure::Refused`] by the first rule that
/// forbids it.
pub async fn change(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    command: Command,
    expected: Option<u64>,
    author: &Author,
) -> Result<Shown, Failure> {
    settle(app, id, viewer, command, expected, false, author).await
}

/// The same for a time that was held for somebody who waits no longer for any.
pub(crate) async fn give_up_offer(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    command: Command,
    author: &Author,
) -> Result<Shown, Failure> {
    settle(app, id, viewer, command, None, true, author).await
}

async fn settle(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    command: Command,
    expected: Option<u64>,
    for_good: bool,
    author: &Author,
) -> Result<Shown, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if let Some(shown) = attempt(app, id, viewer, command.clone(), expected, for_good, author).await? {
            return Ok(shown);
        }
    }
    Err(store::StoreError::Contention.into())
}

/// `None` when a record moved and the decision must be made anew.
async fn attempt(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    command: Command,
    expected: Option<u64>,
    for_good: bool,
    author: &Author,
) -> Result<Option<Shown>, Failure> {
    let now = app.now();
    let Shown { booking, contact } = show(app, id, viewer).await?;
    let Versioned {
        record: before,
        version,
    } = expect_version(booking, expected)?;
    let shop = app
        .store
        .shop(before.shop)
        .await?
        .ok_or_else(|| damaged(&before))?
        .record;
    let confirms = matches!(command, Command::Confirm | Command::TakeOffer);
    let (after, event) = before.apply(command, viewer.by(&before), &shop.policy, now)?;
    let mut commit = Commit::new();
    commit.replace(&after, Some(version))?;
    let mut reminding = None;
    if confirms || released(event) {
        let (days, wishes) = days_of(app, &before).await?;
        if confirms {
            let catalogue = app.catalogue(id.business()).await?;
            refuse_conflict(app, &catalogue, &shop, &before, &days)?;
            reminding = Some(Reminding::of(&catalogue, &after, wishes.as_ref()));
        }
        let stays = if released(event) { None } else { Some(&after) };
        // A confirmation decides on days it may not change, so it holds them as they were read.
        days.write(
            &mut commit,
            Some(&before),
            stays,
            if confirms { Guard::Read } else { Guard::Written },
            now,
        )?;
    }
    if let Some(contact) = &contact {
        for notice in notices::to_send(event, &after, None, contact, reminding.as_ref(), now) {
            commit.create(&notice)?;
        }
    }
    if let (EventKind::Completed, Some(contact)) = (event, &contact) {
        let settings = notice_settings::in_force(app, id.business()).await?;
        for notice in notices::review_requests(&settings, &after, contact, now) {
            commit.create(&notice)?;
        }
    }
    if before.status == Status::Held {
        waitlist::answer(app, &mut commit, &before, event, for_good, author).await?;
    }
    commit.create(&author.event(
        app,
        keys::booking_partition(id),
        id.business(),
        event.as_str(),
        told(&after),
    ))?;
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

/// Whether the event gives the booking's time back. A visit that took place or was missed keeps its entry.
fn released(event: EventKind) -> bool {
    matches!(
        event,
        EventKind::Cancelled | EventKind::Released | EventKind::Rejected | EventKind::Expired
    )
}

fn damaged(booking: &Booking) -> Failure {
    Failure::internal(format!("booking {} names a shop that is not there", booking.id))
}

pub(super) fn staff_of(booking: &Booking) -> Vec<StaffId> {
    booking.segments.iter().map(|s| s.staff).collect()
}

/// All day books the booking stands in, and how its account wants to be written to.
async fn days_of(app: &App, booking: &Booking) -> Result<(Days, Option<Preferences>), Failure> {
    let staff = staff_of(booking);
    let mut dates: Vec<_> = booking
        .staff_entries()
        .iter()
        .flat_map(|(_, e)| dates_of(e.occupied()))
        .collect();
    dates.sort_unstable();
    dates.dedup();
    let request = SheetRequest {
        staff: &staff,
        dates: &dates,
        customer: Some(booking.customer),
        account: booking.account,
        ..SheetRequest::default()
    };
    let sheet = app.store.booking_sheet(&request).await?;
    let days = Days::from_sheet(&sheet, &staff, booking.customer, booking.account, &dates)?;
    Ok((days, wishes_of(&sheet, booking.account)?))
}

/// How the account of a booking wants to be written to, if it has one that said so.
pub(super) fn wishes_of(sheet: &BookingSheet, account: Option<AccountId>) -> Result<Option<Preferences>, Failure> {
    match account {
        Some(account) => Ok(sheet.preferences(account)?),
        None => Ok(None),
    }
}

/// The conflict rule at the transition to an active status. An overlap that staff allowed knowingly stays allowed.
fn refuse_conflict(
    app: &App,
    catalogue: &Catalogue,
    shop: &Shop,
    booking: &Booking,
    days: &Days,
) -> Result<(), Failure> {
    if booking.overlap_reason.is_some() {
        return Ok(());
    }
    let held = days.customer_entries();
    for segment in &booking.segments {
        let candidates = Candidates::standing(catalogue, shop, segment)?;
        let entries = vec![days.staff_entries(segment.staff)];
        let listed = candidates.with(&entries);
        let question = Question {
            zone: shop.time_zone,
            policy: &shop.policy,
            closures: &[],
            service: segment.service,
            candidates: &listed,
            persons: booking.persons,
            now: app.now(),
            moving: Some(booking.id),
            customer_entries: &held,
        };
        if !is_free(&question, segment.staff, segment.span) {
            return Err(Refusal::TimeTaken.into());
        }
    }
    let overlaps = |e: &&booking_rules::day_book::Entry| e.booking() != Some(booking.id) && e.is_live(app.now());
    if held.iter().filter(overlaps).any(|e| e.span.overlaps(&booking.span)) {
        return Err(Refusal::CustomerBusy.into());
    }
    Ok(())
}

/// Changes the notes of a booking, if they are to change; its time and status stay.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Stale`] when it changed meanwhile, [`Failure::Refused`] once it is over.
pub async fn update_notes(
    app: &App,
    id: BookingId,
    viewer: &Viewer,
    notes: Option<Option<Notes>>,
    expected: Option<u64>,
    author: &Author,
) -> Result<Shown, Failure> {
    retry::unless_stale(app, expected, || async {
        let Shown { booking, contact } = show(app, id, viewer).await?;
        let Versioned { record, version } = expect_version(booking, expected)?;
        if matches!(record.status, Status::Cancelled | Status::Rejected) {
            return Err(Refusal::NotAllowedNow { status: record.status }.into());
        }
        let Some(notes) = notes.clone() else {
            return Ok(Shown {
                booking: Versioned { record, version },
                contact,
            });
        };
        let after = Booking {
            notes,
            updated_at: app.now(),
            ..record
        };
        let mut commit = Commit::new();
        commit.replace(&after, Some(version))?;
        let event = author.event(
            app,
            keys::booking_partition(id),
            id.business(),
            EventKind::Updated.as_str(),
            told(&after),
        );
        commit.create(&event)?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Shown {
            booking: Versioned {
                record: after,
                version: version + 1,
            },
            contact,
        })
    })
    .await
}
