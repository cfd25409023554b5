//! The one table of who may do what. A test prints it; a change shows up in review as a changed table.

use super::Role;

/// Something a role may do; finer than an endpoint only where two roles differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Found a business.
    CreateBusiness,
    ReadBusiness,
    ManageBusiness,
    /// See shops as the business does, closures and drafts included.
    ReadShops,
    /// Found, change and close shops and their closures.
    ManageShops,
    ReadSettings,
    /// Change a shop's booking policy.
    ManageSettings,
    ManageCatalog,
    /// See cards with contact data; the public sees names only.
    ReadStaffCards,
    ManageStaff,
    ReadSchedules,
    ManageOwnSchedule,
    ManageSchedules,
    ManageOwnTimeOff,
    ManageTimeOff,
    /// See every booking of a shop.
    ReadAgenda,
    /// Confirm, reject, check in, complete, mark as missed; also change or cancel for a customer.
    ServeBookings,
    BookForOthers,
    /// Rule 2: knowingly overlap, with a reason.
    OverrideOverlap,
    BookForSelf,
    /// See, move and cancel the bookings one made as a customer.
    OwnBookings,
    AdministerPlatform,
}

impl Permission {
    pub const ALL: [Self; 22] = [
        Self::CreateBusiness,
        Self::ReadBusiness,
        Self::ManageBusiness,
        Self::ReadShops,
        Self::ManageShops,
        Self::ReadSettings,
        Self::ManageSettings,
        Self::ManageCatalog,
        Self::ReadStaffCards,
        Self::ManageStaff,
        Self::ReadSchedules,
        Self::ManageOwnSchedule,
        Self::ManageSchedules,
        Self::ManageOwnTimeOff,
        Self::ManageTimeOff,
        Self::ReadAgenda,
        Self::ServeBookings,
        Self::BookForOthers,
        Self::OverrideOverlap,
        Self::BookForSelf,
        Self::OwnBookings,
        Self::AdministerPlatform,
    ];
}

const CUSTOMER: &[Permission] = &[Permission::BookForSelf, Permission::OwnBookings];

const STAFF: &[Permission] = &[
    Permission::ReadBusiness,
    Permission::ReadShops,
    Permission::ReadSettings,
    Permission::ReadStaffCards,
    Permission::ReadSchedules,
    Permission::ManageOwnSchedule,
    Permission::ManageOwnTimeOff,
    Permission::ReadAgenda,
    Permission::ServeBookings,
    Permission::BookForOthers,
    Permission::OverrideOverlap,
    Permission::BookForSelf,
    Permission::OwnBookings,
];

const MANAGER: &[Permission] = &[
    Permission::ReadBusiness,
    Permission::ReadShops,
    Permission::ManageShops,
    Permission::ReadSettings,
    Permission::ManageSettings,
    Permission::ManageCatalog,
    Permission::ReadStaffCards,
    Permission::ManageStaff,
    Permission::ReadSchedules,
    Permission::ManageOwnSchedule,
    Permission::ManageSchedules,
    Permission::ManageOwnTimeOff,
    Permission::ManageTimeOff,
    Permission::ReadAgenda,
    Permission::ServeBookings,
    Permission::BookForOthers,
    Permission::OverrideOverlap,
    Permission::BookForSelf,
    Permission::OwnBookings,
];

const OWNER: &[Permission] = &[
    Permission::CreateBusiness,
    Permission::ReadBusiness,
    Permission::ManageBusiness,
    Permission::ReadShops,
    Permission::ManageShops,
    Permission::ReadSettings,
    Permission::ManageSettings,
    Permission::ManageCatalog,
    Permission::ReadStaffCards,
    Permission::ManageStaff,
    Permission::ReadSchedules,
    Permission::ManageOwnSchedule,
    Permission::ManageSchedules,
    Permission::ManageOwnTimeOff,
    Permission::ManageTimeOff,
    Permission::ReadAgenda,
    Permission::ServeBookings,
    Permission::BookForOthers,
    Permission::OverrideOverlap,
    Permission::BookForSelf,
    Permission::OwnBookings,
];

/// What each role may do.
const MATRIX: [(Role, &[Permission]); 5] = [
    (Role::Customer, CUSTOMER),
    (Role::Staff, STAFF),
    (Role::Manager, MANAGER),
    (Role::Owner, OWNER),
    // Support acts in any business it names; each such act carries the admin's account in the audit trail.
    (Role::Admin, &Permission::ALL),
];

impl Role {
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        MATRIX
            .iter()
            .find(|(role, _)| *role == self)
            .map_or(&[], |(_, permissions)| permissions)
    }

    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}
