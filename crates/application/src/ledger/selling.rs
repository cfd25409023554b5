//! A sale at the till: one read, one decision, one transaction.

use booking_rules::booking::Booking;
use booking_rules::catalog::Business;
use booking_rules::ids::{BookingId, SaleId, ServiceId, ShopId, StaffId};
use booking_rules::ledger::{
    DocumentKind, EntryKind, Ground, LedgerMonth, Lowers, PaymentMethod, SaleLine, SaleRef, Tab, VatRate, books_day,
    sell,
};
use booking_rules::values::Money;
use chrono::NaiveDate;
use store::{TillRequest, TillSheet};

use super::{Asked, Read, Settlement, books_of, entry_ids, present_months, write};
use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::failure::{AtPath, Failure, FieldFault};
use crate::once::Once;
use crate::retry;

/// What is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleOf {
    /// A booking's visit.
    Booking(BookingId),
    /// Something over the counter.
    Counter,
    /// More of a counter sale of before.
    Further(SaleId),
}

/// One line of a sale as the till has it.
#[derive(Debug, Clone)]
pub struct NewLine {
    pub kind: EntryKind,
    /// Gross, above zero; a discount too.
    pub amount: Money,
    /// `None` is the service's own rate, else the standard rate of the country.
    pub rate: Option<VatRate>,
    pub method: PaymentMethod,
    pub service: Option<ServiceId>,
    /// `None` is whoever serves the booking, where that is one person.
    pub staff: Option<StaffId>,
    pub lowers: Lowers,
}

/// A sale to record.
#[derive(Debug, Clone)]
pub struct NewSale {
    pub shop: ShopId,
    pub of: SaleOf,
    /// `None` is today by the shop's clock.
    pub day: Option<NaiveDate>,
    pub lines: Vec<NewLine>,
}

/// Records a sale, or says why not.
///
/// # Errors
/// [`Failure::Refused`] by the rules of the till, [`Failure::Invalid`] for what is unknown or out of reach.
pub async fn record_sale(
    app: &App,
    reach: &Reach,
    new: NewSale,
    author: &Author,
    once: Option<&Once>,
) -> Result<Settlement, Failure> {
    refuse_other_businesses(&new)?;
    let sale = match new.of {
        SaleOf::Booking(booking) => SaleRef::Booking(booking),
        SaleOf::Counter => SaleRef::Counter(app.new_id(new.shop.business())),
        SaleOf::Further(sale) => SaleRef::Counter(sale),
    };
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        if let Some(settlement) = attempt(app, reach, &new, sale, Asked { author, once }).await? {
            return Ok(settlement);
        }
    }
    Err(store::StoreError::Contention.into())
}

/// A key is built from an id's own business, so an id of another one is refused before anything is read.
fn refuse_other_businesses(new: &NewSale) -> Result<(), Failure> {
    let own = new.shop.business();
    match new.of {
        SaleOf::Booking(booking) if booking.business() != own => {
            return Err(Failure::field("booking_id", "unknown_booking"));
        }
        SaleOf::Further(sale) if sale.business() != own => return Err(Failure::field("sale_id", "unknown_sale")),
        _ => {}
    }
    let mut faults = Vec::new();
    for (i, line) in new.lines.iter().enumerate() {
        if line.service.is_some_and(|service| service.business() != own) {
            faults.push(FieldFault::new(format!("lines[{i}].service_id"), "unknown_service"));
        }
        if line.staff.is_some_and(|staff| staff.business() != own) {
            faults.push(FieldFault::new(format!("lines[{i}].staff_id"), "unknown_staff"));
        }
    }
    refuse(faults)
}

fn refuse(faults: Vec<FieldFault>) -> Result<(), Failure> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}

async fn attempt(
    app: &App,
    reach: &Reach,
    new: &NewSale,
    sale: SaleRef,
    asked: Asked<'_>,
) -> Result<Option<Settlement>, Failure> {
    let sheet = read(app, new, sale, asked.once).await?;
    if let Some(once) = asked.once
        && let Some(saved) = once.replay(app, sheet.once.clone())?
    {
        return Ok(Some(saved));
    }
    let (Some(business), Some(shop)) = (&sheet.business, &sheet.shop) else {
        return Err(Failure::NotFound);
    };
    let booking = booking_of(reach, new, &sheet)?;
    let (tab, tab_version) = tab_of(new, sale, &sheet, business, booking)?;
    let lines = lines(reach, new, &sheet, business, booking)?;
    let now = app.now();
    let day = books_day(new.day, shop.time_zone, now).at("day")?;
    let (books, books_version) = books_of(&sheet, new.shop, LedgerMonth::of(day), business.currency);
    let ground = Ground {
        shop: new.shop,
        now,
        day,
        tab,
        books,
        ids: &mut entry_ids(app, new.shop),
    };
    let settled = sell(ground, &lines)?;
    let read = Read {
        tab: tab_version,
        books: books_version,
    };
    write(app, settled, read, (DocumentKind::Sale, &sheet), asked).await
}

