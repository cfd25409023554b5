//! One marker type a permission, so that a handler's signature says what its caller must be allowed to do.

use application::access::Permission;

/// A marker for the permission that a handler needs.
pub trait Requires: Send + Sync + 'static {
    const PERMISSION: Permission;
}

macro_rules! markers {
    ($($name:ident),* $(,)?) => {
        $(
            #[doc = concat!("Asks for [`Permission::", stringify!($name), "`].")]
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl Requires for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*
        #[cfg(test)]
        const MARKED: &[Permission] = &[$(Permission::$name),*];
    };
}
markers! {
    CreateBusiness, ReadBusiness, ManageBusiness, ReadShops, ManageShops, ReadSettings, ManageSettings, ManageCatalog,
    ReadStaffCards, ManageStaff, ReadSchedules, ManageOwnSchedule, ManageSchedules, ManageOwnTimeOff, ManageTimeOff,
    ReadAgenda, ServeBookings, BookForOthers, OverrideOverlap, BookForSelf, OwnBookings, ReadMembers,
    ManageMembers, ManageApiKeys, ManageHooks, ReadAudit, RecordSales, ReadFinances, ManageFinances,
    ManageCustomerRecords, AdministerPlatform,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_marker() {
        assert_eq!(MARKED, Permission::ALL);
    }
}
