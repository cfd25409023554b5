//! What is counted.

use core::fmt;

use crate::ledger::LedgerMonth;
use crate::values::Currency;

/// One number of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counter {
    /// Visits that were agreed for the day, whatever became of them.
    Booked,
    Completed,
    Cancelled,
    NoShow,
    /// Minutes held by visits that were not called off.
    BookedMinutes,
    /// Minutes of visits that took place.
    ServedMinutes,
    /// People who were served.
    ServedPersons,
    /// Bookings made on the day, whenever the visit is.
    Made,
    /// Of those, the ones that customers made themselves.
    MadeOnline,
    /// Searches for a free time.
    Searches,
    /// Customers who came to the business for the first time.
    FirstVisits,
    /// Minutes that people could have been booked; worked out for a report, never kept.
    AvailableMinutes,
    /// Minor units of a currency.
    Money(Taking, Currency),
    /// Of a cohort: those of it who came in a month.
    Active(LedgerMonth),
}

/// An amount of money that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taking {
    /// Revenue without tax; refunds, discounts and corrections are in it with their sign.
    Net,
    Vat,
    Gross,
    Tips,
    /// What was given back; negative as in the ledger.
    Refunds,
    /// What was taken off; negative as in the ledger.
    Discounts,
    /// Taken ahead of a visit.
    Deposits,
    /// Prices of the visits that were agreed and not called off.
    BookedValue,
    /// Prices of the visits that were missed.
    MissedValue,
    /// Prices of the visits that were called off.
    CancelledValue,
}

impl Taking {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Net, "net"),
        (Self::Vat, "vat"),
        (Self::Gross, "gross"),
        (Self::Tips, "tips"),
        (Self::Refunds, "refunds"),
        (Self::Discounts, "discounts"),
        (Self::Deposits, "deposits"),
        (Self::BookedValue, "booked_value"),
        (Self::MissedValue, "missed_value"),
        (Self::CancelledValue, "cancelled_value"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(taking, _)| *taking == self)
            .map_or("", |(_, name)| name)
    }
}

impl Counter {
    const PLAIN: [(Self, &'static str); 12] = [
        (Self::Booked, "booked"),
        (Self::Completed, "completed"),
        (Self::Cancelled, "cancelled"),
        (Self::NoShow, "no_show"),
        (Self::BookedMinutes, "booked_minutes"),
        (Self::ServedMinutes, "served_minutes"),
        (Self::ServedPersons, "served_persons"),
        (Self::Made, "made"),
        (Self::MadeOnline, "made_online"),
        (Self::Searches, "searches"),
        (Self::FirstVisits, "first_visits"),
        (Self::AvailableMinutes, "available_minutes"),
    ];

    /// Reads what [`Counter`] shows.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        if let Some((counter, _)) = Self::PLAIN.iter().find(|(_, known)| *known == name) {
            return Some(*counter);
        }
        let (what, of) = name.rsplit_once('_')?;
        if what == "active" {
            return LedgerMonth::parse(of).ok().map(Self::Active);
        }
        let (taking, _) = Taking::ALL.iter().find(|(_, known)| *known == what)?;
        Currency::parse(of).ok().map(|currency| Self::Money(*taking, currency))
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(taking, currency) => write!(f, "{}_{}", taking.as_str(), currency.code()),
            Self::Active(month) => write!(f, "active_{month}"),
            plain => {
                let named = Self::PLAIN.iter().find(|(counter, _)| counter == plain);
                f.write_str(named.map_or("", |(_, name)| name))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_reads_back() {
        let zloty = Currency::parse("PLN").unwrap();
        let month = LedgerMonth::parse("2027-03").unwrap();
        let plain = Counter::PLAIN.iter().map(|(counter, _)| *counter);
        let money = Taking::ALL.iter().map(|(taking, _)| Counter::Money(*taking, zloty));
        for counter in plain.chain(money).chain([Counter::Active(month)]) {
            assert_eq!(Counter::parse(&counter.to_string()), Some(counter), "{counter}");
            assert!(!counter.to_string().is_empty());
        }
        for bad in ["", "net", "net_XXQ", "active_2027-13", "booked_PLN", "Booked"] {
            assert!(Counter::parse(bad).is_none(), "{bad}");
        }
    }
}
