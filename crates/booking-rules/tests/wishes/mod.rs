//! Wishes put to a salon, so that a test says what is wanted and when in one line.

use booking_rules::Refusal;
use booking_rules::booking::{self, Booking, By, ManageSecret, Origin, Override, Planned, Status, Wish};
use booking_rules::ids::{CustomerId, ShopId, StaffId};
use booking_rules::values::{Currency, Locale, Money, Name};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::salon::{Salon, booking_id, business, staff, utc};

pub fn zloty(amount: i64) -> Money {
    Money::new(amount * 100, Currency::parse("PLN").unwrap())
}

/// The first two on the list cost 100 and 150 zł; nobody else performs the service.
pub fn price_with(who: StaffId) -> Option<Money> {
    if who == staff(0) {
        Some(zloty(100))
    } else {
        (who == staff(1)).then(|| zloty(150))
    }
}

pub fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

/// What somebody wants at a start, with whoever is free.
pub fn wish(origin: Origin, start: &str) -> Wish {
    Wish {
        id: booking_id(500),
        shop: ShopId::new(business(), Uuid::from_u128(1)),
        staff: None,
        start: utc(start),
        customer: CustomerId::new(business(), Uuid::from_u128(300)),
        account: None,
        origin,
        locale: Locale::Pl,
        notes: None,
        allow_overlap: None,
        hold: None,
        manage_secret: ManageSecret("secret".to_owned()),
    }
}

pub fn knowingly() -> Override {
    Override {
        reason: Name::parse("Squeezed in between two others").unwrap(),
    }
}

pub fn overlapping(mut wish: Wish) -> Wish {
    wish.allow_overlap = Some(knowingly());
    wish
}

pub fn with(who: StaffId, mut wish: Wish) -> Wish {
    wish.staff = Some(who);
    wish
}

pub fn plan(salon: &Salon, wish: Wish) -> Result<Planned, Refusal> {
    salon.ask(|q| booking::plan(q, wish, price_with))
}

/// The code of the refusal, or the status of the booking.
pub fn outcome(answer: &Result<Planned, Refusal>) -> &'static str {
    match answer {
        Ok(planned) => planned.booking.status.as_str(),
        Err(refusal) => refusal.code(),
    }
}

/// A move of the booking, which does not stand in its own way.
pub fn replan(
    salon: &Salon,
    booking: &Booking,
    start: DateTime<Utc>,
    who: Option<StaffId>,
    allow_overlap: Option<&Override>,
    by: By,
) -> Result<Planned, Refusal> {
    let salon = salon.clone().with(|s| s.moving = Some(booking.id));
    salon.ask(|q| booking::replan(booking, q, start, who, allow_overlap, by, price_with))
}

/// A customer's booking as planned, then put into a status; a held one is held for ten minutes before its start.
pub fn booking_in(status: Status, salon: &Salon, start: &str) -> Booking {
    let planned = plan(salon, wish(Origin::Customer, start)).unwrap();
    let held_until = (status == Status::Held).then(|| utc(start) - TimeDelta::minutes(10));
    Booking {
        status,
        held_until,
        ..planned.booking
    }
}
