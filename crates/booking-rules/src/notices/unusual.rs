//! Which cancellations those who run a business should look at. Two plain rules; a business that wants others turns the
//! letters off.

use chrono::{DateTime, TimeDelta, Utc};

/// What is out of the ordinary about a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusual {
    /// The shop called off a visit that was about to begin.
    ShortNotice,
    /// One of many that customers of one shop called off within a day.
    Many,
}

impl Unusual {
    /// Called off by the shop less than this before the start: whoever was to come is on the way.
    pub const SHORT_NOTICE: TimeDelta = TimeDelta::hours(2);
    /// So many by customers of one shop, within [`Unusual::WITHIN`].
    pub const MANY: usize = 3;
    pub const WITHIN: TimeDelta = TimeDelta::hours(24);

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShortNotice => "short_notice",
            Self::Many => "many",
        }
    }
}

/// Whether a visit that starts then is called off on short notice; one that has begun is not called off but missed.
#[must_use]
pub fn is_short_notice(start: DateTime<Utc>, cancelled_at: DateTime<Utc>) -> bool {
    let ahead = start - cancelled_at;
    ahead > TimeDelta::zero() && ahead < Unusual::SHORT_NOTICE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_notice_is_less_than_two_hours_ahead_and_not_after_the_start() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        for (minutes, short) in [
            (121, false),
            (120, false),
            (119, true),
            (1, true),
            (0, false),
            (-5, false),
        ] {
            assert_eq!(
                is_short_notice(start, start - TimeDelta::minutes(minutes)),
                short,
                "{minutes}"
            );
        }
    }
}
