//! Giving up one's place.

use std::str::FromStr;

use booking_rules::Refusal;
use booking_rules::booking::{Command, Status};
use booking_rules::ids::{IdError, WaitlistEntryId};
use store::{Commit, CommitError, StoreError, Versioned, WaitingCustomer};
use subtle::ConstantTimeEq;

use super::{LEFT, tell};
use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, Viewer};
use crate::failure::Failure;
use crate::retry;

/// Which entry is meant: its id, and for whoever has no account the secret that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct WaitToken {
    pub entry: WaitlistEntryId,
    secret: Option<String>,
}

impl WaitToken {
    /// Whether it opens the entry by itself.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret.is_some()
    }
}

impl FromStr for WaitToken {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (entry, secret) = match text.split_once('.') {
            Some((entry, secret)) => (entry, Some(secret.to_owned())),
            None => (text, None),
        };
        Ok(Self {
            entry: entry.parse()?,
            secret,
        })
    }
}

impl std::fmt::Debug for WaitToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WaitToken({}, ***)", self.entry)
    }
}

/// In which quality somebody gives up a place.
#[derive(Debug, Clone)]
pub enum Leaver {
    Link(WaitToken),
    Viewer(Viewer),
}

impl Leaver {
    fn may_take_out(&self, found: &WaitingCustomer) -> bool {
        let entry = &found.entry;
        match self {
            Self::Link(token) => {
                let secret = token.secret.as_deref().unwrap_or_default();
                token.entry == entry.id && bool::from(secret.as_bytes().ct_eq(found.secret.0.as_bytes()))
            }
            Self::Viewer(Viewer::Account(account)) => found.account == Some(*account),
            Self::Viewer(Viewer::Shop { reach, account }) => {
                let serves = reach.covers_shop(entry.shop) && reach.covers_customer(entry.customer);
                serves || (account.is_some() && found.account == *account)
            }
            Self::Viewer(Viewer::Link(_)) => false,
        }
    }
}

/// Takes an entry out of its line; a time that is held for it is given back. One that is not in line any more stays as it
/// is, so repeating it is harmless.
///
/// # Errors
/// [`Failure::NotFound`] when it does not exist or is not theirs.
pub async fn leave(
    app: &App,
    id: WaitlistEntryId,
    leaver: &Leaver,
    author: &Author,
) -> Result<Versioned<WaitingCustomer>, Failure> {
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let found = app.store.waitlist_entry(id).await?.ok_or(Failure::NotFound)?;
        if !leaver.may_take_out(&found.record) {
            return Err(Failure::NotFound);
        }
        if let Some(offer) = found.record.entry.offer() {
            give_back(app, offer.booking, author).await?;
            continue;
        }
        match take_out(app, found, author).await? {
            Some(left) => return Ok(left),
            None => continue,
        }
    }
    Err(StoreError::Contention.into())
}

/// `None` when it moved meanwhile.
async fn take_out(
    app: &App,
    found: Versioned<WaitingCustomer>,
    author: &Author,
) -> Result<Option<Versioned<WaitingCustomer>>, Failure> {
    let Some(entry) = found.record.entry.left(app.now()) else {
        return Ok(Some(found));
    };
    let mut commit = Commit::new();
    tell(app, &mut commit, LEFT, &entry, author)?;
    let record = WaitingCustomer { entry, ..found.record };
    commit.replace(&record, Some(found.version))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(Some(Versioned {
            record,
            version: found.version + 1,
        })),
        Err(CommitError::Moved(_) | CommitError::Store(StoreError::Contention)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Gives a held time back for good: the entry leaves with it.
async fn give_back(app: &App, booking: booking_rules::ids::BookingId, author: &Author) -> Result<(), Failure> {
    let whole = Viewer::shop(Reach::whole(booking.business()));
    let command = Command::Cancel { reason: None };
    match bookings::give_up_offer(app, booking, &whole, command, author).await {
        // Taken by somebody else's click, or passed, meanwhile: the entry says which.
        Ok(_)
        | Err(Failure::Refused(Refusal::NotAllowedNow {
            status: Status::Cancelled | Status::Confirmed | Status::Pending,
        })) => Ok(()),
        Err(failure) => Err(failure),
    }
}
