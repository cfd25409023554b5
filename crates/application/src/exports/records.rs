//! The records that files are made of, page by page.

use booking_rules::booking::Booking;
use booking_rules::ids::LedgerEntryId;
use booking_rules::ledger::{LedgerEntry, LedgerMonth};
use chrono::{DateTime, TimeDelta, Utc};
use store::{
    AgendaQuery, BookingCursor, CustomerCard, Export, ExportPlace, ExportRequest, ExportWhat, LedgerCursor, StoreError,
    keys,
};

use crate::app::App;

/// Entries and customers read at a time: within the megabyte that one request answers.
const PAGE: usize = 1_000;
/// Bookings read at a time.
const BOOKINGS: usize = 500;
/// Further apart no two clocks on earth are.
const ANY_ZONE: TimeDelta = TimeDelta::hours(15);
/// An entry is written within moments of the instant it tells of.
const MOMENTS: TimeDelta = TimeDelta::minutes(10);

/// Some records of the kind that a file is made of.
pub(super) enum Records {
    Entries(Vec<LedgerEntry>),
    Bookings(Vec<Booking>),
    Customers(Vec<CustomerCard>),
}

/// How often the records are gone through: the invoices of the Polish form stand before all of their lines.
pub(super) fn passes(what: ExportWhat) -> u8 {
    if what == ExportWhat::JpkFa { 2 } else { 1 }
}

/// Records from a place on, and the place after them; none when the pass is over.
pub(super) async fn read(
    app: &App,
    export: &Export,
    place: &ExportPlace,
) -> Result<(Records, Option<ExportPlace>), StoreError> {
    match export.request.what {
        ExportWhat::Bookings => bookings(app, export, place).await,
        ExportWhat::Customers => customers(app, export, place).await,
        _ => entries(app, export, place).await,
    }
}

async fn entries(
    app: &App,
    export: &Export,
    place: &ExportPlace,
) -> Result<(Records, Option<ExportPlace>), StoreError> {
    let request = &export.request;
    let after = place.after.clone().map(LedgerCursor);
    let page = app
        .store
        .ledger_page(export.business(), place.month, after.as_ref(), PAGE)
        .await?;
    let (mut entries, mut next) = (page.entries, page.next.map(|cursor| cursor.0));
    if next.is_some() && request.what == ExportWhat::JpkFa {
        next = whole_instants(&mut entries).or(next);
    }
    let place = match next {
        Some(after) => Some(ExportPlace {
            after: Some(after),
            ..place.clone()
        }),
        None => Some(place.month.next())
            .filter(|month| *month <= LedgerMonth::of(request.to))
            .map(|month| ExportPlace {
                month,
                after: None,
                ..*place
            }),
    };
    entries.retain(|entry| belongs(entry, request) && was_written(entry, export.created_at));
    Ok((Records::Entries(entries), place))
}

fn belongs(entry: &LedgerEntry, request: &ExportRequest) -> bool {
    let in_period = (request.from..=request.to).contains(&entry.day);
    // Tips and deposits are on no invoice: the first are the staff's, the second are taxed with the visit they pay for.
    let fits = request.what != ExportWhat::JpkFa || entry.kind.is_revenue();
    in_period && fits && request.shops.as_ref().is_none_or(|shops| shops.contains(&entry.shop))
}

/// What was written while the file was being made stays out, so that a file made in several turns, or read twice, is of
/// one moment. The id tells when an entry was written.
fn was_written(entry: &LedgerEntry, by: DateTime<Utc>) -> bool {
    written_at(entry.id).is_none_or(|at| at <= by)
}

fn written_at(id: LedgerEntryId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.own().get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// Lays back the entries of the last instant, for more of it may follow on the next page: all lines of one settlement are of
/// one instant. Tells where the next page begins then; nothing if the page is of one instant alone.
fn whole_instants(entries: &mut Vec<LedgerEntry>) -> Option<String> {
    let last = entries.last()?.occurred_at;
    let kept = entries.iter().rposition(|entry| entry.occurred_at != last)? + 1;
    entries.truncate(kept);
    let end = entries.last()?;
    Some(keys::ledger_entry(end.id, end.month(), end.occurred_at).sk)
}

/// The entry of an id, if it stands where its id says. A few Queries.
pub(super) async fn entry(app: &App, id: LedgerEntryId) -> Result<Option<LedgerEntry>, StoreError> {
    let Some(at) = written_at(id) else { return Ok(None) };
    let months = [at - ANY_ZONE, at + ANY_ZONE].map(|at| LedgerMonth::of(at.date_naive()));
    for month in months.iter().take(if months[0] == months[1] { 1 } else { 2 }) {
        let after = LedgerCursor(keys::instant(at - MOMENTS));
        let page = app.store.ledger_page(id.business(), *month, Some(&after), PAGE).await?;
        if let Some(found) = page.entries.into_iter().find(|entry| entry.id == id) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

async fn bookings(
    app: &App,
    export: &Export,
    place: &ExportPlace,
) -> Result<(Records, Option<ExportPlace>), StoreError> {
    let request = &export.request;
    let after: Option<BookingCursor> = place.after.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let at = |day: chrono::NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let query = AgendaQuery {
        business: export.business(),
        from: at(request.from) - ANY_ZONE,
        to: at(request.to) + TimeDelta::days(1) + ANY_ZONE,
        limit: BOOKINGS,
        after,
    };
    let keep = |booking: &Booking| {
        let in_period = (request.from..=request.to).contains(&booking.local_start.date());
        in_period && request.shops.as_ref().is_none_or(|shops| shops.contains(&booking.shop))
    };
    let page = app.store.agenda(query, keep).await?;
    let next = page.next.map(|cursor| ExportPlace {
        after: Some(serde_json::json!(cursor).to_string()),
        ..place.clone()
    });
    let bookings = page.bookings.into_iter().map(|found| found.record).collect();
    Ok((Records::Bookings(bookings), next))
}

async fn customers(
    app: &App,
    export: &Export,
    place: &ExportPlace,
) -> Result<(Records, Option<ExportPlace>), StoreError> {
    let request = &export.request;
    let page = app
        .store
        .customers_page(export.business(), place.after.as_deref(), PAGE)
        .await?;
    let next = page.next.map(|after| ExportPlace {
        after: Some(after),
        ..place.clone()
    });
    let mut customers = page.customers;
    customers.retain(|card| (request.from..=request.to).contains(&card.created_at.date_naive()));
    Ok((Records::Customers(customers), next))
}
