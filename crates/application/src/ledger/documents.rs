//! What a settlement of a booking gives to its customer: the document, and word of it.

use booking_rules::booking::Booking;
use booking_rules::ids::AccountId;
use booking_rules::ledger::{DocumentKind, Heading, SaleDocument, Seller, Settled};
use booking_rules::notices::{Channel, NoticeSettings};
use store::{Commit, InvoiceCursor, InvoicePage, Notice, TillSheet, Versioned, keys};

use super::{ENTRY_CORRECTED, SALE_RECORDED, SALE_REFUNDED};
use crate::app::App;
use crate::failure::Failure;
use crate::notices::NoticeKind;

/// The event that tells of such a settlement.
pub(super) fn event_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Sale => SALE_RECORDED,
        DocumentKind::Refund => SALE_REFUNDED,
        DocumentKind::Correction => ENTRY_CORRECTED,
    }
}

/// Adds the document of a booking's settlement, and the messages about it; what is sold over the counter has no customer
/// to keep one.
///
/// The document carries the booking's account, so it is written only while the booking is what was read: somebody may
/// claim it at this moment, and then the settlement is decided anew.
pub(super) fn add(
    app: &App,
    commit: &mut Commit,
    settled: &Settled,
    kind: DocumentKind,
    sheet: &TillSheet,
) -> Result<(), Failure> {
    let (Some(booking), Some(seller)) = (&sheet.booking, seller(sheet)) else {
        return Ok(());
    };
    let Versioned { record, version } = booking;
    let heading = Heading {
        booking: record.id,
        kind,
        account: record.account,
        seller,
        zone: record.zone,
    };
    let name_of = |id| sheet.services.get(&id).map(|service| service.name.clone());
    let Some(document) = SaleDocument::of(settled, heading, name_of) else {
        return Ok(());
    };
    commit.check(keys::booking(record.id), Some(*version));
    commit.create(&document)?;
    for receipt in receipts(app, sheet, record, &document) {
        commit.create(&receipt)?;
    }
    Ok(())
}

fn seller(sheet: &TillSheet) -> Option<Seller> {
    let (business, shop) = (sheet.business.as_ref()?, sheet.shop.as_ref()?);
    Some(Seller {
        business: business.name.clone(),
        shop: shop.name.clone(),
        tax_id: business.tax_profile.as_ref().map(|profile| profile.tax_id.clone()),
    })
}

/// One message by each way that the business writes receipts by and the customer is reached by. A document has a place of
/// its own among those of its booking, and so have its messages: none is written twice.
fn receipts(app: &App, sheet: &TillSheet, booking: &Booking, document: &SaleDocument) -> Vec<Notice> {
    let Some(contact) = &sheet.contact else {
        return Vec::new();
    };
    let of_platform = || NoticeSettings::of_platform(booking.id.business());
    let by = sheet.settings.clone().unwrap_or_else(of_platform).receipts;
    let is_reached = |channel: &Channel| match channel {
        Channel::Email => contact.email.is_some(),
        Channel::Sms => contact.phone.is_some(),
        Channel::Whatsapp => false,
    };
    let (now, kind) = (app.now(), NoticeKind::Receipt.as_str());
    by.into_iter()
        .filter(is_reached)
        .map(|channel| Notice {
            shop: Some(booking.shop),
            ..Notice::queued(booking.id, kind, channel.as_str(), document.place, now)
        })
        .collect()
}

/// The documents of an account's bookings, newest first.
///
/// # Errors
/// [`Failure::Unavailable`] when the table cannot be read.
pub async fn invoices(
    app: &App,
    account: AccountId,
    after: Option<InvoiceCursor>,
    limit: usize,
) -> Result<InvoicePage, Failure> {
    Ok(app.store.invoices_of_account(account, after, limit).await?)
}
