//! Rows of counters, and sums of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Counter;
use crate::ids::{ServiceId, ShopId, StaffId};
use crate::ledger::LedgerMonth;

/// Whose numbers, and of which of the shop's days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    Shop {
        shop: ShopId,
        day: NaiveDate,
    },
    Staff {
        shop: ShopId,
        staff: StaffId,
        day: NaiveDate,
    },
    /// A service as one person serves it; money of no known person stands apart.
    Service {
        shop: ShopId,
        service: ServiceId,
        staff: Option<StaffId>,
        day: NaiveDate,
    },
    /// The customers whom a shop won in a month.
    Cohort {
        shop: ShopId,
        first: LedgerMonth,
    },
}

impl Row {
    #[must_use]
    pub fn shop(&self) -> ShopId {
        match *self {
            Self::Shop { shop, .. }
            | Self::Staff { shop, .. }
            | Self::Service { shop, .. }
            | Self::Cohort { shop, .. } => shop,
        }
    }

    /// The month in whose books the row stands.
    #[must_use]
    pub fn month(&self) -> LedgerMonth {
        match *self {
            Self::Shop { day, .. } | Self::Staff { day, .. } | Self::Service { day, .. } => LedgerMonth::of(day),
            Self::Cohort { first, .. } => first,
        }
    }
}

/// Numbers by counter; what is nothing is not there, so that equal sums are equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally(BTreeMap<Counter, i64>);

impl Tally {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get(&self, counter: Counter) -> i64 {
        self.0.get(&counter).copied().unwrap_or_default()
    }

    pub fn add(&mut self, counter: Counter, number: i64) -> &mut Self {
        let sum = self.get(counter).saturating_add(number);
        if sum == 0 {
            self.0.remove(&counter);
        } else {
            self.0.insert(counter, sum);
        }
        self
    }

    /// Adds all of another, times `factor`.
    pub fn add_all(&mut self, other: &Self, factor: i64) {
        for (counter, number) in other.iter() {
            self.add(counter, number.saturating_mul(factor));
        }
    }

    /// What must be added to `before` to get this.
    #[must_use]
    pub fn minus(&self, before: &Self) -> Self {
        let mut difference = self.clone();
        difference.add_all(before, -1);
        difference
    }

    pub fn iter(&self) -> impl Iterator<Item = (Counter, i64)> {
        self.0.iter().map(|(counter, number)| (*counter, *number))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Counter, i64)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Counter, i64)>>(numbers: I) -> Self {
        let mut tally = Self::new();
        for (counter, number) in numbers {
            tally.add(counter, number);
        }
        tally
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(counter, number)| (counter.to_string(), number)))
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = BTreeMap::<String, i64>::deserialize(deserializer)?;
        let read = numbers.into_iter().map(|(name, number)| {
            let counter = Counter::parse(&name).ok_or_else(|| serde::de::Error::custom("no counter is called this"))?;
            Ok((counter, number))
        });
        read.collect()
    }
}

/// Numbers of several rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines(BTreeMap<Row, Tally>);

impl Lines {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, row: Row, counter: Counter, number: i64) -> &mut Self {
        let tally = self.0.entry(row).or_default();
        tally.add(counter, number);
        if tally.is_empty() {
            self.0.remove(&row);
        }
        self
    }

    /// Adds all of another, times `factor`.
    pub fn add_all(&mut self, other: &Self, factor: i64) {
        for (row, tally) in other.iter() {
            for (counter, number) in tally.iter() {
                self.add(row, counter, number.saturating_mul(factor));
            }
        }
    }

    /// What must be added to `before` to get this.
    #[must_use]
    pub fn minus(&self, before: &Self) -> Self {
        let mut difference = self.clone();
        difference.add_all(before, -1);
        difference
    }

    pub fn iter(&self) -> impl Iterator<Item = (Row, &Tally)> {
        self.0.iter().map(|(row, tally)| (*row, tally))
    }

    #[must_use]
    pub fn get(&self, row: Row) -> Tally {
        self.0.get(&row).cloned().unwrap_or_default()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            Vec::<(Row, Tally)>::deserialize(deserializer)?.into_iter().collect(),
        ))
    }
}
