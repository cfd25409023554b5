//! Who may do what: roles, the permissions each holds, and what a verified caller may reach.
//!
//! A permission says what a role may do at all; the methods of [`Identity`] say to whose things. Neither finds
//! anything: tenancy is kept by the keys, which are built from the caller's own business.

use core::fmt;

use booking_rules::ids::{AccountId, BusinessId, StaffId};
use booking_rules::values::{Email, Name, Phone};

mod matrix;
mod role;

pub use matrix::Permission;
pub use role::{Role, UnknownRole};

/// What a verified token, and where needed a membership, say of the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    pub account: AccountId,
    pub role: Role,
    /// The business the caller acts for; none for a customer or before one is chosen.
    pub business: Option<BusinessId>,
    /// The caller's own card in that business.
    pub staff: Option<StaffId>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub name: Option<Name>,
}

impl Identity {
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Whether the caller acts for this business; holds no permission by itself.
    #[must_use]
    pub fn acts_for(&self, business: BusinessId) -> bool {
        self.business == Some(business)
    }

    /// Whether the card is the caller's own.
    #[must_use]
    pub fn is_staff(&self, staff: StaffId) -> bool {
        self.staff == Some(staff)
    }

    /// Cards: all of the caller's business, or none.
    #[must_use]
    pub fn may_manage_staff(&self, staff: StaffId) -> bool {
        self.acts_for(staff.business()) && self.may(Permission::ManageStaff)
    }

    /// Weekly hours: the caller's own, or everybody's of the business.
    #[must_use]
    pub fn may_manage_schedule(&self, staff: StaffId) -> bool {
        self.may_for(staff, Permission::ManageOwnSchedule, Permission::ManageSchedules)
    }

    /// Time off: the caller's own, or everybody's of the business.
    #[must_use]
    pub fn may_manage_time_off(&self, staff: StaffId) -> bool {
        self.may_for(staff, Permission::ManageOwnTimeOff, Permission::ManageTimeOff)
    }

    /// Schedules and time off are read by everybody who works in the business.
    #[must_use]
    pub fn may_read_schedule(&self, staff: StaffId) -> bool {
        self.acts_for(staff.business()) && self.may(Permission::ReadSchedules)
    }

    /// Whether the caller may see and serve any booking of the business, not only its own.
    #[must_use]
    pub fn may_serve(&self, business: BusinessId) -> bool {
        self.acts_for(business) && self.may(Permission::ServeBookings)
    }

    fn may_for(&self, staff: StaffId, own: Permission, all: Permission) -> bool {
        self.acts_for(staff.business()) && (self.may(all) || (self.is_staff(staff) && self.may(own)))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Name and contact are left out: an identity is logged with requests.
        f.debug_struct("Identity")
            .field("account", &self.account)
            .field("role", &self.role)
            .field("business", &self.business)
            .field("staff", &self.staff)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
