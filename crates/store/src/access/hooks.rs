//! Webhooks of a business and what they are told.

use booking_rules::ids::{BookingId, BusinessId, EventId, HookDeliveryId, HookId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use crate::entities::{Event, Hook, HookDelivery, HookSecrets};
use crate::error::StoreError;
use crate::keys;
use crate::record::{Item, Versioned, from_item};
use crate::table::Query;

/// Which deliveries of a webhook to list.
#[derive(Debug, Clone, Copy)]
pub struct HookLogQuery {
    pub hook: HookId,
    pub limit: usize,
    /// The last one of the page before.
    pub after: Option<HookDeliveryId>,
}

/// Deliveries read at a time while most of them are passed over; each holds what was told, under 2 KB.
const AT_A_TIME: usize = 100;
/// Pages one request reads; a rarer kind is found by going on from the cursor.
const MAX_PAGES: usize = 20;

impl Store {
    /// One GetItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn hook(&self, id: HookId) -> Result<Option<Versioned<Hook>>, StoreError> {
        self.get(keys::hook(id), true).await
    }

    /// All webhooks of a business, oldest first. One Query.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hooks_of(&self, business: BusinessId) -> Result<Vec<Versioned<Hook>>, StoreError> {
        let query = Query {
            partition: keys::business_partition(business),
            prefix: Some(keys::HOOK.to_owned()),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// One GetItem.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hook_secrets(&self, id: HookId) -> Result<Option<Versioned<HookSecrets>>, StoreError> {
        self.get(keys::hook_secrets(id), true).await
    }

    /// Everything a webhook is to be told about one booking, in the order of the events. One Query.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hook_deliveries_about(
        &self,
        hook: HookId,
        booking: BookingId,
    ) -> Result<Vec<Versioned<HookDelivery>>, StoreError> {
        let (partition, prefix) = keys::hook_deliveries_about(hook, booking);
        let query = Query {
            partition,
            prefix: Some(prefix),
            consistent: true,
            ..Query::default()
        };
        self.table.query(query).await?.iter().map(from_item).collect()
    }

    /// What happened to a booking after an instant and up to an event, that one left out, in order. One Query.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn events_before(
        &self,
        booking: BookingId,
        after: DateTime<Utc>,
        event: EventId,
    ) -> Result<Vec<Event>, StoreError> {
        let place = |id: EventId| format!("{}{}", keys::EVENT, id.key());
        let query = Query {
            partition: keys::booking_partition(booking),
            between: Some((place(first_of(after)), place(event))),
            consistent: true,
            ..Query::default()
        };
        let found = self.table.query(query).await?;
        let events: Vec<Versioned<Event>> = found.iter().map(from_item).collect::<Result<_, _>>()?;
        Ok(events.into_iter().map(|v| v.record).filter(|e| e.id != event).collect())
    }

    /// A delivery by its id, as an index has it, which may be a moment old. One Query.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hook_delivery(
        &self,
        hook: HookId,
        id: HookDeliveryId,
    ) -> Result<Option<Versioned<HookDelivery>>, StoreError> {
        let query = Query {
            index: Some("GSI2"),
            partition: keys::hook_log_partition(hook),
            between: Some((id.key(), id.key())),
            ..Query::default()
        };
        self.table.query(query).await?.first().map(from_item).transpose()
    }

    /// Deliveries of a webhook, newest first, those that `keep` lets through, and where the list goes on.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hook_log(
        &self,
        query: HookLogQuery,
        keep: impl Fn(&HookDelivery) -> bool,
    ) -> Result<(Vec<HookDelivery>, Option<HookDeliveryId>), StoreError> {
        let newest = query.after.map_or_else(|| "~".to_owned(), |after| after.key());
        let request = Query {
            between: Some(("0".to_owned(), newest)),
            backwards: true,
            ..log_of(query.hook)
        };
        let wanted = |found: &HookDelivery| Some(found.id) != query.after && keep(found);
        let (mut found, seen) = self.walk(request, query.limit + 1, wanted).await?;
        let more = found.len() > query.limit;
        found.truncate(query.limit);
        let found: Vec<_> = found.into_iter().map(|v| v.record).collect();
        let last = if more { found.last().map(|last| last.id) } else { seen };
        Ok((found, last))
    }

    /// The first deliveries since an instant, oldest first, those that `keep` lets through; and whether there may be more.
    ///
    /// # Errors
    /// As [`Store::hook`].
    pub async fn hook_log_since(
        &self,
        hook: HookId,
        since: DateTime<Utc>,
        limit: usize,
        keep: impl Fn(&HookDelivery) -> bool,
    ) -> Result<(Vec<Versioned<HookDelivery>>, bool), StoreError> {
        let request = Query {
            between: Some((first_of(since).key(), "~".to_owned())),
            ..log_of(hook)
        };
        let (mut found, seen) = self.walk(request, limit + 1, keep).await?;
        let more = found.len() > limit || seen.is_some();
        found.truncate(limit);
        Ok((found, more))
    }

    /// Reads pages until enough are found; tells where it stopped if it stopped before the end.
    async fn walk(
        &self,
        mut request: Query,
        enough: usize,
        keep: impl Fn(&HookDelivery) -> bool,
    ) -> Result<(Vec<Versioned<HookDelivery>>, Option<HookDeliveryId>), StoreError> {
        let (mut found, mut seen) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let page = self.table.page(request.clone()).await?;
            for delivery in deliveries(&page.items)? {
                seen = Some(delivery.record.id);
                if keep(&delivery.record) {
                    found.push(delivery);
                }
                if found.len() >= enough {
                    return Ok((found, seen));
                }
            }
            match page.last {
                None => return Ok((found, None)),
                last => request.after = last,
            }
        }
        Ok((found, seen))
    }
}

fn log_of(hook: HookId) -> Query {
    Query {
        index: Some("GSI2"),
        partition: keys::hook_log_partition(hook),
        limit: i32::try_from(AT_A_TIME).ok(),
        ..Query::default()
    }
}

fn deliveries(items: &[Item]) -> Result<Vec<Versioned<HookDelivery>>, StoreError> {
    items.iter().map(from_item).collect()
}

/// Before every id that the clock gives from this instant on.
fn first_of(at: DateTime<Utc>) -> EventId {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    EventId::new(Uuid::from_u128(millis << 80))
}