async fn read(app: &App, new: &NewSale, sale: SaleRef, once: Option<&Once>) -> Result<TillSheet, Failure> {
    let services: Vec<_> = new.lines.iter().filter_map(|line| line.service).collect();
    let staff: Vec<_> = new.lines.iter().filter_map(|line| line.staff).collect();
    let months = match new.day {
        Some(day) => vec![LedgerMonth::of(day)],
        None => present_months(app.now()),
    };
    let key = once.map(Once::key);
    let request = TillRequest {
        shop: new.shop,
        sale,
        services: &services,
        staff: &staff,
        months: &months,
        once: key.as_ref(),
    };
    Ok(app.store.till_sheet(&request).await?)
}

/// The booking that is paid for: of this shop, and within reach.
fn booking_of<'a>(reach: &Reach, new: &NewSale, sheet: &'a TillSheet) -> Result<Option<&'a Booking>, Failure> {
    if !matches!(new.of, SaleOf::Booking(_)) {
        return Ok(None);
    }
    let found = sheet.booking.as_ref().map(|found| &found.record);
    let found = found.filter(|booking| reach.covers_booking(booking));
    let booking = found.ok_or_else(|| Failure::field("booking_id", "unknown_booking"))?;
    if booking.shop != new.shop {
        return Err(Failure::field("booking_id", "booking_of_another_shop"));
    }
    Ok(Some(booking))
}

fn tab_of(
    new: &NewSale,
    sale: SaleRef,
    sheet: &TillSheet,
    business: &Business,
    booking: Option<&Booking>,
) -> Result<(Tab, Option<u64>), Failure> {
    if let Some(found) = &sheet.tab {
        // A booking moves to no other shop, and a counter sale of another shop is not this till's.
        if found.record.shop != new.shop {
            return Err(Failure::field("sale_id", "unknown_sale"));
        }
        return Ok((found.record.clone(), Some(found.version)));
    }
    if matches!(new.of, SaleOf::Further(_)) {
        return Err(Failure::field("sale_id", "unknown_sale"));
    }
    let customer = booking.map(|booking| booking.customer);
    Ok((Tab::new(sale, new.shop, business.currency, customer), None))
}

/// The lines with everything in them that the till left to us.
fn lines(
    reach: &Reach,
    new: &NewSale,
    sheet: &TillSheet,
    business: &Business,
    booking: Option<&Booking>,
) -> Result<Vec<SaleLine>, Failure> {
    let mut faults = Vec::new();
    let mut read = Vec::with_capacity(new.lines.len());
    for (i, line) in new.lines.iter().enumerate() {
        let mut fault = |field: &str, code| faults.push(FieldFault::new(format!("lines[{i}].{field}"), code));
        if line.amount.currency() != business.currency {
            fault("amount.currency", "currency_mismatch");
        }
        let service = line.service.and_then(|id| sheet.services.get(&id));
        if line.service.is_some() && service.is_none() {
            fault("service_id", "unknown_service");
        }
        if line
            .staff
            .is_some_and(|id| !reach.covers_staff(id) || !sheet.staff.contains_key(&id))
        {
            fault("staff_id", "unknown_staff");
        }
        let own = line.rate.or_else(|| service.and_then(|service| service.vat_rate));
        let rate = own.unwrap_or_else(|| VatRate::standard_in(business.country));
        if rate.in_country(business.country).is_err() {
            fault("vat_rate", "unknown_vat_rate");
        }
        read.push(SaleLine {
            kind: line.kind,
            amount: line.amount.minor(),
            rate,
            method: line.method,
            service: line.service,
            staff: line
                .staff
                .or_else(|| booking.and_then(|booking| served_by(booking, line.service))),
            lowers: line.lowers,
        });
    }
    refuse(faults)?;
    Ok(read)
}

/// Who serves the service in the booking, or all of it; none where that is more than one person.
fn served_by(booking: &Booking, service: Option<ServiceId>) -> Option<StaffId> {
    let of_it = |segment: &&booking_rules::booking::Segment| service.is_none_or(|id| segment.service == id);
    let mut staff: Vec<_> = booking.segments.iter().filter(of_it).map(|s| s.staff).collect();
    staff.sort_unstable();
    staff.dedup();
    match staff.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
