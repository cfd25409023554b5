//! How often a free time was looked for: a number for each shop and day, and nothing about who looked.
//!
//! A search must stay as quick as it is, so a process keeps a tally and adds it to the counters once in a while, on the way
//! of a search. What a process has not added when it ends is lost: fewer than [`AT_MOST`] searches a shop, and of a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use booking_rules::ids::ShopId;
use booking_rules::stats::{Counter, Row};
use booking_rules::time::Zone;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::App;

/// Searches of a shop that are kept back at most.
const AT_MOST: u32 = 25;
/// How long they are kept back at most, if there is another search.
const AT_LONGEST: TimeDelta = TimeDelta::seconds(60);
/// Shops that a process keeps tallies of.
const SHOPS: usize = 1_000;

/// Searches that are not in the counters yet.
#[derive(Debug, Default)]
pub(crate) struct SearchTally(Mutex<HashMap<ShopId, Kept>>);

#[derive(Debug, Clone, Copy)]
struct Kept {
    day: NaiveDate,
    since: DateTime<Utc>,
    searches: u32,
}

impl SearchTally {
    /// Counts one; what is to be added to the counters now.
    fn count(&self, shop: ShopId, day: NaiveDate, now: DateTime<Utc>) -> Option<(NaiveDate, u32)> {
        let mut shops = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shops.len() >= SHOPS && !shops.contains_key(&shop) {
            shops.clear();
        }
        let fresh = Kept {
            day,
            since: now,
            searches: 0,
        };
        let kept = shops.entry(shop).or_insert(fresh);
        if kept.day != day {
            let before = (kept.day, kept.searches);
            *kept = Kept { searches: 1, ..fresh };
            return (before.1 > 0).then_some(before);
        }
        kept.searches += 1;
        // A clock that was set back is no reason to wait.
        let waited = now - kept.since;
        if kept.searches < AT_MOST && (TimeDelta::zero()..AT_LONGEST).contains(&waited) {
            return None;
        }
        let all = kept.searches;
        *kept = fresh;
        Some((day, all))
    }
}

/// Counts a search of a shop's times. A tally that the table does not take is lost: a search never fails for being counted.
pub async fn count_search(app: &App, shop: ShopId, zone: Zone) {
    let now = app.now();
    let Some((day, searches)) = app.searches.count(shop, zone.local_date(now), now) else {
        return;
    };
    let numbers = [(Counter::Searches, i64::from(searches))].into_iter().collect();
    if let Err(error) = app.store.add_to_stats(Row::Shop { shop, day }, &numbers).await {
        tracing::warn!(%error, searches, "searches were not counted");
    }
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::BusinessId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_search_is_added_once_and_few_at_a_time() {
        let shop = ShopId::new(BusinessId::from_uuid(Uuid::from_u128(7)), Uuid::from_u128(9));
        let tally = SearchTally::default();
        let (day, next) = (
            NaiveDate::from_ymd_opt(2027, 3, 8).unwrap(),
            NaiveDate::from_ymd_opt(2027, 3, 9).unwrap(),
        );
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let added: Vec<_> = (0..60).filter_map(|_| tally.count(shop, day, at(10))).collect();
        assert_eq!(added, [(day, 25), (day, 25)]);
        assert_eq!(tally.count(shop, day, at(69)), None);
        assert_eq!(tally.count(shop, day, at(70)), Some((day, 12)));
        assert_eq!(tally.count(shop, day, at(71)), None);
        assert_eq!(
            tally.count(shop, next, at(72)),
            Some((day, 1)),
            "a day is not added to the next"
        );
        assert_eq!(tally.count(shop, next, at(200)), Some((next, 2)));
    }
}
