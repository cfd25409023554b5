//! Free times: the search customers see. It reads a catalogue at most a minute old and one page of day books a month;
//! booking decides again on what stands.

use std::sync::Arc;

use booking_rules::availability::{self, Offers, Question};
use booking_rules::booking::By;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::policy::{BookingPolicy, Horizon};
use booking_rules::time::{Span, Zone};
use chrono::{DateTime, TimeDelta, Utc};
use store::Catalogue;

use crate::app::App;
use crate::bookings::{Candidates, read_day_books};
use crate::failure::Failure;

/// Longest period one search may ask for: two months keeps it at three queries.
pub const MAX_PERIOD: TimeDelta = TimeDelta::days(62);
/// How far [`next`] looks: the longest the engine searches at a time.
const NEXT_PERIOD: TimeDelta = TimeDelta::days(availability::MAX_SEARCH_DAYS);
/// Most starts [`next`] answers.
pub const MAX_NEXT: usize = 50;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub shop: ShopId,
    pub service: ServiceId,
    /// `None` is whoever is free.
    pub staff: Option<StaffId>,
    pub persons: u16,
}

/// The answer: free starts in order, in the shop's zone.
#[derive(Debug)]
pub struct Found {
    pub zone: Zone,
    pub offers: Offers,
}

/// All free starts in a period.
///
/// # Errors
/// [`Failure::Invalid`] for an unknown shop, service or staff member, or a period above [`MAX_PERIOD`].
pub async fn search(app: &App, wanted: Wanted, period: Span) -> Result<Found, Failure> {
    if period.length() > MAX_PERIOD {
        return Err(Failure::field("to", "window_too_long"));
    }
    find(app, wanted, period, usize::MAX).await
}

/// The first `count` free starts after `from`.
///
/// # Errors
/// As [`search`].
pub async fn next(app: &App, wanted: Wanted, from: DateTime<Utc>, count: usize) -> Result<Found, Failure> {
    let until = from.checked_add_signed(NEXT_PERIOD);
    let period = until
        .and_then(|until| Span::new(from, until).ok())
        .ok_or_else(|| Failure::field("from", "invalid_instant"))?;
    find(app, wanted, period, count.min(MAX_NEXT)).await
}

/// All free starts in a period as the records stand now, by a catalogue that was just read: for whoever acts on what was
/// given back a moment ago.
///
/// # Errors
/// As [`search`], without its limit.
pub(crate) async fn as_it_stands(
    app: &App,
    catalogue: &Catalogue,
    wanted: Wanted,
    period: Span,
) -> Result<Found, Failure> {
    find_in(app, catalogue, wanted, period, usize::MAX, true).await
}

async fn find(app: &App, wanted: Wanted, period: Span, count: usize) -> Result<Found, Failure> {
    match find_in(app, &*catalogue(app, wanted.shop).await?, wanted, period, count, false).await {
        // What the catalogue in mind does not know may have been made since.
        Err(Failure::Invalid(_)) => {
            find_in(
                app,
                &app.catalogue(wanted.shop.business()).await?,
                wanted,
                period,
                count,
                false,
            )
            .await
        }
        answer => answer,
    }
}

async fn find_in(
    app: &App,
    catalogue: &Catalogue,
    wanted: Wanted,
    period: Span,
    count: usize,
    consistent: bool,
) -> Result<Found, Failure> {
    let mut candidates = Candidates::of(catalogue, wanted.shop, wanted.service)?;
    let (now, zone, policy) = (app.now(), candidates.shop.time_zone, &candidates.shop.policy);
    let counts_days = matches!(policy.horizon, Horizon::RollingOpenDays { .. });
    if let Some(staff) = wanted.staff {
        if catalogue
            .staff_card(staff)
            .is_none_or(|card| card.archived_at.is_some())
        {
            return Err(Failure::field("staff_id", "unknown_staff"));
        }
        // Days with room are counted over everybody; the filter comes after.
        if !counts_days {
            candidates.only(staff);
        }
    }
    let Some(bookable) = bookable(policy, zone, period, now) else {
        return Ok(Found {
            zone,
            offers: Offers::default(),
        });
    };
    let read = if counts_days {
        Span::new(now, bookable.end()).unwrap_or(bookable)
    } else {
        bookable
    };
    let entries = read_day_books(app, &candidates, read, consistent).await?;
    let listed = candidates.with(&entries);
    let question = Question {
        zone,
        policy,
        closures: &candidates.shop.closures,
        service: wanted.service,
        candidates: &listed,
        persons: wanted.persons,
        now,
        moving: None,
        customer_entries: &[],
    };
    let offers = match wanted.staff {
        Some(staff) if counts_days => availability::search(&question, bookable)
            .only(&question, staff)
            .first(count),
        _ => availability::next(&question, bookable.start(), bookable.end(), count),
    };
    Ok(Found { zone, offers })
}

/// The part of the period in which anything can be offered at all, so that no month is read in vain.
fn bookable(policy: &BookingPolicy, zone: Zone, period: Span, now: DateTime<Utc>) -> Option<Span> {
    let today = zone.local_date(now);
    let last = match policy.for_booker(By::Customer).horizon {
        Horizon::RollingDays { days } => today.checked_add_days(chrono::Days::new(days.into()))?,
        Horizon::RollingOpenDays { .. } => {
            today.checked_add_days(chrono::Days::new(booking_rules::policy::OPEN_DAYS_LOOK_AHEAD.into()))?
        }
        Horizon::FixedRange { to, .. } => to,
    };
    let start = period.start().max(now);
    let end = period.end().min(zone.day_span(last).end());
    Span::new(start, end).ok()
}

async fn catalogue(app: &App, shop: ShopId) -> Result<Arc<Catalogue>, Failure> {
    match app.recent_catalogue(shop.business()).await {
        Err(Failure::NotFound) => Err(Failure::field("shop_id", "unknown_shop")),
        other => other,
    }
}
