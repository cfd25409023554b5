//! Old messages of a business, a part at a time, and what is kept of them.

use booking_rules::ids::BusinessId;
use booking_rules::notices::Channel;
use booking_rules::values::Locale;
use chrono::{DateTime, NaiveDate, Utc};

use super::Store;
use crate::entities::{JobRound, Notice, NoticeCounts, TemplateOverride};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Versioned, from_item, key_of};
use crate::table::Query;

impl Store {
    /// Messages that were due in the UTC month of `month` from `from` on and before `until`, oldest first: at most `limit`, as
    /// they stand now. A Query of an index, and a BatchGetItem if there is any. Fewer than were found there are those that
    /// are gone meanwhile; `None` in place of a list when there was nothing to find.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn notices_due_between(
        &self,
        business: BusinessId,
        month: NaiveDate,
        from: &str,
        until: DateTime<Utc>,
        limit: usize,
    ) -> Result<Option<OldNotices>, StoreError> {
        let query = Query {
            index: Some("GSI2"),
            partition: keys::notice_log_partition(business, month),
            // Nothing of the instant itself: its keys go on after a '#'.
            between: Some((from.to_owned(), keys::instant(until))),
            limit: i32::try_from(limit).ok(),
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        let Some(last) = page
            .items
            .last()
            .and_then(|item| item.get("GSI2SK")?.as_s().ok().cloned())
        else {
            return Ok(None);
        };
        let keys = page.items.iter().filter_map(key_of).collect();
        let items = self.table.batch_get(keys).await?;
        let notices: Result<Vec<Versioned<Notice>>, StoreError> = items.iter().map(from_item).collect();
        Ok(Some(OldNotices {
            notices: notices?,
            // '!' is just above nothing: the next key after it.
            next: format!("{last}!"),
        }))
    }

    /// # Errors
    /// As [`Store::notices_due_between`].
    pub async fn notice_counts(
        &self,
        business: BusinessId,
        month: NaiveDate,
    ) -> Result<Option<Versioned<NoticeCounts>>, StoreError> {
        self.get(keys::notice_counts(business, month), true).await
    }

    /// # Errors
    /// As [`Store::notices_due_between`].
    pub async fn job_round(&self, job: &str) -> Result<Option<Versioned<JobRound>>, StoreError> {
        self.get(keys::job_round(job), true).await
    }

    /// The own words of a business for one message, or where they were set back.
    ///
    /// # Errors
    /// As [`Store::notices_due_between`].
    pub async fn template_override(
        &self,
        business: BusinessId,
        kind: &str,
        locale: Locale,
        channel: Channel,
    ) -> Result<Option<Versioned<TemplateOverride>>, StoreError> {
        self.get(keys::template_override(business, kind, locale, channel), true)
            .await
    }

    /// All own words of a business. One Query.
    ///
    /// # Errors
    /// As [`Store::notices_due_between`].
    pub async fn template_overrides(
        &self,
        business: BusinessId,
    ) -> Result<Vec<Versioned<TemplateOverride>>, StoreError> {
        let query = Query {
            partition: keys::business_partition(business),
            prefix: Some(keys::TEMPLATE.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }
}

/// Some old messages, and where the list goes on.
#[derive(Debug)]
pub struct OldNotices {
    pub notices: Vec<Versioned<Notice>>,
    pub next: String,
}
