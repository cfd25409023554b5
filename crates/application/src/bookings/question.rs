//! From records to the question that is put to the rules.

use booking_rules::availability::{Candidate, Terms};
use booking_rules::booking::Segment;
use booking_rules::catalog::{Service, Shop, StaffCard};
use booking_rules::day_book::{Entry, dates_of};
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::policy::{Horizon, OPEN_DAYS_LOOK_AHEAD, StartGrid};
use booking_rules::schedule::Schedule;
use booking_rules::time::Span;
use booking_rules::values::{Minutes, Money};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use store::Catalogue;

use super::days::Days;
use crate::app::App;
use crate::failure::Failure;

/// Who could perform a service in a shop, and how.
#[derive(Debug)]
pub(crate) struct Candidates<'c> {
    pub shop: &'c Shop,
    pub service: &'c Service,
    pub staff: Vec<(&'c StaffCard, Terms)>,
    schedules: Vec<&'c Schedule>,
}

/// Somebody without working hours in the shop never works there.
static NEVER: std::sync::LazyLock<Schedule> = std::sync::LazyLock::new(Schedule::default);

impl<'c> Candidates<'c> {
    /// # Errors
    /// [`Failure::Invalid`] naming `shop_id` or `service_id` when the shop does not exist or does not offer it.
    pub(crate) fn of(catalogue: &'c Catalogue, shop: ShopId, service: ServiceId) -> Result<Self, Failure> {
        let shop = catalogue
            .shop(shop)
            .ok_or_else(|| Failure::field("shop_id", "unknown_shop"))?;
        let service = catalogue
            .service(service)
            .filter(|s| s.is_offered_in(shop.id))
            .ok_or_else(|| Failure::field("service_id", "unknown_service"))?;
        let mut staff: Vec<_> = catalogue
            .staff
            .iter()
            .filter_map(|card| Some((&card.record, card.record.performs(service.id)?.terms_of(service))))
            .collect();
        staff.sort_by_key(|(card, _)| card.id);
        Ok(Self::scheduled(catalogue, shop, service, staff))
    }

    /// The candidates of a move: the service as it was booked, even if it is no longer offered to new customers, and
    /// whoever serves now on the terms agreed.
    pub(super) fn for_move(catalogue: &'c Catalogue, shop: ShopId, booked: &Segment) -> Result<Self, Failure> {
        let missing = || Failure::internal("a booking names a record that is not there");
        let shop = catalogue.shop(shop).ok_or_else(missing)?;
        let service = catalogue.service(booked.service).ok_or_else(missing)?;
        let mut staff: Vec<_> = catalogue
            .staff
            .iter()
            .filter_map(|card| Some((&card.record, card.record.performs(service.id)?.terms_of(service))))
            .collect();
        for (card, terms) in &mut staff {
            if card.id == booked.staff {
                *terms = agreed(booked, service);
            }
        }
        staff.sort_by_key(|(card, _)| card.id);
        Ok(Self::scheduled(catalogue, shop, service, staff))
    }

    /// The one staff member of a booking that stands, on the terms agreed.
    pub(super) fn standing(catalogue: &'c Catalogue, shop: &'c Shop, booked: &Segment) -> Result<Self, Failure> {
        let missing = || Failure::internal("a booking names a record that is not there");
        let service = catalogue.service(booked.service).ok_or_else(missing)?;
        let card = catalogue.staff_card(booked.staff).ok_or_else(missing)?;
        Ok(Self::scheduled(
            catalogue,
            shop,
            service,
            vec![(card, agreed(booked, service))],
        ))
    }

