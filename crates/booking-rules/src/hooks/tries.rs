//! When a call that failed is made again, and when a webhook that keeps failing is given up.

use chrono::{DateTime, TimeDelta, Utc};

/// The waits that the specification of Standard Webhooks recommends: over three days, most of them early.
const WAITS: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];
/// Calls of one delivery before it is laid aside.
pub const MOST_TRIES: usize = WAITS.len() + 1;
/// The longest wait that a receiver may ask for.
const LONGEST_ASKED: TimeDelta = TimeDelta::hours(24);
/// A tenth on top spreads those that failed together.
const SPREAD: i32 = 10;

/// How long to wait after so many failed calls, or as long as the receiver asked for if that is longer; `None` when there
/// were enough. `jitter` is any byte.
#[must_use]
pub fn wait_after(failed: u32, asked: Option<TimeDelta>, jitter: u8) -> Option<TimeDelta> {
    let index = usize::try_from(failed.checked_sub(1)?).ok()?;
    let wait = *WAITS.get(index)?;
    let wait = asked.map_or(wait, |asked| wait.max(asked.min(LONGEST_ASKED)));
    Some(wait + wait / SPREAD * i32::from(jitter) / i32::from(u8::MAX))
}

/// The owner is warned of a webhook that took no call for so long.
const WARNED_AFTER: TimeDelta = TimeDelta::days(1);
const DISABLED_AFTER: TimeDelta = TimeDelta::days(3);
/// Whoever was warned has at least so long to mend it.
const TIME_TO_MEND: TimeDelta = TimeDelta::days(1);

/// What is to be done about a webhook that failed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    GoOn,
    Warn,
    Disable,
}

/// Judges a webhook by since when it took no call, and when its owner was warned of that.
#[must_use]
pub fn verdict(failing_since: DateTime<Utc>, warned_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Verdict {
    let failing = now - failing_since;
    match warned_at {
        None if failing >= WARNED_AFTER => Verdict::Warn,
        Some(warned) if failing >= DISABLED_AFTER && now - warned >= TIME_TO_MEND => Verdict::Disable,
        _ => Verdict::GoOn,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_waits_are_those_of_the_specification_and_add_up_to_three_days() {
        let waits: Vec<_> = (1..).map_while(|failed| wait_after(failed, None, 0)).collect();
        assert_eq!(waits, WAITS);
        assert_eq!(waits.len() + 1, MOST_TRIES);
        let all = waits.iter().sum::<TimeDelta>();
        assert!(
            all >= TimeDelta::days(3) && all < TimeDelta::days(3) + TimeDelta::hours(4),
            "{all}"
        );
        assert_eq!(wait_after(0, None, 0), None);
        assert_eq!(wait_after(u32::MAX, None, 255), None);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let asked = |seconds| wait_after(1, Some(TimeDelta::seconds(seconds)), 0);
        assert_eq!(asked(1), Some(TimeDelta::seconds(5)));
        assert_eq!(asked(120), Some(TimeDelta::seconds(120)));
        assert_eq!(asked(90_000_000), Some(LONGEST_ASKED));
        assert_eq!(asked(-5), Some(TimeDelta::seconds(5)));
        assert_eq!(
            wait_after(10, Some(TimeDelta::seconds(5)), 0),
            None,
            "asking buys no more calls"
        );
    }

    #[test]
    fn nobody_is_cut_off_before_they_were_warned_and_had_a_day() {
        let start: DateTime<Utc> = "2027-03-08T09:00:00Z".parse().unwrap();
        let at = |hours| start + TimeDelta::hours(hours);
        for (warned, now, expected) in [
            (None, 0, Verdict::GoOn),
            (None, 23, Verdict::GoOn),
            (None, 24, Verdict::Warn),
            (None, 500, Verdict::Warn),
            (Some(24), 25, Verdict::GoOn),
            (Some(24), 71, Verdict::GoOn),
            (Some(24), 72, Verdict::Disable),
            (Some(71), 72, Verdict::GoOn),
            (Some(71), 95, Verdict::Disable),
        ] {
            assert_eq!(
                verdict(start, warned.map(at), at(now)),
                expected,
                "{warned:?} at {now} h"
            );
        }
    }

    proptest! {
        #[test]
        fn jitter_adds_at_most_a_tenth(failed in 1u32..10, asked in proptest::option::of(0i64..200_000), jitter: u8) {
            let asked = asked.map(TimeDelta::seconds);
            let (plain, spread) = (wait_after(failed, asked, 0).unwrap(), wait_after(failed, asked, jitter).unwrap());
            prop_assert!(plain <= spread && spread <= plain + plain / 10);
        }
    }
}
