//! When a customer first came to a business, and in which months since.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Counter, Lines, Row};
use crate::booking::{Booking, Status};
use crate::ids::{BookingId, CustomerId, ShopId};
use crate::ledger::LedgerMonth;

/// A visit that took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Visit {
    pub start: DateTime<Utc>,
    pub booking: BookingId,
    pub shop: ShopId,
    /// In the shop's zone.
    pub day: NaiveDate,
}

/// The visits of one customer to one business, as far as counting needs them. It only ever learns more, because a visit that
/// took place stays one; so the order of learning does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    pub customer: CustomerId,
    pub first: Visit,
    /// Those in which there was one; twelve a year at most.
    pub months: BTreeSet<LedgerMonth>,
}

impl Visits {
    /// The visits with this one among them; `None` when it is not one, or tells nothing new.
    #[must_use]
    pub fn learning(before: Option<&Self>, booking: &Booking) -> Option<Self> {
        if booking.status != Status::Completed {
            return None;
        }
        let visit = Visit {
            start: booking.span.start(),
            booking: booking.id,
            shop: booking.shop,
            day: booking.local_start.date(),
        };
        let mut visits = before.cloned().unwrap_or_else(|| Self {
            customer: booking.customer,
            first: visit,
            months: BTreeSet::new(),
        });
        visits.first = visits.first.min(visit);
        visits.months.insert(LedgerMonth::of(visit.day));
        (Some(&visits) != before).then_some(visits)
    }

    /// A new customer on the day of the first visit, and one of the cohort of its shop and month.
    #[must_use]
    pub fn lines(&self) -> Lines {
        let Visit { shop, day, .. } = self.first;
        let mut lines = Lines::new();
        lines.add(Row::Shop { shop, day }, Counter::FirstVisits, 1);
        let first = LedgerMonth::of(day);
        for month in &self.months {
            lines.add(Row::Cohort { shop, first }, Counter::Active(*month), 1);
        }
        lines
    }
}
