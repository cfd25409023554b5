use core::fmt;
use core::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::Invalid;

/// A time on the wall clock in whole minutes, `00:00` to `24:00`; the last is the end of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(u16);

impl WallTime {
    pub const MIDNIGHT: Self = Self(0);
    /// `24:00`: the first instant of the next date.
    pub const END_OF_DAY: Self = Self(24 * 60);

    /// # Errors
    /// `invalid_wall_time` above 1440 minutes.
    pub fn new(minutes: u16) -> Result<Self, Invalid> {
        if minutes <= Self::END_OF_DAY.0 {
            Ok(Self(minutes))
        } else {
            Err(Invalid::new("invalid_wall_time"))
        }
    }

    /// # Errors
    /// `invalid_wall_time` unless the text is `HH:MM` from `00:00` to `24:00`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digit = |c: u8| u16::from(c) - u16::from(b'0');
        match *text.as_bytes() {
            [h1, h0, b':', m1 @ b'0'..=b'5', m0] if [h1, h0, m0].iter().all(u8::is_ascii_digit) => {
                Self::new((digit(h1) * 10 + digit(h0)) * 60 + digit(m1) * 10 + digit(m0))
            }
            _ => Err(Invalid::new("invalid_wall_time")),
        }
    }

    /// Minutes since `00:00`.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The reading of a wall calendar and clock: `24:00` shows as `00:00` of the next date.
    pub(super) fn on(self, date: NaiveDate) -> NaiveDateTime {
        date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(self.0))
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for WallTime {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Serialize for WallTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WallTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_minute_of_the_day_and_24_00_read_back() {
        for minutes in 0..=1440 {
            let time = WallTime::new(minutes).unwrap();
            assert_eq!(WallTime::parse(&time.to_string()), Ok(time));
        }
        assert_eq!(WallTime::parse("24:00"), Ok(WallTime::END_OF_DAY));
        assert_eq!(serde_json::to_string(&WallTime::END_OF_DAY).unwrap(), r#""24:00""#);
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "9:00",
            "09:60",
            "24:01",
            "25:00",
            "0900",
            "09:00:00",
            " 09:00",
            "09-00",
            "+9:00",
            "09:+1",
            "٠٩:٠٠",
        ] {
            assert_eq!(WallTime::parse(bad), Err(Invalid::new("invalid_wall_time")), "{bad}");
        }
        assert!(WallTime::new(1441).is_err());
    }

    proptest! {
        #[test]
        fn only_the_canonical_text_is_read(text in "\\PC{0,6}") {
            if let Ok(time) = WallTime::parse(&text) {
                prop_assert_eq!(time.to_string(), text);
            }
        }
    }
}
