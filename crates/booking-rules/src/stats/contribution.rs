//! What one booking or one money fact contributes.

use serde::{Deserialize, Serialize};

use super::{Counter, Lines, Row, Taking};
use crate::booking::{Booking, Origin, Segment, Status};
use crate::ledger::{EntryKind, LedgerEntry};

/// What a thing contributes, and the version of it that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    pub version: u64,
    pub lines: Lines,
}

impl Contribution {
    /// The contribution to write down now that the thing is known at `version`, and what to add to the counters; `None` when
    /// this version or a newer one has been counted.
    ///
    /// A version that contributes the same is written down all the same: whoever still holds an older one must find that it
    /// comes too late.
    #[must_use]
    pub fn replacing(before: Option<&Self>, version: u64, lines: Lines) -> Option<(Self, Lines)> {
        if before.is_some_and(|before| before.version >= version) {
            return None;
        }
        let difference = match before {
            Some(before) => lines.minus(&before.lines),
            None => lines.clone(),
        };
        Some((Self { version, lines }, difference))
    }
}

/// A booking counts for the day its visit begins on, by the wall time that was agreed, and as made for the day it was made
/// on in the shop's zone. A hold nobody has confirmed counts for nothing, nor does an offer nobody took.
#[must_use]
pub fn of_booking(booking: &Booking) -> Lines {
    let mut lines = Lines::new();
    if booking.status == Status::Held || booking.offered_to.is_some() {
        return lines;
    }
    let (shop, day) = (booking.shop, booking.local_start.date());
    let made = Row::Shop {
        shop,
        day: booking.zone.local_date(booking.created_at),
    };
    lines.add(made, Counter::Made, 1);
    if booking.origin != Origin::Shop {
        lines.add(made, Counter::MadeOnline, 1);
    }
    if booking.status == Status::Rejected {
        return lines;
    }
    let of_shop = Row::Shop { shop, day };
    visit(&mut lines, of_shop, booking.status);
    let price = booking.price;
    let value = match booking.status {
        Status::Cancelled => Taking::CancelledValue,
        _ => Taking::BookedValue,
    };
    lines.add(of_shop, Counter::Money(value, price.currency()), price.minor());
    if booking.status == Status::NoShow {
        let missed = Counter::Money(Taking::MissedValue, price.currency());
        lines.add(of_shop, missed, price.minor());
    }
    for (place, segment) in booking.segments.iter().enumerate() {
        minutes(&mut lines, of_shop, booking, segment);
        let staff = segment.staff;
        let of_staff = Row::Staff { shop, staff, day };
        // Who serves two parts of one visit has one visit.
        if booking.segments.iter().take(place).all(|before| before.staff != staff) {
            visit(&mut lines, of_staff, booking.status);
        }
        minutes(&mut lines, of_staff, booking, segment);
        let of_service = Row::Service {
            shop,
            service: segment.service,
            staff: Some(staff),
            day,
        };
        visit(&mut lines, of_service, booking.status);
        minutes(&mut lines, of_service, booking, segment);
    }
    lines
}

fn visit(lines: &mut Lines, row: Row, status: Status) {
    lines.add(row, Counter::Booked, 1);
    let outcome = match status {
        Status::Completed => Counter::Completed,
        Status::Cancelled => Counter::Cancelled,
        Status::NoShow => Counter::NoShow,
        Status::Held | Status::Pending | Status::Confirmed | Status::CheckedIn | Status::Rejected => return,
    };
    lines.add(row, outcome, 1);
}

fn minutes(lines: &mut Lines, row: Row, booking: &Booking, segment: &Segment) {
    let minutes = segment.span.length().num_minutes();
    if booking.status != Status::Cancelled {
        lines.add(row, Counter::BookedMinutes, minutes);
    }
    if booking.status == Status::Completed {
        lines.add(row, Counter::ServedMinutes, minutes);
        lines.add(row, Counter::ServedPersons, booking.persons.into());
    }
}

/// A money fact counts for the day of the books, for its shop and, where it names them, for who served and what.
#[must_use]
pub fn of_entry(entry: &LedgerEntry) -> Lines {
    let mut lines = Lines::new();
    let (shop, day) = (entry.shop, entry.day);
    let staff = entry.staff.map(|staff| Row::Staff { shop, staff, day });
    let service = entry.service.map(|service| Row::Service {
        shop,
        service,
        staff: entry.staff,
        day,
    });
    for row in [Some(Row::Shop { shop, day }), staff, service].into_iter().flatten() {
        for (taking, minor) in takings(entry) {
            lines.add(row, Counter::Money(taking, entry.amount.gross.currency()), minor);
        }
    }
    lines
}

fn takings(entry: &LedgerEntry) -> Vec<(Taking, i64)> {
    let amount = &entry.amount;
    let gross = amount.gross.minor();
    let mut takings = Vec::new();
    if entry.kind.is_revenue() {
        takings.extend([
            (Taking::Net, amount.net.minor()),
            (Taking::Vat, amount.vat.minor()),
            (Taking::Gross, gross),
        ]);
    }
    match entry.kind {
        EntryKind::Refund => takings.push((Taking::Refunds, gross)),
        EntryKind::Discount => takings.push((Taking::Discounts, gross)),
        EntryKind::Tip => takings.push((Taking::Tips, gross)),
        EntryKind::Deposit => takings.push((Taking::Deposits, gross)),
        EntryKind::Charge | EntryKind::Fee | EntryKind::Correction => {}
    }
    takings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{BusinessId, ShopId};

    #[test]
    fn only_a_newer_version_is_written_down_and_also_when_it_contributes_the_same() {
        let business = BusinessId::from_uuid(uuid::Uuid::from_u128(7));
        let row = Row::Shop {
            shop: ShopId::new(business, uuid::Uuid::from_u128(9)),
            day: chrono::NaiveDate::from_ymd_opt(2027, 3, 8).unwrap(),
        };
        let booked = |number| {
            let mut lines = Lines::new();
            lines.add(row, Counter::Booked, number);
            lines
        };
        let (first, added) = Contribution::replacing(None, 1, booked(1)).unwrap();
        assert_eq!(added, booked(1));
        for version in [0, 1] {
            assert_eq!(Contribution::replacing(Some(&first), version, booked(5)), None);
        }
        let (second, added) = Contribution::replacing(Some(&first), 2, booked(1)).unwrap();
        assert_eq!((second.version, added.is_empty()), (2, true));
        let (_, added) = Contribution::replacing(Some(&second), 4, booked(0)).unwrap();
        assert_eq!(added, booked(-1));
    }
}
