//! How often something may be tried: per action and per account, number or address, counted in the table.

use chrono::{DateTime, TimeDelta, Utc};
use store::keys;

use crate::app::App;
use crate::failure::Failure;

/// So many tries in each window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Names the counter: `sign_in`, `request_code`, ...
    pub action: &'static str,
    pub tries: u32,
    pub window: TimeDelta,
}

impl Limit {
    #[must_use]
    pub const fn new(action: &'static str, tries: u32, window: TimeDelta) -> Self {
        Self { action, tries, window }
    }

    /// Counts a try of `whom` before it is made, so that however many come at once no more than the limit get through.
    /// `whom` may be anything that tells them apart; it is kept as a digest.
    ///
    /// # Errors
    /// [`Failure::TooMany`] with the seconds until the window ends.
    pub async fn count(&self, app: &App, whom: &str) -> Result<u32, Failure> {
        let (from, until) = self.window_at(app.now());
        let counter = keys::rate(self.action, &store::digest(whom), from);
        let counted = app.store.count_try(counter, self.tries, until).await?;
        counted.ok_or_else(|| Failure::TooMany {
            retry_after: seconds(until - app.now()),
        })
    }

    /// Begins again, after a success that shows the tries were honest.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn forget(&self, app: &App, whom: &str) -> Result<(), Failure> {
        let (from, _) = self.window_at(app.now());
        let counter = keys::rate(self.action, &store::digest(whom), from);
        Ok(app.store.forget_tries(counter).await?)
    }

    /// Takes one counted try back, for it was no wrong one.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn give_back(&self, app: &App, whom: &str) -> Result<(), Failure> {
        let (from, _) = self.window_at(app.now());
        let counter = keys::rate(self.action, &store::digest(whom), from);
        Ok(app.store.give_back_try(counter).await?)
    }

    fn window_at(&self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let length = self.window.num_seconds().max(1);
        let into = now.timestamp().rem_euclid(length);
        let from = DateTime::from_timestamp(now.timestamp() - into, 0).unwrap_or(now);
        (from, from + TimeDelta::seconds(length))
    }
}

fn seconds(wait: TimeDelta) -> u32 {
    u32::try_from(wait.num_seconds().max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_follow_each_other_without_a_gap() {
        let limit = Limit::new("test", 5, TimeDelta::minutes(15));
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (from, until) = limit.window_at(at("2027-03-08T09:14:59Z"));
        assert_eq!((from, until), (at("2027-03-08T09:00:00Z"), at("2027-03-08T09:15:00Z")));
        assert_eq!(limit.window_at(until).0, until);
    }
}
