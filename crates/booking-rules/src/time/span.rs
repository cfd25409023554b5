use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::values::Invalid;

/// A half-open stretch of time, `start <= t < end`; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Span {
    /// # Errors
    /// `empty_interval` when both ends are one instant, `reversed_interval` when the end comes first.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Self, Invalid> {
        match start.cmp(&end) {
            core::cmp::Ordering::Less => Ok(Self { start, end }),
            core::cmp::Ordering::Equal => Err(Invalid::new("empty_interval")),
            core::cmp::Ordering::Greater => Err(Invalid::new("reversed_interval")),
        }
    }

    /// From `start` to `end`, or for one second where that would be empty.
    pub(super) fn at_least_a_second(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        let start = start.min(DateTime::<Utc>::MAX_UTC - TimeDelta::seconds(1));
        Self {
            start,
            end: end.max(start + TimeDelta::seconds(1)),
        }
    }

    /// The first instant inside.
    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// The first instant no longer inside.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Elapsed time, which on a clock-change day is not the difference of the wall times.
    #[must_use]
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }

    /// Whether the instant lies inside; the end does not.
    #[must_use]
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an instant; neighbours that touch do not.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The instants both share.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }

    /// The span made longer at both ends, stopping at the ends of representable time. A negative length counts as
    /// none, so the result is never shorter.
    #[must_use]
    pub fn extended(&self, before: TimeDelta, after: TimeDelta) -> Self {
        let (before, after) = (before.max(TimeDelta::zero()), after.max(TimeDelta::zero()));
        Self {
            start: self
                .start
                .checked_sub_signed(before)
                .unwrap_or(DateTime::<Utc>::MIN_UTC),
            end: self.end.checked_add_signed(after).unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Ends {
            start: DateTime<Utc>,
            end: DateTime<Utc>,
        }
        let Ends { start, end } = Ends::deserialize(deserializer)?;
        Self::new(start, end).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn span(start: i64, end: i64) -> Span {
        Span::new(at(start), at(end)).unwrap()
    }

    #[test]
    fn a_span_is_never_empty_nor_reversed() {
        assert_eq!(Span::new(at(5), at(5)), Err(Invalid::new("empty_interval")));
        assert_eq!(Span::new(at(6), at(5)), Err(Invalid::new("reversed_interval")));
        assert!(
            serde_json::from_str::<Span>(r#"{"start":"2027-01-01T10:00:00Z","end":"2027-01-01T10:00:00Z"}"#).is_err()
        );
    }

    /// B30: the end is not inside, to the second.
    #[test]
    fn the_end_is_not_inside() {
        let s = span(0, 60);
        assert!(s.contains(at(0)) && s.contains(at(59)) && !s.contains(at(60)));
        assert!(!s.overlaps(&span(60, 120)) && s.overlaps(&span(59, 61)));
        assert_eq!(s.intersection(&span(60, 120)), None);
    }

    #[test]
    fn a_span_reads_back_from_its_text() {
        let text = r#"{"start":"2027-03-28T00:30:00Z","end":"2027-03-28T01:00:00Z"}"#;
        let read: Span = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert!(serde_json::from_str::<Span>(r#"{"start":"2027-03-28","end":"2027-03-29"}"#).is_err());
    }

    #[test]
    fn growing_stops_at_the_ends_of_time() {
        let all = span(0, 1).extended(TimeDelta::MAX, TimeDelta::MAX);
        assert_eq!(
            (all.start(), all.end()),
            (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC)
        );
        assert_eq!(
            span(0, 60).extended(TimeDelta::minutes(-5), TimeDelta::zero()),
            span(0, 60)
        );
    }

    proptest! {
        #[test]
        fn two_spans_overlap_exactly_when_they_share_an_instant(a in 0i64..40, b in 1i64..40, c in 0i64..40, d in 1i64..40) {
            let (x, y) = (span(a, a + b), span(c, c + d));
            let shared = (0..80).any(|t| x.contains(at(t)) && y.contains(at(t)));
            prop_assert_eq!(x.overlaps(&y), shared);
            prop_assert_eq!(x.intersection(&y).is_some(), shared);
            prop_assert_eq!(x.covers(&y), (0..80).all(|t| !y.contains(at(t)) || x.contains(at(t))));
        }
    }
}
