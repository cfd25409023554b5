//! A guest's bookings become the account's once its address or number is shown to be the account's.

use store::{Account, KnownAs};

use crate::app::App;
use crate::author::Author;
use crate::bookings;
use crate::failure::Failure;
use crate::waitlist;

/// Claimed in one go; the rest at the next sign-in.
const AT_ONCE: usize = 100;

/// Claims what was booked with the account's address and number. A failure is told to the log alone: signing in has
/// succeeded, and the next one tries again.
pub async fn claim_all(app: &App, account: &Account) {
    let known = [
        account.email.clone().map(KnownAs::Email),
        account.phone.clone().map(KnownAs::Phone),
    ];
    for known_as in known.into_iter().flatten() {
        if let Err(error) = claim_bookings(app, account, &known_as).await {
            tracing::warn!(account = %account.id, ?error, "identity.claiming_failed");
        }
        if let Err(error) = claim_waits(app, account, &known_as).await {
            tracing::warn!(account = %account.id, ?error, "identity.claiming_failed");
        }
    }
}

/// Gives the account the bookings that a guest made with this address or number; how many. Again is harmless.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn claim_bookings(app: &App, account: &Account, known_as: &KnownAs) -> Result<usize, Failure> {
    let author = Author::of(account);
    let mut claimed = 0;
    for contact in app.store.guests_known_as(known_as, AT_ONCE).await? {
        if bookings::claim(app, account.id, contact, &author).await? {
            claimed += 1;
        }
    }
    Ok(claimed)
}

/// Gives the account the places in line that a guest took with this address or number; how many. Again is harmless.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn claim_waits(app: &App, account: &Account, known_as: &KnownAs) -> Result<usize, Failure> {
    let author = Author::of(account);
    let mut claimed = 0;
    for found in app.store.guests_waiting_as(known_as, AT_ONCE).await? {
        if waitlist::claim(app, account.id, found, &author).await? {
            claimed += 1;
        }
    }
    Ok(claimed)
}
