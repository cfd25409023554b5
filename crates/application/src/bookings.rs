//! Taking, showing, moving and ending bookings.
//!
//! Every change follows one path: read the few records the rules need, let the rules decide, write the decision in
//! one transaction guarded by the versions that were read. A guard that moved means deciding again.

mod change;
mod claim;
mod create;
mod customer;
mod days;
mod list;
mod manage;
mod question;
mod reschedule;

use booking_rules::booking::{Booking, By};
use booking_rules::ids::{AccountId, BookingId, BusinessId, StaffId};
use store::Versioned;
use subtle::ConstantTimeEq;

pub use store::{BookingCursor, Contact};

pub(crate) use change::give_up_offer;
pub use change::{change, update_notes};
pub use claim::claim;
pub use create::{BookedBy, CustomerDetails, NewBooking, create};
pub(crate) use create::{hold, refuse_foreign};
pub(crate) use customer::customer_id;
pub use list::{AgendaFilter, Listed, ListedPage, list_of_account, list_of_shop};
pub(crate) use manage::new_secret;
pub use manage::{ManageToken, manage_token};
pub use reschedule::{Move, reschedule};

use crate::access::{Identity, Permission, Reach};
use crate::app::App;
use crate::failure::Failure;

pub(crate) use question::{Candidates, read_day_books};

/// In which quality somebody reaches for a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Its customer, signed in.
    Account(AccountId),
    /// The business it belongs to, as far as whoever acts for it reaches; `account` may be its customer besides.
    Shop { reach: Reach, account: Option<AccountId> },
    /// Whoever holds the manage link.
    Link(ManageToken),
}

impl Viewer {
    /// In which quality a signed-in caller reaches for something of `business`: its people when the role allows,
    /// and everybody else, other businesses' people too, as a customer.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when memberships cannot be read; for a server's key that does not serve the business
    /// [`Failure::Forbidden`], or [`Failure::NotFound`] in another one.
    pub async fn of(
        app: &App,
        identity: &Identity,
        business: BusinessId,
        permission: Permission,
    ) -> Result<Self, Failure> {
        let account = identity.account;
        let acting = match identity.business {
            Some(own) => (own == business).then(|| identity.clone()),
            // A token that names no business is as good as the account's place there.
            None => {
                let place = app.store.membership(account, business).await?;
                match place.map(|place| identity.in_place(&place.record)) {
                    // The door that a missing second factor closes has no back way.
                    Some(acting)
                        if !acting.second_factor && app.asks_for_second_factor(business, acting.role).await? =>
                    {
                        None
                    }
                    acting => acting,
                }
            }
        };
        let is_here = acting.is_some();
        let human = identity.key.is_none();
        match acting.filter(|acting| acting.may(permission)) {
            Some(acting) => Ok(Self::Shop {
                reach: Reach::in_business(&acting, business),
                account: human.then_some(account),
            }),
            None if human => Ok(Self::Account(account)),
            // A server is nobody's customer.
            None if is_here => Err(Failure::Forbidden),
            None => Err(Failure::NotFound),
        }
    }

    /// Whoever acts for a business, and in no other quality.
    #[must_use]
    pub fn shop(reach: Reach) -> Self {
        Self::Shop { reach, account: None }
    }

    /// Whether the viewer sees the booking as one of the shop's people.
    #[must_use]
    pub fn serves(&self, booking: &Booking) -> bool {
        matches!(self, Self::Shop { reach, .. } if reach.covers_booking(booking))
    }

    /// On whose behalf this viewer's commands on a booking count.
    #[must_use]
    pub fn by(&self, booking: &Booking) -> By {
        if self.serves(booking) { By::Shop } else { By::Customer }
    }

    /// Whether the shop's people may put the booking into somebody's hands.
    fn may_assign(&self, booking: &Booking, staff: StaffId) -> bool {
        match self {
            Self::Shop { reach, .. } if self.serves(booking) => reach.covers_staff(staff),
            _ => true,
        }
    }

    fn may_see(&self, booking: &Booking) -> bool {
        match self {
            Self::Account(account) => booking.account == Some(*account),
            Self::Shop { account, .. } => self.serves(booking) || (account.is_some() && booking.account == *account),
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
