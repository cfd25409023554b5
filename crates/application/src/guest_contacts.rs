//! Contact data of guests whose visits are long ago: a business may have it go by itself.
//!
//! Goes through businesses as [`crate::retention`] does, and through the agenda of each from where the run before stopped.
//! A booking without its guest is found again and nothing happens to it.

use booking_rules::booking::Booking;
use booking_rules::ids::BusinessId;
use chrono::{DateTime, Months, Utc};
use store::{AgendaQuery, BookingCursor, JobRound};

use crate::app::App;
use crate::erasure;
use crate::failure::Failure;
use crate::notice_settings;
use crate::retention::{advance, keep_round, round};

/// The name of the job, in its round and its watermarks.
pub const JOB: &str = "guest-contacts";
/// Businesses read of the list at a time.
const BUSINESSES: usize = 100;
/// Bookings in one step.
const AT_A_TIME: usize = 50;
/// Steps of one run: each is some hundreds of requests, and all of them fit into the function's five minutes beside what else
/// the job does. What is left is done by the next run.
const MOST_STEPS: usize = 60;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Bookings that lost their guest.
    pub bookings: usize,
    /// Whether the round is done; if not, the next run goes on.
    pub done: bool,
}

/// Goes on with the round of today, or begins it. Repeating it changes nothing.
///
/// # Errors
/// [`Failure::Unavailable`]; what was done stays done.
pub async fn run(app: &App) -> Result<Forgotten, Failure> {
    let now = app.now();
    let mut steps = MOST_STEPS;
    let mut forgotten = Forgotten::default();
    let Some(mut at) = round(app, JOB, now).await? else {
        forgotten.done = true;
        return Ok(forgotten);
    };
    while !at.record.is_done() {
        let JobRound { shard, after, .. } = at.record;
        let businesses = app.store.businesses_of_shard(shard, after, BUSINESSES).await?;
        for business in &businesses {
            let finished = forget(app, *business, now, &mut steps, &mut forgotten).await?;
            if !finished {
                return Ok(forgotten);
            }
            at.record.after = Some(*business);
        }
        if businesses.len() < BUSINESSES {
            at.record.shard += 1;
            at.record.after = None;
        }
        // Another run that is further on has written what this one would; there is nothing to add.
        let Some(kept) = keep_round(app, at).await? else {
            return Ok(forgotten);
        };
        at = kept;
    }
    forgotten.done = true;
    Ok(forgotten)
}

/// Whether a business is done with.
async fn forget(
    app: &App,
    business: BusinessId,
    now: DateTime<Utc>,
    steps: &mut usize,
    forgotten: &mut Forgotten,
) -> Result<bool, Failure> {
    let settings = notice_settings::in_force(app, business).await?;
    let months = settings.guest_contact_months.map(|months| Months::new(months.into()));
    let Some(until) = months.and_then(|months| now.checked_sub_months(months)) else {
        return Ok(true);
    };
    let job = format!("{JOB}#{}", business.key());
    let mark = app.store.watermark(&job).await?;
    let from = match &mark {
        // Times that were set back bring guests in front of the mark again.
        Some(mark) => mark.record.done_until.min(until),
        None => match app.store.business(business).await? {
            Some(found) => found.record.created_at.min(until),
            None => return Ok(true),
        },
    };
    let mut after: Option<BookingCursor> = None;
    loop {
        if *steps == 0 {
            // The next run goes on from here.
            let reached = after.map_or(from, |cursor| cursor.start);
            advance(app, &job, mark, reached).await?;
            return Ok(false);
        }
        *steps -= 1;
        let query = AgendaQuery {
            business,
            from,
            to: until,
            limit: AT_A_TIME,
            after,
        };
        let page = app
            .store
            .agenda(query, |booking: &Booking| booking.account.is_none())
            .await?;
        for booking in &page.bookings {
            forgotten.bookings += usize::from(erasure::forget_guest(app, &booking.record, until).await?);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    advance(app, &job, mark, until).await?;
    Ok(true)
}
