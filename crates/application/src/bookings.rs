//! Taking, showing, moving and ending bookings.
//!
//! Every change follows one path: read the few records the rules need, let the rules decide, write the decision in
//! one transaction guarded by the versions that were read. A guard that moved means deciding again.

mod change;
mod create;
mod customer;
mod days;
mod list;
mod manage;
mod question;
mod reschedule;

use booking_rules::booking::{Booking, By};
use booking_rules::ids::{AccountId, BookingId, BusinessId};
use store::Versioned;
use subtle::ConstantTimeEq;

pub use store::{BookingCursor, Contact};

pub use change::{change, update_notes};
pub use create::{CustomerDetails, NewBooking, create};
pub use list::{AgendaFilter, Listed, ListedPage, list_of_account, list_of_shop};
pub use manage::{ManageToken, manage_token};
pub use reschedule::{Move, reschedule};

use crate::access::{Identity, Permission, Role};
use crate::app::App;
use crate::failure::Failure;

pub(crate) use question::{Candidates, read_day_books};

/// In which quality somebody reaches for a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Its customer, signed in.
    Account(AccountId),
    /// The business it belongs to.
    Shop(BusinessId),
    /// Whoever holds the manage link.
    Link(ManageToken),
}

impl Viewer {
    /// In which quality a signed-in caller reaches for something of `business`: its people when the role allows,
    /// and everybody else, other businesses' people too, as a customer.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when memberships cannot be read.
    pub async fn of(
        app: &App,
        identity: &Identity,
        business: BusinessId,
        permission: Permission,
    ) -> Result<Self, Failure> {
        let serves = if identity.role == Role::Customer {
            false
        } else if identity.business.is_some() {
            identity.acts_for(business) && identity.may(permission)
        } else {
            // A token that names no business is as good as the memberships of its account.
            identity.may(permission)
                && app
                    .memberships(identity.account)
                    .await?
                    .iter()
                    .any(|m| m.business == business)
        };
        Ok(if serves {
            Self::Shop(business)
        } else {
            Self::Account(identity.account)
        })
    }

    /// On whose behalf commands of this viewer count.
    #[must_use]
    pub fn by(&self) -> By {
        match self {
            Self::Shop(_) => By::Shop,
            Self::Account(_) | Self::Link(_) => By::Customer,
        }
    }

    fn may_see(&self, booking: &Booking) -> bool {
        match self {
            Self::Account(account) => booking.account == Some(*account),
            Self::Shop(business) => booking.id.business() == *business,
            Self::Link(token) => {
                token.booking == booking.id
                    && bool::from(token.secret.as_bytes().ct_eq(booking.manage_secret.0.as_bytes()))
            }
        }
    }
}

/// A booking with how to reach its customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub booking: Versioned<Booking>,
    pub contact: Option<Contact>,
}

/// # Errors
/// [`Failure::NotFound`] when it does not exist or is not the viewer's to see.
pub async fn show(app: &App, id: BookingId, viewer: &Viewer) -> Result<Shown, Failure> {
    let (booking, contact) = app.store.booking_with_contact(id).await?.ok_or(Failure::NotFound)?;
    if !viewer.may_see(&booking.record) {
        return Err(Failure::NotFound);
    }
    Ok(Shown { booking, contact })
}
