//! The one place where time and randomness enter deployed functions.

use application::{Clock, IdSource};
use chrono::{DateTime, Utc};
use rand::RngCore;
use uuid::{Builder, Uuid};

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the clock enters here")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Version 7 UUIDs of the given time with the operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn next(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        rand::rngs::ThreadRng::default().fill_bytes(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn secret(&self) -> [u8; 16] {
        let mut secret = [0; 16];
        rand::rngs::ThreadRng::default().fill_bytes(&mut secret);
        secret
    }
}
