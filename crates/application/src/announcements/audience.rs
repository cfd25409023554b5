//! Which people of a business a booking concerns: those who serve it, and those who run what it is in.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, StaffId};
use booking_rules::notices::LetterChoices;
use store::{Actor, Event, MemberRole, Membership};

use crate::access::{Identity, Permission, Reach};

/// Somebody of the business whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listener {
    pub account: AccountId,
    pub letters: LetterChoices,
    /// The card they serve with, if they serve this booking, or served it until now.
    pub serves: Option<StaffId>,
    /// Whether they run the shop it is in.
    pub runs: bool,
}

/// Whom of the members a booking concerns. `staff` are those who serve it, and those it was taken from.
pub(crate) fn listeners(members: &[Membership], booking: &Booking, staff: &[StaffId]) -> Vec<Listener> {
    let concerned = members.iter().filter_map(|place| {
        let listener = Listener {
            account: place.account,
            letters: place.letters,
            serves: place.staff.filter(|card| staff.contains(card)),
            runs: runs(place) && reach(place).covers_booking(booking),
        };
        (listener.runs || listener.serves.is_some()).then_some(listener)
    });
    concerned.collect()
}

/// Whether somebody is told of what is not their own work: an owner, and a manager who may see bookings.
pub(crate) fn runs(place: &Membership) -> bool {
    place.role != MemberRole::Staff && identity(place).may(Permission::ReadAgenda)
}

/// Whether somebody is told of what the business earns.
pub(crate) fn reads_finances(place: &Membership) -> bool {
    identity(place).may(Permission::ReadFinances)
}

/// How far the hand of somebody in that place goes.
pub(crate) fn reach(place: &Membership) -> Reach {
    Reach::in_business(&identity(place), place.business)
}

fn identity(place: &Membership) -> Identity {
    Identity::new(place.account, place.role.into()).in_place(place)
}

/// Whether the account did it itself. What a server does with a key of theirs they have not seen yet.
pub(super) fn did(event: &Event, account: AccountId) -> bool {
    matches!(&event.actor, Actor::Account { account: by, key: None, .. } if *by == account)
}

/// Whether the people of the shop did it. Who belongs to the business says so, not the role of a token: theirs may be that
/// of a plain human.
pub(super) fn is_by_shop(actor: &Actor, members: &[AccountId]) -> bool {
    matches!(actor, Actor::Account { account, .. } if members.contains(account))
}

/// Whether a customer did it: signed in, by the link, or by an answer to a message.
pub(super) fn is_by_customer(actor: &Actor, members: &[AccountId]) -> bool {
    !matches!(actor, Actor::System { .. }) && !is_by_shop(actor, members)
}
