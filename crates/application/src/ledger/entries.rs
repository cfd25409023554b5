//! Giving back what an entry took, and putting an entry right.

use booking_rules::catalog::Business;
use booking_rules::ids::{LedgerEntryId, ServiceId, ShopId, StaffId};
use booking_rules::ledger::{
    DocumentKind, Ground, LedgerEntry, LedgerMonth, MONTHS_BACK, PaymentMethod, Right, VatRate, books_day, recorded_at,
};
use booking_rules::ledger::{correct as put_right, refund as give_back};
use booking_rules::values::{Money, Notes};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use store::{TillRequest, TillSheet};

use super::{Asked, Read, Settlement, books_of, covers, entry_ids, present_months, write};
use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::failure::{AtPath, Failure, FieldFault};
use crate::once::Once;
use crate::retry;

/// Money to give back.
#[derive(Debug, Clone)]
pub struct NewRefund {
    pub shop: ShopId,
    pub of: LedgerEntryId,
    /// Gross, above zero.
    pub amount: Money,
    pub method: PaymentMethod,
    pub reason: Notes,
    /// `None` is today by the shop's clock.
    pub day: Option<NaiveDate>,
}

/// What an entry should have said.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    pub shop: ShopId,
    pub of: LedgerEntryId,
    /// Gross, zero or more; `None` was right, as all below.
    pub amount: Option<Money>,
    pub rate: Option<VatRate>,
    pub method: Option<PaymentMethod>,
    pub service: Option<ServiceId>,
    pub staff: Option<StaffId>,
    pub reason: Notes,
    /// `None` is today by the shop's clock.
    pub day: Option<NaiveDate>,
}

/// Gives back some of what an entry took, or says why not.
///
/// # Errors
/// [`Failure::Refused`] by the rules of the till, [`Failure::Invalid`] for an entry that is unknown or out of reach.
pub async fn refund(
    app: &App,
    reach: &Reach,
    new: &NewRefund,
    author: &Author,
    once: Option<&Once>,
) -> Result<Settlement, Failure> {
    let asked = Asked { author, once };
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = match find(app, reach, new.shop, new.of, once).await? {
            Found::Before(settlement) => return Ok(*settlement),
            Found::Entry(entry) => entry,
        };
        let services: Vec<_> = found.service.into_iter().collect();
        let sheet = sheet_of(app, &found, new.day, &services, &[]).await?;
        let business = sheet.business.as_ref().ok_or(Failure::NotFound)?;
        let at = "amount.currency";
        refuse(other_currency(Some(new.amount), business).map(|code| FieldFault::new(at, code)))?;
        let ids = &mut entry_ids(app, new.shop);
        let (ground, read) = ground(app, &sheet, &found, new.day, ids)?;
        let of = line_of(&ground, &found);
        let settled = give_back(ground, of, new.amount.minor(), new.method, &new.reason)?;
        let of = (DocumentKind::Refund, &sheet);
        if let Some(settlement) = write(app, settled, read, of, asked).await? {
            return Ok(settlement);
        }
    }
    Err(store::StoreError::Contention.into())
}

/// Puts an entry right by further entries, or says why not.
///
/// # Errors
/// As [`refund`]; [`Failure::Invalid`] also for an unknown service, person or rate.
pub async fn correct(
    app: &App,
    reach: &Reach,
    new: &NewCorrection,
    author: &Author,
    once: Option<&Once>,
) -> Result<Settlement, Failure> {
    let own = new.shop.business();
    let asked = Asked { author, once };
    let services: Vec<_> = new.service.into_iter().filter(|id| id.business() == own).collect();
    let staff: Vec<_> = new.staff.into_iter().filter(|id| reach.covers_staff(*id)).collect();
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = match find(app, reach, new.shop, new.of, once).await? {
            Found::Before(settlement) => return Ok(*settlement),
            Found::Entry(entry) => entry,
        };
        // The document names both services.
        let services: Vec<_> = services.iter().copied().chain(found.service).collect();
        let sheet = sheet_of(app, &found, new.day, &services, &staff).await?;
        let right = right(new, &sheet)?;
        let ids = &mut entry_ids(app, new.shop);
        let (ground, read) = ground(app, &sheet, &found, new.day, ids)?;
        let of = line_of(&ground, &found);
        let settled = put_right(ground, of, &right, &new.reason)?;
        let of = (DocumentKind::Correction, &sheet);
        if let Some(settlement) = write(app, settled, read, of, asked).await? {
            return Ok(settlement);
        }
    }
    Err(store::StoreError::Contention.into())
}

enum Found {
    /// The same request was answered before.
    Before(Box<Settlement>),
    Entry(Box<LedgerEntry>),
}

