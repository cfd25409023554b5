//! A clock that ticks with the machine's and can be set to any time.

use std::sync::atomic::{AtomicI64, Ordering};

use application::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// The machine's time plus an offset.
#[derive(Debug)]
pub struct MovableClock {
    offset_micros: AtomicI64,
}

impl MovableClock {
    /// Starts at `at`, or with the machine's time.
    #[must_use]
    pub fn starting(at: Option<DateTime<Utc>>) -> Self {
        let clock = Self {
            offset_micros: AtomicI64::new(0),
        };
        if let Some(at) = at {
            clock.set(at);
        }
        clock
    }

    /// Moves time, both ways.
    pub fn set(&self, now: DateTime<Utc>) {
        let offset = now
            .signed_duration_since(machine_time())
            .num_microseconds()
            .unwrap_or_default();
        self.offset_micros.store(offset, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        let offset = TimeDelta::microseconds(self.offset_micros.load(Ordering::SeqCst));
        machine_time().checked_add_signed(offset).unwrap_or_else(machine_time)
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock enters local mode here")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}
