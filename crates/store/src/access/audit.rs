//! What was done and tried in a business, newest first.

use booking_rules::ids::{BusinessId, EventId};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::entities::Event;
use crate::error::StoreError;
use crate::keys;
use crate::record::{Item, from_item, is_a};
use crate::table::Query;

/// Where a list goes on. Holds no partition: that is rebuilt from the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditCursor {
    pub at: DateTime<Utc>,
    pub id: EventId,
}

/// Which events of a business to list: those in `[from, to)`, newest first.
#[derive(Debug, Clone, Copy)]
pub struct AuditQuery {
    pub business: BusinessId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub limit: usize,
    pub after: Option<AuditCursor>,
}

/// Some events and where the list goes on.
#[derive(Debug)]
pub struct AuditPage {
    pub events: Vec<Event>,
    pub next: Option<AuditCursor>,
}

/// Events read at a time while most of them are passed over.
const AT_A_TIME: usize = 250;
/// Pages one request reads: 10,000 events. A rarer kind is found by going on from the cursor.
const MAX_PAGES: usize = 40;

impl AuditCursor {
    fn of(event: &Event) -> Self {
        Self {
            at: event.occurred_at,
            id: event.id,
        }
    }

    fn place(&self) -> String {
        keys::by_start(self.at, &self.id.key())
    }
}

impl Store {
    /// Events of a business in a period, those that `keep` lets through. A Query for each month and page touched; the page
    /// is full unless the period ends, or ten thousand events were looked at.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn audit(&self, query: AuditQuery, keep: impl Fn(&Event) -> bool) -> Result<AuditPage, StoreError> {
        let mut found = Vec::new();
        let mut seen = None;
        let mut pages = 0;
        let newest = query.after.map_or(query.to, |cursor| cursor.at.min(query.to));
        for month in months_back(newest.date_naive(), query.from.date_naive()) {
            let mut request = self.month(&query, month);
            loop {
                let page = self.table.page(request.clone()).await?;
                pages += 1;
                for event in events(&page.items, query.after)? {
                    seen = Some(AuditCursor::of(&event));
                    if keep(&event) {
                        found.push(event);
                    }
                }
                if found.len() > query.limit {
                    found.truncate(query.limit);
                    let next = found.last().map(AuditCursor::of);
                    return Ok(AuditPage { events: found, next });
                }
                if pages >= MAX_PAGES {
                    return Ok(AuditPage {
                        events: found,
                        next: seen.or(query.after),
                    });
                }
                match page.last {
                    None => break,
                    last => request.after = last,
                }
            }
        }
        Ok(AuditPage {
            events: found,
            next: None,
        })
    }

    fn month(&self, query: &AuditQuery, month: NaiveDate) -> Query {
        // '\'' is just below '#', so an event at the end itself is left out; the one of the cursor is passed over.
        let end = keys::instant(query.to);
        let newest = query.after.map_or(end.clone(), |cursor| cursor.place().min(end));
        Query {
            index: Some("GSI2"),
            partition: keys::audit_partition(query.business, month),
            between: Some((keys::instant(query.from), newest)),
            limit: i32::try_from(query.limit.saturating_add(2).max(AT_A_TIME)).ok(),
            backwards: true,
            ..Query::default()
        }
    }
}

fn events(items: &[Item], after: Option<AuditCursor>) -> Result<Vec<Event>, StoreError> {
    let own = items.iter().filter(|item| is_a::<Event>(item));
    let read: Result<Vec<Event>, StoreError> = own.map(|item| from_item(item).map(|v| v.record)).collect();
    let last = after.map(|cursor| cursor.id);
    Ok(read?.into_iter().filter(|event| Some(event.id) != last).collect())
}

/// First days of the months from that of `newest` back to that of `oldest`.
pub(super) fn months_back(newest: NaiveDate, oldest: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = |date: NaiveDate| date.with_day(1).unwrap_or(date);
    let end = first(oldest);
    std::iter::successors(Some(first(newest)), |date| date.checked_sub_months(Months::new(1)))
        .take_while(move |date| *date >= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_back_across_the_turn_of_a_year() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let months: Vec<_> = months_back(day(2027, 2, 28), day(2026, 12, 31)).collect();
        assert_eq!(months, [day(2027, 2, 1), day(2027, 1, 1), day(2026, 12, 1)]);
        assert_eq!(months_back(day(2027, 2, 1), day(2027, 3, 1)).count(), 0);
    }
}
