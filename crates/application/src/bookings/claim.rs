//! A guest's booking becomes an account's.

use booking_rules::booking::Booking;
use booking_rules::day_book::dates_of;
use booking_rules::ids::AccountId;
use serde_json::json;
use store::{Commit, CommitError, Contact, SheetRequest, StoreError, Versioned, keys};

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
    let mut contact = contact;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let Some((booking, Some(found))) = app.store.booking_with_contact(contact.record.booking).await? else {
            return Ok(false);
        };
        contact.record = found;
        if booking.record.account.is_some() || contact.record.account.is_some() {
            return Ok(false);
        }
        let commit = commit(app, account, &contact, booking, author).await?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(true),
            // Somebody claims or changes it at this moment; the version in hand stays wrong, and the next sign-in reads it anew.
            Err(error) if error.is_at(&keys::contact(contact.record.booking)) => return Ok(false),
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
    booking: Versioned<Booking>,
    author: &Author,
) -> Result<Commit, Failure> {
    let now = app.now();
    let Versioned {
        record: before,
        version,
    } = booking;
    let after = Booking {
        account: Some(account),
        updated_at: now,
        ..before
    };
    let mut commit = Commit::new();
    commit.replace(&after, Some(version))?;
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
