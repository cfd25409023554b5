//! Entries of a shop's month, and the account of one booking.

use booking_rules::booking::Booking;
use booking_rules::ids::{BookingId, ShopId, StaffId};
use booking_rules::ledger::{EntryKind, LedgerEntry, LedgerMonth, SaleRef, Tab};
use store::LedgerCursor;

use super::covers;
use crate::access::{Reach, Within};
use crate::app::App;
use crate::failure::Failure;

/// Entries read at a time.
const AT_A_TIME: usize = 500;
/// Reads for one page: a filter that few entries pass ends a page early rather than read a month.
const MOST_READS: usize = 8;

/// Which entries of a shop's month to list.
#[derive(Debug, Clone)]
pub struct LedgerFilter {
    pub shop: Within<ShopId>,
    pub month: LedgerMonth,
    pub kind: Option<EntryKind>,
    pub staff: Option<StaffId>,
    pub limit: usize,
    pub after: Option<LedgerCursor>,
}

/// Some entries, and where the list goes on.
#[derive(Debug)]
pub struct Listed {
    pub entries: Vec<LedgerEntry>,
    pub next: Option<LedgerCursor>,
}

/// Entries of a shop's month in the order they were recorded, as far as they are within reach.
///
/// # Errors
/// [`Failure::Unavailable`] when the table cannot be read.
pub async fn list(app: &App, reach: &Reach, filter: LedgerFilter) -> Result<Listed, Failure> {
    let shop = filter.shop.id();
    let wanted = |entry: &LedgerEntry| {
        entry.shop == shop
            && filter.kind.is_none_or(|kind| entry.kind == kind)
            && filter.staff.is_none_or(|staff| entry.staff == Some(staff))
            && covers(reach, entry)
    };
    let mut entries: Vec<LedgerEntry> = Vec::new();
    let mut after = filter.after.clone();
    for _ in 0..MOST_READS {
        let page = app
            .store
            .ledger_page(shop.business(), filter.month, after.as_ref(), AT_A_TIME)
            .await?;
        entries.extend(page.entries.into_iter().filter(wanted));
        if entries.len() > filter.limit {
            entries.truncate(filter.limit);
            let next = entries.last().map(LedgerCursor::after);
            return Ok(Listed { entries, next });
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Listed { entries, next: after })
}

/// A booking with its account.
#[derive(Debug)]
pub struct ShownTab {
    pub booking: Booking,
    pub tab: Tab,
}

/// The account of a booking; blank before anything was taken.
///
/// # Errors
/// [`Failure::NotFound`] when the booking does not exist or is out of reach.
pub async fn show_tab(app: &App, reach: &Reach, id: BookingId) -> Result<ShownTab, Failure> {
    let found = app.store.booking(id).await?.map(|found| found.record);
    let booking = found
        .filter(|booking| reach.covers_booking(booking))
        .ok_or(Failure::NotFound)?;
    let sale = SaleRef::Booking(id);
    let tab = match app.store.tab(sale).await? {
        Some(found) => found.record,
        None => Tab::new(sale, booking.shop, booking.price.currency(), Some(booking.customer)),
    };
    Ok(ShownTab { booking, tab })
}