    fn scheduled(
        catalogue: &'c Catalogue,
        shop: &'c Shop,
        service: &'c Service,
        staff: Vec<(&'c StaffCard, Terms)>,
    ) -> Self {
        let schedules = staff
            .iter()
            .map(|(card, _)| catalogue.schedule(card.id, shop.id).unwrap_or(&NEVER))
            .collect();
        Self {
            shop,
            service,
            staff,
            schedules,
        }
    }

    /// Leaves one candidate, or none if the staff member does not perform the service.
    pub(crate) fn only(&mut self, staff: StaffId) {
        self.retain(|candidate| candidate == staff);
    }

    /// Leaves those of whom `keep` says so.
    pub(crate) fn retain(&mut self, keep: impl Fn(StaffId) -> bool) {
        let kept: Vec<bool> = self.staff.iter().map(|(card, _)| keep(card.id)).collect();
        let mut at = kept.iter();
        self.schedules.retain(|_| at.next().is_some_and(|kept| *kept));
        let mut at = kept.iter();
        self.staff.retain(|_| at.next().is_some_and(|kept| *kept));
    }

    pub(crate) fn ids(&self) -> Vec<StaffId> {
        self.staff.iter().map(|(card, _)| card.id).collect()
    }

    /// Puts each candidate's entries beside it; `entries` is in the order of [`Candidates::ids`].
    pub(crate) fn with<'a>(&'a self, entries: &'a [Vec<Entry>]) -> Vec<Candidate<'a>> {
        self.staff
            .iter()
            .zip(&self.schedules)
            .zip(entries)
            .map(|(((card, terms), schedule), entries)| Candidate {
                staff: card.id,
                schedule,
                terms: *terms,
                entries,
            })
            .collect()
    }

    pub(crate) fn price(&self, staff: StaffId) -> Option<Money> {
        let (card, _) = self.staff.iter().find(|(card, _)| card.id == staff)?;
        Some(card.performs(self.service.id)?.price_of(self.service))
    }

    /// The span in which other entries can matter to starts in `window`: the longest service with its buffers.
    pub(crate) fn reach(&self, window: Span) -> Span {
        let longest = |of: fn(&Terms) -> Minutes| {
            self.staff
                .iter()
                .map(|(_, terms)| of(terms))
                .max()
                .unwrap_or_default()
                .delta()
        };
        window.extended(
            longest(|t| t.buffer_before),
            longest(|t| t.duration) + longest(|t| t.buffer_after),
        )
    }
}

fn agreed(booked: &Segment, service: &Service) -> Terms {
    Terms {
        duration: Minutes::within(booked.span.length().num_minutes(), 1, i64::from(u32::MAX))
            .unwrap_or(service.duration),
        buffer_before: booked.buffer_before,
        buffer_after: booked.buffer_after,
        capacity: service.capacity,
    }
}

/// The UTC dates to read for starts in `window`: all that the service can touch there, whole local days where a daily
/// limit counts, and the neighbouring days where the grid follows bookings, for a working window may have opened the
/// day before and its grid been restarted there.
pub(crate) fn read_dates(candidates: &Candidates<'_>, window: Span) -> Vec<NaiveDate> {
    let policy = &candidates.shop.policy;
    let follows_bookings = matches!(policy.start_grid, StartGrid::AfterBooking | StartGrid::FewestGaps);
    let around = if follows_bookings {
        TimeDelta::days(1)
    } else {
        TimeDelta::zero()
    };
    let mut dates: Vec<NaiveDate> = dates_of(candidates.reach(window).extended(around, around)).collect();
    if policy.staff_daily_limit.is_some() || policy.customer_daily_limit.is_some() {
        let zone = candidates.shop.time_zone;
        for edge in [window.start(), window.end() - TimeDelta::nanoseconds(1)] {
            dates.extend(dates_of(zone.day_span(zone.local_date(edge))));
        }
        dates.sort_unstable();
        dates.dedup();
    }
    dates
}

/// The window of one start.
pub(super) fn moment(start: DateTime<Utc>) -> Result<Span, Failure> {
    Span::new(start, start + TimeDelta::minutes(1)).map_err(|_| Failure::field("start", "invalid_instant"))
}

/// Each candidate's entries. Where the horizon counts open days, the days from now on are read as well: the one case
/// in which a booking asks for more than two reads.
pub(super) async fn entries_for_decision(
    app: &App,
    candidates: &Candidates<'_>,
    days: &Days,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<Entry>>, Failure> {
    let mut entries: Vec<Vec<Entry>> = candidates
        .ids()
        .into_iter()
        .map(|staff| days.staff_entries(staff))
        .collect();
    if matches!(candidates.shop.policy.horizon, Horizon::RollingOpenDays { .. }) && start > now {
        // No horizon reaches further than the look-ahead, however far away the start is.
        let furthest = now
            .checked_add_signed(TimeDelta::days(OPEN_DAYS_LOOK_AHEAD.into()))
            .unwrap_or(start);
        let window = Span::new(now, start.min(furthest)).map_err(|_| Failure::field("start", "invalid_instant"))?;
        let further = read_day_books(app, candidates, window, true).await?;
        for (own, more) in entries.iter_mut().zip(further) {
            own.extend(more.into_iter().filter(|e| !own.contains(e)).collect::<Vec<_>>());
        }
    }
    Ok(entries)
}

/// Each candidate's entries around the starts of `window`, by month queries.
pub(crate) async fn read_day_books(
    app: &App,
    candidates: &Candidates<'_>,
    window: Span,
    consistent: bool,
) -> Result<Vec<Vec<Entry>>, Failure> {
    let dates = read_dates(candidates, window);
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return Ok(Vec::new());
    };
    let books = app
        .store
        .day_books(candidates.shop.id.business(), *first, *last, consistent)
        .await?;
    let ids = candidates.ids();
    let mut entries = vec![Vec::new(); ids.len()];
    for day in books {
        if let Ok(at) = ids.binary_search(&day.staff)
            && let Some(own) = entries.get_mut(at)
        {
            own.extend(day.book.entries);
        }
    }
    Ok(entries)
}