/// The entry by its id alone: the id says when it was recorded, and it is dated at most a few months back.
async fn find(
    app: &App,
    reach: &Reach,
    shop: ShopId,
    of: LedgerEntryId,
    once: Option<&Once>,
) -> Result<Found, Failure> {
    let unknown = || Failure::field("of", "unknown_entry");
    let at = recorded_at(of).filter(|_| of.business() == shop.business());
    let at = at.ok_or_else(unknown)?;
    let key = once.map(Once::key);
    let sheet = app.store.entry_sheet(of, at, &months_of(at), key.as_ref()).await?;
    if let Some(once) = once
        && let Some(saved) = once.replay(app, sheet.once)?
    {
        return Ok(Found::Before(Box::new(saved)));
    }
    let entry = sheet.entry.filter(|entry| entry.shop == shop && covers(reach, entry));
    entry.map(|entry| Found::Entry(Box::new(entry))).ok_or_else(unknown)
}

/// The months that an entry recorded then can be dated into.
fn months_of(at: DateTime<Utc>) -> Vec<LedgerMonth> {
    let furthest_east = at.checked_add_signed(TimeDelta::hours(14)).unwrap_or(at);
    let newest = LedgerMonth::of(furthest_east.date_naive());
    // One more than may be dated back, for the west of the world lies a month behind at its end.
    std::iter::successors(Some(newest), |month| Some(month.previous()))
        .take(MONTHS_BACK as usize + 2)
        .collect()
}

async fn sheet_of(
    app: &App,
    entry: &LedgerEntry,
    day: Option<NaiveDate>,
    services: &[ServiceId],
    staff: &[StaffId],
) -> Result<TillSheet, Failure> {
    let months = match day {
        Some(day) => vec![LedgerMonth::of(day)],
        None => present_months(app.now()),
    };
    let request = TillRequest {
        shop: entry.shop,
        sale: entry.sale,
        services,
        staff,
        months: &months,
        once: None,
    };
    Ok(app.store.till_sheet(&request).await?)
}

fn ground<'a>(
    app: &App,
    sheet: &TillSheet,
    entry: &LedgerEntry,
    day: Option<NaiveDate>,
    ids: &'a mut (dyn FnMut() -> LedgerEntryId + Send),
) -> Result<(Ground<'a>, Read), Failure> {
    let (Some(business), Some(shop)) = (&sheet.business, &sheet.shop) else {
        return Err(Failure::NotFound);
    };
    let missing = || Failure::internal(format!("entry {} has no account of its sale", entry.id));
    let tab = sheet.tab.as_ref().ok_or_else(missing)?;
    let now = app.now();
    let day = books_day(day, shop.time_zone, now).at("day")?;
    let (books, version) = books_of(sheet, entry.shop, LedgerMonth::of(day), business.currency);
    let read = Read {
        tab: Some(tab.version),
        books: version,
    };
    let ground = Ground {
        shop: entry.shop,
        now,
        day,
        tab: tab.record.clone(),
        books,
        ids,
    };
    Ok((ground, read))
}

/// Whoever names a correction means the entry that it put right.
fn line_of(ground: &Ground<'_>, entry: &LedgerEntry) -> LedgerEntryId {
    match ground.tab.line(entry.id) {
        Some(line) => line.entry,
        None => entry.of.unwrap_or(entry.id),
    }
}

fn other_currency(amount: Option<Money>, business: &Business) -> Option<&'static str> {
    let other = amount.is_some_and(|amount| amount.currency() != business.currency);
    other.then_some("currency_mismatch")
}

fn right(new: &NewCorrection, sheet: &TillSheet) -> Result<Right, Failure> {
    let business = sheet.business.as_ref().ok_or(Failure::NotFound)?;
    let mut faults = Vec::new();
    faults.extend(other_currency(new.amount, business).map(|code| FieldFault::new("amount.currency", code)));
    if let Some(Err(unknown)) = new.rate.map(|rate| rate.in_country(business.country)) {
        faults.push(FieldFault::new("vat_rate", unknown.code));
    }
    if new.service.is_some_and(|id| !sheet.services.contains_key(&id)) {
        faults.push(FieldFault::new("service_id", "unknown_service"));
    }
    if new.staff.is_some_and(|id| !sheet.staff.contains_key(&id)) {
        faults.push(FieldFault::new("staff_id", "unknown_staff"));
    }
    refuse(faults)?;
    Ok(Right {
        amount: new.amount.map(Money::minor),
        rate: new.rate,
        method: new.method,
        service: new.service,
        staff: new.staff,
    })
}

fn refuse(faults: impl IntoIterator<Item = FieldFault>) -> Result<(), Failure> {
    let faults: Vec<_> = faults.into_iter().collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}
