//! The till and the books: taking money, giving it back, putting entries right, closing months.
//!
//! Every settlement is decided on the account of its sale and the record of its month, and written with both in one
//! transaction guarded by their versions: two refunds of one charge meet at the account, and a close meets every entry
//! at the month.

mod documents;
mod entries;
mod listing;
mod months;
mod selling;

use booking_rules::ids::{LedgerEntryId, ShopId};
use booking_rules::ledger::{Books, DocumentKind, DocumentNumber, LedgerEntry, LedgerMonth, SaleRef, Settled, Tab};
use booking_rules::values::Currency;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Commit, CommitError, StoreError, TillSheet, keys};

pub use documents::invoices;
pub use entries::{NewCorrection, NewRefund, correct, refund};
pub use listing::{LedgerFilter, Listed, ShownTab, list, show_tab};
pub use months::{MOST_MONTHS, close, list_months};
pub use selling::{NewLine, NewSale, SaleOf, record_sale};
pub use store::{InvoiceCursor, LedgerCursor};

use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::Once;

/// Money was taken; `data.entries` says where the entries are.
pub const SALE_RECORDED: &str = "SaleRecorded";
/// Money was given back; as [`SALE_RECORDED`].
pub const SALE_REFUNDED: &str = "SaleRefunded";
/// An entry was put right; as [`SALE_RECORDED`].
pub const ENTRY_CORRECTED: &str = "EntryCorrected";
/// A month takes no more entries.
pub const MONTH_CLOSED: &str = "MonthClosed";

/// What was written, and how the sale stands after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    pub document: DocumentNumber,
    pub entries: Vec<LedgerEntry>,
    pub tab: Tab,
}

/// The versions of what a settlement was decided on; none of what was not there.
#[derive(Debug, Clone, Copy)]
struct Read {
    tab: Option<u64>,
    books: Option<u64>,
}

/// Who settles, and what makes repeating it harmless.
#[derive(Clone, Copy)]
struct Asked<'a> {
    author: &'a Author,
    once: Option<&'a Once>,
}

/// Writes a settlement with its document; `None` when a record moved and it must be decided anew.
async fn write(
    app: &App,
    settled: Settled,
    read: Read,
    of: (DocumentKind, &TillSheet),
    asked: Asked<'_>,
) -> Result<Option<Settlement>, Failure> {
    let (kind, sheet) = of;
    let mut commit = Commit::new();
    documents::add(app, &mut commit, &settled, kind, sheet)?;
    let Settled {
        document,
        entries,
        tab,
        books,
    } = settled;
    for entry in &entries {
        commit.create(entry)?;
    }
    commit.replace(&tab, read.tab)?;
    commit.replace(&books, read.books)?;
    let settlement = Settlement { document, entries, tab };
    let partition = keys::sale_partition(settlement.tab.sale);
    let told = told(&settlement);
    commit.create(
        &asked
            .author
            .event(app, partition, books.business, documents::event_of(kind), told),
    )?;
    if let Some(once) = asked.once {
        once.add_to(app, &mut commit, &settlement)?;
    }
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(settlement)),
        Err(error @ CommitError::Moved(_)) => asked.once.map_or(Ok(None), |once| once.replay_of(app, &error)),
        Err(CommitError::Store(StoreError::Contention)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// What events say of a settlement: ids and amounts, and where its entries are.
fn told(settlement: &Settlement) -> serde_json::Value {
    let tab = &settlement.tab;
    let (booking, counter) = match tab.sale {
        SaleRef::Booking(booking) => (Some(booking), None),
        SaleRef::Counter(sale) => (None, Some(sale)),
    };
    let entries: Vec<_> = settlement
        .entries
        .iter()
        .map(|entry| {
            json!({
                "entry_id": entry.id, "month": entry.month(), "at": entry.occurred_at,
                "kind": entry.kind, "amount": entry.amount.gross,
            })
        })
        .collect();
    json!({
        "shop_id": tab.shop,
        "booking_id": booking,
        "sale_id": counter,
        "document": settlement.document.to_string(),
        "entries": entries,
    })
}

/// Months that can be the present one in some zone: one, or two around its end.
fn present_months(now: DateTime<Utc>) -> Vec<LedgerMonth> {
    // No zone is further west than -12 h or further east than +14 h.
    let ends = [TimeDelta::hours(-12), TimeDelta::hours(14)];
    let mut months: Vec<_> = ends
        .into_iter()
        .filter_map(|offset| now.checked_add_signed(offset))
        .map(|local| LedgerMonth::of(local.date_naive()))
        .collect();
    months.dedup();
    months
}

/// The month's record as it was read, or the blank one of its first entry.
fn books_of(sheet: &TillSheet, shop: ShopId, month: LedgerMonth, currency: Currency) -> (Books, Option<u64>) {
    match sheet.books.get(&month) {
        Some(found) => (found.record.clone(), Some(found.version)),
        None => (Books::new(shop.business(), month, currency), None),
    }
}

/// Ids of entries, each of its own instant.
fn entry_ids(app: &App, shop: ShopId) -> impl FnMut() -> LedgerEntryId + Send + use<> {
    let app = app.clone();
    move || app.new_id(shop.business())
}

/// An entry is within reach when its shop is, and its customer and whoever served, as far as they are known.
fn covers(reach: &Reach, entry: &LedgerEntry) -> bool {
    reach.covers_shop(entry.shop)
        && entry.customer.is_none_or(|customer| reach.covers_customer(customer))
        && entry.staff.is_none_or(|staff| reach.covers_staff(staff))
}
