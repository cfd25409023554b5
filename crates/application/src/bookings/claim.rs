//! A guest's booking becomes an account's.

use booking_rules::booking::Booking;
use booking_rules::day_book::dates_of;
use booking_rules::ids::AccountId;
use booking_rules::ledger::{SaleDocument, SaleRef};
use serde_json::json;
use store::{ClaimSheet, Commit, CommitError, Contact, SheetRequest, StoreError, Versioned, keys};

use super::days::{Days, Guard};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// Gives a booking to the account whose address or number it was made with, unless it has an account by now. One that
/// still holds its time is entered in the account's days, even beside another that overlaps: both stand already.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn claim(
    app: &App,
    account: AccountId,
    contact: Versioned<Contact>,
    author: &Author,
) -> Result<bool, Failure> {
    let id = contact.record.booking;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let Some(sheet) = app.store.claim_sheet(id).await? else {
            return Ok(false);
        };
        let Some(found) = &sheet.contact else { return Ok(false) };
        let is_nobodys = sheet.booking.record.account.is_none() && found.record.account.is_none();
        // The index lags behind the record: what it showed may be somebody's or may say something else by now.
        if !is_nobodys || found.version != contact.version {
            return Ok(false);
        }
        let commit = commit(app, account, found, &sheet, author).await?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(true),
            // Somebody claims or changes it at this moment; the version in hand stays wrong, and the next sign-in reads it anew.
            Err(error) if error.is_at(&keys::contact(id)) => return Ok(false),
            Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::Contention.into())
}

async fn commit(
    app: &App,
    account: AccountId,
    contact: &Versioned<Contact>,
    sheet: &ClaimSheet,
    author: &Author,
) -> Result<Commit, Failure> {
    let now = app.now();
    let Versioned {
        record: before,
        version,
    } = &sheet.booking;
    let after = Booking {
        account: Some(account),
        updated_at: now,
        ..before.clone()
    };
    let mut commit = Commit::new();
    commit.replace(&after, Some(*version))?;
    // Whoever settles at this moment writes the account, so no document is left behind.
    commit.check(keys::tab(SaleRef::Booking(after.id)), sheet.tab_version);
    for Versioned { record, version } in &sheet.documents {
        let owned = SaleDocument {
            account: Some(account),
            ..record.clone()
        };
        commit.replace(&owned, Some(*version))?;
    }
    let claimed = Contact {
        account: Some(account),
        ..contact.record.clone()
    };
    commit.replace(&claimed, Some(contact.version))?;
    let entry = after
        .customer_entry()
        .filter(|entry| after.status.holds_time() && entry.span.end() > now);
    if let Some(entry) = entry {
        let dates: Vec<_> = dates_of(entry.occupied()).collect();
        let request = SheetRequest {
            dates: &dates,
            account: Some(account),
            ..SheetRequest::default()
        };
        let sheet = app.store.booking_sheet(&request).await?;
        let days = Days::of_account(&sheet, account, &dates)?;
        days.write(&mut commit, None, Some(&after), Guard::Written, now)?;
    }
    let told = json!({ "booking_id": after.id, "account_id": account });
    let partition = keys::booking_partition(after.id);
    commit.create(&author.event(app, partition, after.id.business(), "BookingClaimed", told))?;
    Ok(commit)
}
