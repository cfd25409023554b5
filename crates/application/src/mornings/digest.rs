//! What happened the day before, to those who run the shop.

use std::collections::BTreeMap;

use booking_rules::booking::EventKind;
use booking_rules::ids::{BookingId, ShopId};
use booking_rules::time::Span;
use booking_rules::values::{Locale, Money};
use chrono::DateTime;
use serde::Deserialize;
use store::{AuditQuery, Event, Letter, Membership, NoticeStatus};

use super::Morning;
use crate::announcements::{reach, runs};
use crate::app::App;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_email};
use crate::notices::render::{moment_in_words, price_in_words};

/// Events of one shop on one day that are counted.
const MOST_EVENTS: usize = 5_000;

/// A letter for everybody who runs the shop and wants one; none of a day on which nothing happened and before one on
/// which nothing will.
pub(super) async fn letters(morning: &Morning<'_>) -> Result<Vec<Letter>, Failure> {
    let wants = |place: &&Membership| {
        let digested = place.letters.digest && runs(place);
        // What counts a whole shop must not tell of what is out of reach.
        digested && reach(place).covers_shop(morning.shop.id) && reach(place).covers_everybody()
    };
    let readers: Vec<&Membership> = morning.members.iter().filter(wants).collect();
    if readers.is_empty() {
        return Ok(Vec::new());
    }
    let (app, business) = (morning.app, morning.shop.id.business());
    let ids: Vec<_> = readers.iter().map(|place| place.account).collect();
    let accounts = app.store.accounts(&ids).await?;
    let day = Day::read(app, morning.shop.id, morning.day_before()).await?;
    if day == Day::default() && morning.bookings.is_empty() {
        return Ok(Vec::new());
    }
    let letters = accounts.iter().filter(|account| !account.closed).filter_map(|account| {
        let (address, locale) = (account.email.clone()?, account.locale);
        let facts = facts(morning, &day, locale);
        let useful = chrono::TimeDelta::days(2);
        let letter = to_email(app, LetterKind::DailyDigest, address, locale, &facts, useful);
        Some(morning.named(from_business(letter, business), &account.id.to_string()))
    });
    Ok(letters.collect())
}

/// What happened in a shop on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Day {
    booked: usize,
    /// The price of what was booked, in the currency of the business.
    revenue: i64,
    cancelled: usize,
    missed: usize,
    failed: usize,
}

/// What an event of a booking says that is counted.
#[derive(Deserialize)]
struct Counted {
    booking_id: BookingId,
    shop_id: ShopId,
    price: Money,
}

impl Day {
    async fn read(app: &App, shop: ShopId, span: Span) -> Result<Self, Failure> {
        let query = AuditQuery {
            business: shop.business(),
            from: span.start(),
            to: span.end(),
            limit: MOST_EVENTS,
            after: None,
        };
        let is_counted = |event: &Event| kind_of(event).is_some() && counted(event).is_some_and(|c| c.shop_id == shop);
        let events = app.store.audit(query, is_counted).await?.events;
        let notices = app.store.notices_due_in(shop.business(), span).await?;
        let failed = |notice: &&store::Notice| notice.shop == Some(shop) && notice.status == NoticeStatus::Failed;
        Ok(Self {
            failed: notices.iter().filter(failed).count(),
            ..Self::of(&events, span)
        })
    }

    /// A booking counts on the day it was made, whoever confirms it when: its id says when that was.
    fn of(events: &[Event], span: Span) -> Self {
        let mut day = Self::default();
        let mut booked: BTreeMap<BookingId, i64> = BTreeMap::new();
        for event in events {
            let Some((kind, counted)) = kind_of(event).zip(counted(event)) else {
                continue;
            };
            match kind {
                EventKind::Requested | EventKind::Confirmed if made_in(counted.booking_id, span) => {
                    booked.insert(counted.booking_id, counted.price.minor());
                }
                EventKind::Cancelled => day.cancelled += 1,
                EventKind::MarkedNoShow => day.missed += 1,
                _ => {}
            }
        }
        day.booked = booked.len();
        day.revenue = booked.values().sum();
        day
    }
}

fn made_in(booking: BookingId, span: Span) -> bool {
    let made = booking.own().get_timestamp().and_then(|made| {
        let (seconds, nanos) = made.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    });
    made.is_some_and(|made| span.contains(made))
}

fn kind_of(event: &Event) -> Option<EventKind> {
    const COUNTED: [EventKind; 4] = [
        EventKind::Requested,
        EventKind::Confirmed,
        EventKind::Cancelled,
        EventKind::MarkedNoShow,
    ];
    COUNTED.into_iter().find(|kind| kind.as_str() == event.kind)
}

fn counted(event: &Event) -> Option<Counted> {
    Counted::deserialize(&event.data).ok()
}

fn facts(morning: &Morning<'_>, day: &Day, locale: Locale) -> Vec<(&'static str, String)> {
    let zone = morning.shop.time_zone;
    let business = &morning.catalogue.business.record;
    let count = |count: usize| count.to_string();
    vec![
        ("business", business.name.to_string()),
        ("shop", morning.shop.name.to_string()),
        ("day", moment_in_words(morning.day_before().start(), zone, locale)),
        ("today", moment_in_words(morning.day().start(), zone, locale)),
        ("booked", count(day.booked)),
        (
            "revenue",
            price_in_words(Money::new(day.revenue, business.currency), locale),
        ),
        ("cancelled", count(day.cancelled)),
        ("missed", count(day.missed)),
        ("failed", count(day.failed)),
        ("ahead", count(morning.bookings.len())),
    ]
}
