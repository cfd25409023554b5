use booking_rules::ids::AccountId;
use uuid::Uuid;

use super::*;

fn business(n: u128) -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(n))
}

fn who(role: Role, own: Option<u128>) -> Identity {
    Identity {
        business: own.map(business),
        ..Identity::new(AccountId::new(Uuid::from_u128(7)), role)
    }
}

fn hat(n: u128, role: Role) -> Hat {
    Hat {
        business: business(n),
        role,
        staff: None,
        limits: Limits::default(),
    }
}

/// Status and code of a refusal.
fn refused<T: std::fmt::Debug>(result: Result<T, ApiError>) -> (u16, &'static str) {
    let error = result.unwrap_err();
    (error.status().as_u16(), error.code())
}

#[test]
fn a_claim_is_enough_and_another_business_in_the_header_does_not_exist() {
    let owner = who(Role::Owner, Some(1));
    assert_eq!(
        standing(owner.clone(), None, Reach::Business).unwrap(),
        Standing::Settled(owner.clone())
    );
    assert_eq!(
        standing(owner.clone(), Some(business(1)), Reach::Business).unwrap(),
        Standing::Settled(owner.clone())
    );
    for reach in [Reach::Business, Reach::Account] {
        assert_eq!(
            refused(standing(owner.clone(), Some(business(2)), reach)),
            (404, "not_found")
        );
    }
}

#[test]
fn the_header_chooses_among_memberships_and_brings_their_role() {
    let hats = [hat(1, Role::Owner), hat(2, Role::Staff)];
    let chosen = choose(who(Role::Owner, None), Some(business(2)), Reach::Business, &hats).unwrap();
    assert_eq!((chosen.business, chosen.role), (Some(business(2)), Role::Staff));
    assert_eq!(
        refused(choose(
            who(Role::Owner, None),
            Some(business(3)),
            Reach::Business,
            &hats
        )),
        (404, "not_found")
    );
    assert_eq!(
        refused(choose(who(Role::Owner, None), Some(business(3)), Reach::Account, &hats)),
        (404, "not_found")
    );
}

#[test]
fn the_only_membership_needs_no_header_and_two_do() {
    let one = choose(
        who(Role::Customer, None),
        None,
        Reach::Business,
        &[hat(1, Role::Manager)],
    )
    .unwrap();
    assert_eq!((one.business, one.role), (Some(business(1)), Role::Manager));
    for hats in [&[][..], &[hat(1, Role::Owner), hat(2, Role::Owner)][..]] {
        assert_eq!(
            refused(choose(who(Role::Owner, None), None, Reach::Business, hats)),
            (403, "business_required")
        );
        assert_eq!(
            choose(who(Role::Owner, None), None, Reach::Account, hats)
                .unwrap()
                .business,
            None
        );
    }
}

#[test]
fn a_customer_on_its_own_routes_costs_no_read() {
    let customer = who(Role::Customer, None);
    assert_eq!(
        standing(customer.clone(), None, Reach::Account).unwrap(),
        Standing::Settled(customer.clone())
    );
    assert_eq!(
        standing(customer.clone(), None, Reach::Business).unwrap(),
        Standing::Open(customer)
    );
}

#[test]
fn an_admin_acts_in_the_business_it_names_and_stays_an_admin() {
    let Standing::Settled(admin) = standing(who(Role::Admin, None), Some(business(9)), Reach::Business).unwrap() else {
        panic!("not settled");
    };
    assert_eq!((admin.business, admin.role), (Some(business(9)), Role::Admin));
    let member = choose(who(Role::Admin, None), None, Reach::Business, &[hat(1, Role::Staff)]).unwrap();
    assert_eq!(member.role, Role::Admin);
}
