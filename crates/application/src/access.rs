//! Who may do what: roles, the permissions each holds, and what a verified caller may reach.
//!
//! A permission says what a role may do at all; the methods of [`Identity`] say to whose things. Neither finds
//! anything: tenancy is kept by the keys, which are built from the caller's own business.

use core::fmt;

use booking_rules::ids::{AccountId, ApiKeyId, BusinessId, CustomerId, SessionId, ShopId, StaffId};
use booking_rules::values::{Email, Name, Phone};

mod matrix;
mod reach;
mod role;

pub use matrix::{Permission, PermissionSet};
pub use reach::{Reach, Within};
pub use role::{Role, UnknownRole};
pub use store::Scope;

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
    /// How far the role reaches where it was given less than all it could have.
    pub limits: Limits,
    /// The session the token is of; none for a server's key or another issuer's token.
    pub session: Option<SessionId>,
    /// The key by which a server acts for the account; none for a human.
    pub key: Option<ApiKeyId>,
    /// Whether a second factor was shown at sign-in.
    pub second_factor: bool,
}

/// What a manager was given, or a key is scoped to: never more than its role has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// Absent for all permissions of the role.
    pub permissions: Option<PermissionSet>,
    pub shops: Scope<ShopId>,
    pub staff: Scope<StaffId>,
    pub customers: Scope<CustomerId>,
}

impl Identity {
    /// Somebody in a role, without limits and without anything else known.
    #[must_use]
    pub fn new(account: AccountId, role: Role) -> Self {
        Self {
            account,
            role,
            business: None,
            staff: None,
            email: None,
            phone: None,
            name: None,
            limits: Limits::default(),
            session: None,
            key: None,
            second_factor: false,
        }
    }

    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let given = self.limits.permissions.is_none_or(|given| given.contains(permission));
        given && self.role.may(permission)
    }

    /// Everything the caller may do.
    #[must_use]
    pub fn permissions(&self) -> PermissionSet {
        Permission::ALL
            .into_iter()
            .filter(|permission| self.may(*permission))
            .collect()
    }

    /// The same human on its place in a business; whoever runs the platform stays that.
    #[must_use]
    pub fn in_place(&self, place: &store::Membership) -> Self {
        let role = if self.role == Role::Admin {
            Role::Admin
        } else {
            place.role.into()
        };
        Self {
            role,
            business: Some(place.business),
            staff: place.staff,
            limits: place.into(),
            ..self.clone()
        }
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

/// Whoever belongs to a business may see it, and so leave it; and stays a human with bookings of its own.
const OF_EVERY_MEMBER: &[Permission] = &[
    Permission::ReadBusiness,
    Permission::BookForSelf,
    Permission::OwnBookings,
];

impl Limits {
    /// Permissions from their names; absent for all of the role's. A name that is no more says nothing.
    pub(crate) fn names(names: Option<&[String]>) -> Option<PermissionSet> {
        names.map(|names| names.iter().filter_map(|name| Permission::parse(name)).collect())
    }
}

impl From<&store::Membership> for Limits {
    /// Owners and staff have what their role has; only a manager's place is cut to measure.
    fn from(place: &store::Membership) -> Self {
        if place.role != store::MemberRole::Manager {
            return Self::default();
        }
        let given = Self::names(place.permissions.as_deref());
        Self {
            permissions: given.map(|given| given.or(OF_EVERY_MEMBER.iter().copied().collect())),
            shops: place.shops.clone(),
            staff: place.managed_staff.clone(),
            customers: place.customers.clone(),
        }
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
