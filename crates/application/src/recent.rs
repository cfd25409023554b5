//! What a warm function remembers for a minute of what the table says, where a minute late is early enough.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// How late a change by another process may be noticed.
const KEPT: TimeDelta = TimeDelta::seconds(60);

type ReadAt = DateTime<Utc>;

/// Values with the instant each was read; at most `MOST` of them, so that a long-lived process stays small.
#[derive(Debug)]
pub struct Recent<K, V, const MOST: usize>(Mutex<HashMap<K, (ReadAt, V)>>);

impl<K, V, const MOST: usize> Default for Recent<K, V, MOST> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone, const MOST: usize> Recent<K, V, MOST> {
    pub(crate) fn fresh(&self, key: &K, now: DateTime<Utc>) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, value) = kept.get(key)?;
        // A clock that was set back makes everything read "later" stale.
        (*read_at <= now && now - *read_at < KEPT).then(|| value.clone())
    }

    pub(crate) fn keep(&self, key: K, now: DateTime<Utc>, value: V) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (now, value));
    }

    /// After a change by this process, so that what it reads next says so.
    pub(crate) fn forget(&self, key: &K) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_remembered_for_a_minute_and_never_from_the_future() {
        let recent = Recent::<_, _, 2>::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        recent.keep("a", at(100), 1);
        assert_eq!(recent.fresh(&"a", at(159)), Some(1));
        assert_eq!(recent.fresh(&"a", at(160)), None);
        assert_eq!(recent.fresh(&"a", at(99)), None, "a clock that was set back");
        recent.forget(&"a");
        assert_eq!(recent.fresh(&"a", at(100)), None);
    }

    #[test]
    fn no_more_than_the_most_are_remembered() {
        let recent = Recent::<_, _, 2>::default();
        for key in 0..5 {
            recent.keep(key, DateTime::UNIX_EPOCH, key);
        }
        let kept = (0..5).filter(|key| recent.fresh(key, DateTime::UNIX_EPOCH).is_some());
        assert!((1..=2).contains(&kept.count()));
    }
}
