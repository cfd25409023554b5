//! The one table of who may do what. A test prints it; a change shows up in review as a changed table.

use core::fmt;

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
    /// See who belongs to a business.
    ReadMembers,
    /// Invite, change and remove those who belong to a business.
    ManageMembers,
    /// Give servers a key of their own.
    ManageApiKeys,
    /// Say which servers outside are told what happens.
    ManageHooks,
    /// See who did what.
    ReadAudit,
    /// Take money at the till and give it back.
    RecordSales,
    /// See the money facts and the reports made of them, and have files of them made.
    ReadFinances,
    /// Close a month of the books, and put entries right.
    ManageFinances,
    /// Hand out or erase what is held about a customer.
    ManageCustomerRecords,
    AdministerPlatform,
}

impl Permission {
    pub const ALL: [Self; 31] = [
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
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ManageApiKeys,
        Self::ManageHooks,
        Self::ReadAudit,
        Self::RecordSales,
        Self::ReadFinances,
        Self::ManageFinances,
        Self::ManageCustomerRecords,
        Self::AdministerPlatform,
    ];

    /// The name a token, a key or a front end has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreateBusiness => "create_business",
            Self::ReadBusiness => "read_business",
            Self::ManageBusiness => "manage_business",
            Self::ReadShops => "read_shops",
            Self::ManageShops => "manage_shops",
            Self::ReadSettings => "read_settings",
            Self::ManageSettings => "manage_settings",
            Self::ManageCatalog => "manage_catalog",
            Self::ReadStaffCards => "read_staff_cards",
            Self::ManageStaff => "manage_staff",
            Self::ReadSchedules => "read_schedules",
            Self::ManageOwnSchedule => "manage_own_schedule",
            Self::ManageSchedules => "manage_schedules",
            Self::ManageOwnTimeOff => "manage_own_time_off",
            Self::ManageTimeOff => "manage_time_off",
            Self::ReadAgenda => "read_agenda",
            Self::ServeBookings => "serve_bookings",
            Self::BookForOthers => "book_for_others",
            Self::OverrideOverlap => "override_overlap",
            Self::BookForSelf => "book_for_self",
            Self::OwnBookings => "own_bookings",
            Self::ReadMembers => "read_members",
            Self::ManageMembers => "manage_members",
            Self::ManageApiKeys => "manage_api_keys",
            Self::ManageHooks => "manage_hooks",
            Self::ReadAudit => "read_audit",
            Self::RecordSales => "record_sales",
            Self::ReadFinances => "read_finances",
            Self::ManageFinances => "manage_finances",
            Self::ManageCustomerRecords => "manage_customer_records",
            Self::AdministerPlatform => "administer_platform",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == name)
    }
}

/// Some of the permissions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet(u64);

impl PermissionSet {
    #[must_use]
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u64) != 0
    }

    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What either allows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In the order of the matrix.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(
            permissions
                .into_iter()
                .fold(0, |bits, permission| bits | (1 << permission as u64)),
        )
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
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
    Permission::RecordSales,
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
    Permission::ReadMembers,
    Permission::RecordSales,
    Permission::ReadFinances,
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
    Permission::ReadMembers,
    Permission::ManageMembers,
    Permission::ManageApiKeys,
    Permission::ManageHooks,
    Permission::ReadAudit,
    Permission::RecordSales,
    Permission::ReadFinances,
    Permission::ManageFinances,
    Permission::ManageCustomerRecords,
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
