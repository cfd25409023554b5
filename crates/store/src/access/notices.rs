//! The log of messages about a business's bookings, newest first.

use booking_rules::ids::BusinessId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Store;
use super::audit::months_back;
use crate::entities::Notice;
use crate::error::StoreError;
use crate::keys;
use crate::record::{Item, from_item, is_a};
use crate::table::Query;

/// Where a list goes on. Holds no partition: that is rebuilt from the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeCursor {
    pub at: DateTime<Utc>,
    pub own: String,
}

/// Which messages of a business to list: those due in `[from, to)`, newest first.
#[derive(Debug, Clone)]
pub struct NoticeLogQuery {
    pub business: BusinessId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub limit: usize,
    pub after: Option<NoticeCursor>,
}

/// Some messages and where the list goes on.
#[derive(Debug)]
pub struct NoticePage {
    pub notices: Vec<Notice>,
    pub next: Option<NoticeCursor>,
}

/// Messages read at a time while most of them are passed over.
const AT_A_TIME: usize = 250;
/// Pages one request reads: 5,000 messages. What is rarer is found by going on from the cursor.
const MAX_PAGES: usize = 20;

impl NoticeCursor {
    fn of(notice: &Notice) -> Self {
        Self {
            at: notice.due_at,
            own: notice.place_in_log(),
        }
    }

    fn place(&self) -> String {
        keys::by_start(self.at, &self.own)
    }
}

impl Store {
    /// Messages of a business in a period, those that `keep` lets through. A Query for each month and page touched; the
    /// page is full unless the period ends, or five thousand messages were looked at.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn notice_log(
        &self,
        query: NoticeLogQuery,
        keep: impl Fn(&Notice) -> bool,
    ) -> Result<NoticePage, StoreError> {
        let mut found = Vec::new();
        let mut seen = None;
        let mut pages = 0;
        let newest = query.after.as_ref().map_or(query.to, |cursor| cursor.at.min(query.to));
        for month in months_back(newest.date_naive(), query.from.date_naive()) {
            let Some(mut request) = month_of_log(&query, month) else {
                break;
            };
            loop {
                let page = self.table.page(request.clone()).await?;
                pages += 1;
                for notice in notices(&page.items, query.after.as_ref())? {
                    seen = Some(NoticeCursor::of(&notice));
                    if keep(&notice) {
                        found.push(notice);
                    }
                }
                if found.len() > query.limit {
                    found.truncate(query.limit);
                    let next = found.last().map(NoticeCursor::of);
                    return Ok(NoticePage { notices: found, next });
                }
                if pages >= MAX_PAGES {
                    let next = seen.or(query.after);
                    return Ok(NoticePage { notices: found, next });
                }
                match page.last {
                    None => break,
                    last => request.after = last,
                }
            }
        }
        Ok(NoticePage {
            notices: found,
            next: None,
        })
    }
}

/// `None` when the cursor lies before the period.
fn month_of_log(query: &NoticeLogQuery, month: NaiveDate) -> Option<Query> {
    // '\'' is just below '#', so a message at the end itself is left out; the one of the cursor is passed over.
    let (start, end) = (keys::instant(query.from), keys::instant(query.to));
    let newest = query
        .after
        .as_ref()
        .map_or(end.clone(), |cursor| cursor.place().min(end));
    (start <= newest).then(|| Query {
        index: Some("GSI2"),
        partition: keys::notice_log_partition(query.business, month),
        between: Some((start, newest)),
        limit: i32::try_from(query.limit.saturating_add(2).max(AT_A_TIME)).ok(),
        backwards: true,
        ..Query::default()
    })
}

fn notices(items: &[Item], after: Option<&NoticeCursor>) -> Result<Vec<Notice>, StoreError> {
    let own = items.iter().filter(|item| is_a::<Notice>(item));
    let read: Result<Vec<Notice>, StoreError> = own.map(|item| from_item(item).map(|v| v.record)).collect();
    let is_last = |notice: &Notice| after.is_some_and(|after| NoticeCursor::of(notice) == *after);
    Ok(read?.into_iter().filter(|notice| !is_last(notice)).collect())
}
