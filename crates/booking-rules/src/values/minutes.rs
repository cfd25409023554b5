use core::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Invalid;

/// A length of time in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(u32);

impl Minutes {
    pub const ZERO: Self = Self(0);
    /// A service or buffer is never longer than a day.
    pub const DAY: Self = Self(24 * 60);

    #[must_use]
    pub const fn new(minutes: u32) -> Self {
        Self(minutes)
    }

    /// # Errors
    /// `duration_out_of_range` for zero, a negative number or more than a day.
    pub fn duration(minutes: i64) -> Result<Self, Invalid> {
        Self::within(minutes, 1, i64::from(Self::DAY.0)).ok_or(Invalid::new("duration_out_of_range"))
    }

    /// # Errors
    /// `buffer_out_of_range` for a negative number or more than a day.
    pub fn buffer(minutes: i64) -> Result<Self, Invalid> {
        Self::within(minutes, 0, i64::from(Self::DAY.0)).ok_or(Invalid::new("buffer_out_of_range"))
    }

    /// `None` outside `low..=high`.
    #[must_use]
    pub fn within(minutes: i64, low: i64, high: i64) -> Option<Self> {
        if minutes < low || minutes > high {
            None
        } else {
            u32::try_from(minutes).ok().map(Self)
        }
    }

    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    #[must_use]
    pub fn delta(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.0))
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} min", self.0)
    }
}
