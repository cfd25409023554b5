//! How far somebody's hand goes in one business.
//!
//! Use cases ask for a [`Reach`], or for an id [`Within`] one, instead of a plain id: whoever forgets what a manager was
//! given less of does not get it to compile. What is out of reach is answered as if it did not exist.

use booking_rules::booking::Booking;
use booking_rules::ids::{BusinessId, CustomerId, ShopId, StaffId};
use store::Scope;

use super::Identity;
use crate::failure::Failure;

/// The business somebody acts for, and which of its shops, people and customers are theirs to see and change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    business: BusinessId,
    /// One's own card is always within reach.
    own: Option<StaffId>,
    shops: Scope<ShopId>,
    staff: Scope<StaffId>,
    customers: Scope<CustomerId>,
}

/// An id of something within reach; only a [`Reach`] gives it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within<T>(T);

impl<T: Copy> Within<T> {
    #[must_use]
    pub fn id(self) -> T {
        self.0
    }
}

impl Reach {
    /// All of a business: for jobs, and for whoever set it up.
    #[must_use]
    pub fn whole(business: BusinessId) -> Self {
        Self {
            business,
            own: None,
            shops: Scope::All,
            staff: Scope::All,
            customers: Scope::All,
        }
    }

    /// What the caller reaches in the business it acts for; nothing for who acts for none.
    #[must_use]
    pub fn of(identity: &Identity) -> Option<Self> {
        identity.business.map(|business| Self::in_business(identity, business))
    }

    /// The same, where the business acted for is known.
    #[must_use]
    pub fn in_business(identity: &Identity, business: BusinessId) -> Self {
        Self {
            business,
            own: identity.staff,
            shops: identity.limits.shops.clone(),
            staff: identity.limits.staff.clone(),
            customers: identity.limits.customers.clone(),
        }
    }

    #[must_use]
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// # Errors
    /// [`Failure::NotFound`] out of reach.
    pub fn shop(&self, id: ShopId) -> Result<Within<ShopId>, Failure> {
        within(id, self.covers_shop(id))
    }

    /// # Errors
    /// [`Failure::NotFound`] out of reach.
    pub fn staff(&self, id: StaffId) -> Result<Within<StaffId>, Failure> {
        within(id, self.covers_staff(id))
    }

    /// For making a shop: whoever runs only some would not reach the new one.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for whom shops were counted out.
    pub fn all_shops(&self) -> Result<BusinessId, Failure> {
        all(&self.shops, self.business)
    }

    /// As [`Reach::all_shops`], for adding somebody to the staff.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for whom people were counted out.
    pub fn all_staff(&self) -> Result<BusinessId, Failure> {
        all(&self.staff, self.business)
    }

    #[must_use]
    pub fn covers_shop(&self, id: ShopId) -> bool {
        id.business() == self.business && self.shops.covers(&id)
    }

    #[must_use]
    pub fn covers_staff(&self, id: StaffId) -> bool {
        id.business() == self.business && (self.own == Some(id) || self.staff.covers(&id))
    }

    #[must_use]
    pub fn covers_customer(&self, id: CustomerId) -> bool {
        id.business() == self.business && self.customers.covers(&id)
    }

    /// A booking is within reach when its shop, its customer and one of those who serve are.
    #[must_use]
    pub fn covers_booking(&self, booking: &Booking) -> bool {
        booking.id.business() == self.business
            && self.covers_shop(booking.shop)
            && self.covers_customer(booking.customer)
            && booking.segments.iter().any(|s| self.covers_staff(s.staff))
    }

    /// Whether all people and customers of the business are within reach, in whichever shops.
    #[must_use]
    pub fn covers_everybody(&self) -> bool {
        self.staff == Scope::All && self.customers == Scope::All
    }

    /// Whether nothing of the business is out of reach.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shops == Scope::All && self.staff == Scope::All && self.customers == Scope::All
    }
}

fn within<T>(id: T, covered: bool) -> Result<Within<T>, Failure> {
    if covered {
        Ok(Within(id))
    } else {
        Err(Failure::NotFound)
    }
}

fn all<T: PartialEq>(scope: &Scope<T>, business: BusinessId) -> Result<BusinessId, Failure> {
    if *scope == Scope::All {
        Ok(business)
    } else {
        Err(Failure::Forbidden)
    }
}
