use booking_rules::ids::{AccountId, BusinessId, StaffId};
use booking_rules::values::{Email, Name, Phone};
use uuid::Uuid;

use super::{Identity, Permission, Role};

fn business(n: u128) -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(n))
}

fn card(n: u128, own: u128) -> StaffId {
    StaffId::new(business(n), Uuid::from_u128(own))
}

fn identity(role: Role) -> Identity {
    Identity {
        business: Some(business(1)),
        staff: Some(card(1, 1)),
        email: Some(Email::parse("anna@example.pl").unwrap()),
        phone: Some(Phone::parse("+48601234567", None).unwrap()),
        name: Some(Name::parse("Anna Nowak").unwrap()),
        ..Identity::new(AccountId::new(Uuid::from_u128(7)), role)
    }
}

/// One line a permission, one column a role.
fn matrix() -> String {
    Permission::ALL
        .iter()
        .map(|permission| {
            let columns: String = Role::ALL
                .iter()
                .map(|r| if r.may(*permission) { " x" } else { " ." })
                .collect();
            format!("{:<18}{columns}\n", format!("{permission:?}"))
        })
        .collect()
}

#[test]
fn the_matrix_changes_only_on_purpose() {
    let columns = "                   c s m o a (customer, staff, manager, owner, admin)\n";
    let expected = "\
CreateBusiness     . . . x x
ReadBusiness       . x x x x
ManageBusiness     . . . x x
ReadShops          . x x x x
ManageShops        . . x x x
ReadSettings       . x x x x
ManageSettings     . . x x x
ManageCatalog      . . x x x
ReadStaffCards     . x x x x
ManageStaff        . . x x x
ReadSchedules      . x x x x
ManageOwnSchedule  . x x x x
ManageSchedules    . . x x x
ManageOwnTimeOff   . x x x x
ManageTimeOff      . . x x x
ReadAgenda         . x x x x
ServeBookings      . x x x x
BookForOthers      . x x x x
OverrideOverlap    . x x x x
BookForSelf        x x x x x
OwnBookings        x x x x x
ReadMembers        . . x x x
ManageMembers      . . . x x
ManageApiKeys      . . . x x
ManageHooks        . . . x x
ReadAudit          . . . x x
RecordSales        . x x x x
ReadFinances       . . x x x
ManageFinances     . . . x x
ManageCustomerRecords . . . x x
AdministerPlatform . . . . x
";
    assert_eq!(matrix(), expected, "\n{columns}{}", matrix());
}

#[test]
fn permissions_read_back_from_their_names() {
    for permission in Permission::ALL {
        assert_eq!(Permission::parse(permission.as_str()), Some(permission));
    }
    assert_eq!(Permission::parse("everything"), None);
}

#[test]
fn limits_take_away_and_never_give() {
    let mut anna = identity(Role::Manager);
    let given = [Permission::ReadShops, Permission::ManageBusiness];
    anna.limits.permissions = Some(given.into_iter().collect());
    let may: Vec<_> = anna.permissions().iter().collect();
    assert_eq!(
        may,
        [Permission::ReadShops],
        "a manager's role has no ManageBusiness to give"
    );
}

#[test]
fn a_higher_role_may_all_that_a_lower_one_may() {
    for pair in Role::ALL.windows(2) {
        for permission in pair[0].permissions() {
            assert!(pair[1].may(*permission), "{} may not {permission:?}", pair[1]);
        }
    }
}

#[test]
fn staff_keep_their_own_hours_and_nobody_elses() {
    let anna = identity(Role::Staff);
    assert!(anna.may_manage_schedule(card(1, 1)) && anna.may_manage_time_off(card(1, 1)));
    assert!(!anna.may_manage_schedule(card(1, 2)) && !anna.may_manage_time_off(card(1, 2)));
    assert!(!anna.may_manage_staff(card(1, 1)));
    assert!(anna.may_read_schedule(card(1, 2)));
}

#[test]
fn managers_keep_everybodys_hours_in_their_business_only() {
    let anna = identity(Role::Manager);
    assert!(
        anna.may_manage_schedule(card(1, 2))
            && anna.may_manage_time_off(card(1, 2))
            && anna.may_manage_staff(card(1, 2))
    );
    assert!(
        !anna.may_manage_schedule(card(2, 2))
            && !anna.may_manage_time_off(card(2, 2))
            && !anna.may_manage_staff(card(2, 2))
    );
    assert!(!anna.may_read_schedule(card(2, 2)) && anna.may_serve(business(1)) && !anna.may_serve(business(2)));
}

#[test]
fn a_customer_reaches_no_card() {
    let anna = identity(Role::Customer);
    assert!(
        !anna.may_manage_schedule(card(1, 1)) && !anna.may_manage_time_off(card(1, 1)) && !anna.may_serve(business(1))
    );
}

#[test]
fn debug_shows_no_contact() {
    let shown = format!("{:?}", identity(Role::Staff));
    for personal in ["anna", "601234567", "Nowak"] {
        assert!(!shown.contains(personal), "{shown}");
    }
}

#[test]
fn roles_read_back_from_their_words() {
    for role in Role::ALL {
        assert_eq!(role.as_str().parse(), Ok(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
    }
    assert!("root".parse::<Role>().is_err());
}
