//! The day's plan, to each who serves today.

use std::collections::BTreeMap;

use booking_rules::booking::Booking;
use booking_rules::ids::{BookingId, StaffId};
use booking_rules::values::Locale;
use store::{Letter, Membership};

use super::Morning;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_email};
use crate::notices::render::letters::ROW;
use crate::notices::render::{moment_in_short, moment_in_words};

/// Visits that one plan lists; whoever has more looks at the agenda.
const MOST_ROWS: usize = 60;

/// A letter for everybody who serves today and wants one.
pub(super) async fn letters(morning: &Morning<'_>) -> Result<Vec<Letter>, Failure> {
    let plans = plans(&morning.bookings);
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let readers: Vec<_> = plans.keys().filter_map(|card| place(morning.members, *card)).collect();
    let ids: Vec<_> = readers.iter().map(|place| place.account).collect();
    let accounts = morning.app.store.accounts(&ids).await?;
    let listed: Vec<BookingId> = plans.values().flatten().map(|booking| booking.id).collect();
    let contacts = morning.app.store.contacts(&listed).await?;
    let names: BTreeMap<BookingId, String> = contacts
        .into_iter()
        .map(|contact| (contact.booking, contact.name.to_string()))
        .collect();
    let mut letters = Vec::new();
    for (card, visits) in plans {
        let place = place(morning.members, card);
        let account = place.and_then(|place| accounts.iter().find(|a| a.id == place.account && !a.closed));
        let Some(staff) = morning
            .catalogue
            .staff_card(card)
            .filter(|card| card.archived_at.is_none())
        else {
            continue;
        };
        let wants = place.is_none_or(|place| place.letters.day_plan);
        let address = staff.email.clone().or_else(|| account?.email.clone());
        let Some(address) = address.filter(|_| wants) else {
            continue;
        };
        let locale = account.map_or(morning.catalogue.business.record.locale, |account| account.locale);
        let facts = facts(morning, &staff.name.to_string(), &visits, &names, locale);
        let facts: Vec<(&str, String)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
        let useful = morning.day().length();
        let letter = to_email(morning.app, LetterKind::DayPlan, address, locale, &facts, useful);
        let letter = from_business(letter, morning.shop.id.business());
        letters.push(morning.named(letter, &card.to_string()));
    }
    Ok(letters)
}

fn plans(bookings: &[Booking]) -> BTreeMap<StaffId, Vec<&Booking>> {
    let mut plans: BTreeMap<StaffId, Vec<&Booking>> = BTreeMap::new();
    for booking in bookings {
        let mut serving: Vec<StaffId> = booking.segments.iter().map(|segment| segment.staff).collect();
        serving.dedup();
        for staff in serving {
            plans.entry(staff).or_default().push(booking);
        }
    }
    plans
}

fn place(members: &[Membership], card: StaffId) -> Option<&Membership> {
    members.iter().find(|place| place.staff == Some(card))
}

fn facts(
    morning: &Morning<'_>,
    staff: &str,
    visits: &[&Booking],
    names: &BTreeMap<BookingId, String>,
    locale: Locale,
) -> Vec<(String, String)> {
    let (zone, begin) = (morning.shop.time_zone, morning.day().start());
    let mut facts = vec![
        (
            "business".to_owned(),
            morning.catalogue.business.record.name.to_string(),
        ),
        ("shop".to_owned(), morning.shop.name.to_string()),
        ("staff".to_owned(), staff.to_owned()),
        ("day".to_owned(), moment_in_words(begin, zone, locale)),
        ("count".to_owned(), visits.len().to_string()),
    ];
    for (index, booking) in visits.iter().take(MOST_ROWS).enumerate() {
        let service = booking
            .segments
            .first()
            .and_then(|segment| morning.catalogue.service(segment.service));
        let parts = [
            Some(moment_in_short(booking.span.start(), begin, zone, locale)),
            service.map(|service| service.name.to_string()),
            names.get(&booking.id).cloned(),
        ];
        let row: Vec<String> = parts.into_iter().flatten().collect();
        facts.push((format!("{ROW}{index:03}"), row.join(" · ")));
    }
    facts
}
