//! The SDK calls, each in a non-generic boxed future, metered, with one mapping of errors.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity, TransactWriteItem};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::error::StoreError;
use crate::keys::Key;
use crate::meter::{Meter, MeteredRequest, Operation};
use crate::record::{BODY, Item, key_item, number, text};

mod counters;
mod failures;
pub(crate) mod sums;

pub(crate) use failures::TransactError;
use failures::{failure, transact_failure};
pub(crate) use sums::{Addition, row_of};

pub(crate) type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A query of one partition by a range of sort keys.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    pub index: Option<&'static str>,
    pub partition: String,
    /// Both ends included.
    pub between: Option<(String, String)>,
    pub prefix: Option<String>,
    pub limit: Option<i32>,
    pub backwards: bool,
    pub consistent: bool,
    pub after: Option<Item>,
}

pub(crate) struct Page {
    pub items: Vec<Item>,
    pub last: Option<Item>,
}

/// The table as a place to send requests to.
#[derive(Clone)]
pub struct Table {
    client: Client,
    name: Arc<str>,
    meter: Option<Arc<Meter>>,
}

/// Most pages one query follows: 32 MB is far above any partition that is read whole.
const MAX_PAGES: usize = 32;
/// DynamoDB's limit of keys in one BatchGetItem.
const BATCH_KEYS: usize = 100;
/// Rounds for keys the service left unprocessed.
const BATCH_ROUNDS: usize = 8;

impl Table {
    pub(crate) fn new(client: Client, name: &str) -> Self {
        Self {
            client,
            name: name.into(),
            meter: None,
        }
    }

    pub(crate) fn with_meter(mut self, meter: Arc<Meter>) -> Self {
        self.meter = Some(meter);
        self
    }

    fn count(&self, operation: Operation, items: usize, capacity: &[ConsumedCapacity]) {
        if let Some(meter) = &self.meter {
            let capacity_units = capacity.iter().filter_map(ConsumedCapacity::capacity_units).sum();
            meter.count(MeteredRequest {
                operation,
                items,
                capacity_units,
            });
        }
    }

    fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Total)
    }

    pub(crate) fn get(&self, key: Key, consistent: bool) -> Pending<'_, Result<Option<Item>, StoreError>> {
        Box::pin(async move {
            let answer = self
                .client
                .get_item()
                .table_name(&*self.name)
                .set_key(Some(key_item(&key)))
                .consistent_read(consistent)
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await
                .map_err(failure)?;
            self.count(Operation::GetItem, 1, answer.consumed_capacity.as_slice());
            Ok(answer.item)
        })
    }

    /// The items found, in no order; absent keys are simply not there.
    pub(crate) fn batch_get(&self, mut keys: Vec<Key>) -> Pending<'_, Result<Vec<Item>, StoreError>> {
        Box::pin(async move {
            keys.sort_unstable();
            keys.dedup();
            let mut found = Vec::with_capacity(keys.len());
            for chunk in keys.chunks(BATCH_KEYS) {
                self.batch_get_chunk(chunk.iter().map(key_item).collect(), &mut found)
                    .await?;
            }
            Ok(found)
        })
    }

    async fn batch_get_chunk(&self, mut wanted: Vec<Item>, found: &mut Vec<Item>) -> Result<(), StoreError> {
        for round in 0..BATCH_ROUNDS {
            let asked = wanted.len();
            let request = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(true)
                .build()
                .map_err(|e| StoreError::Refused(e.to_string()))?;
            let answer = self
                .client
                .batch_get_item()
                .request_items(&*self.name, request)
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await
                .map_err(failure)?;
            self.count(Operation::BatchGetItem, asked, answer.consumed_capacity());
            found.extend(answer.responses.unwrap_or_default().into_values().flatten());
            let left = answer
                .unprocessed_keys
                .unwrap_or_default()
                .remove(&*self.name)
                .map(|k| k.keys);
            match left.filter(|keys| !keys.is_empty()) {
                None => return Ok(()),
                Some(keys) => wanted = keys,
            }
            tokio::time::sleep(std::time::Duration::from_millis(20 << round)).await;
        }
        Err(StoreError::Unavailable("keys stayed unprocessed".to_owned()))
    }

    /// One page as the service cuts it.
    pub(crate) fn page(&self, query: Query) -> Pending<'_, Result<Page, StoreError>> {
        Box::pin(async move {
            let (pk, sk) = match query.index {
                None => ("PK".to_owned(), "SK".to_owned()),
                Some(index) => (format!("{index}PK"), format!("{index}SK")),
            };
            let mut request = self
                .client
                .query()
                .table_name(&*self.name)
                .set_index_name(query.index.map(str::to_owned))
                .expression_attribute_names("#pk", pk)
                .expression_attribute_values(":pk", text(query.partition))
                .set_limit(query.limit)
                .scan_index_forward(!query.backwards)
                .consistent_read(query.consistent)
                .set_exclusive_start_key(query.after)
                .set_return_consumed_capacity(self.capacity());
            request = match (query.between, query.prefix) {
                (Some((from, to)), _) => request
                    .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
                    .expression_attribute_names("#sk", sk)
                    .expression_attribute_values(":from", text(from))
                    .expression_attribute_values(":to", text(to)),
                (None, Some(prefix)) => request
                    .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
                    .expression_attribute_names("#sk", sk)
                    .expression_attribute_values(":prefix", text(prefix)),
                (None, None) => request.key_condition_expression("#pk = :pk"),
            };
            let answer = request.send().await.map_err(failure)?;
            let items = answer.items.unwrap_or_default();
            self.count(Operation::Query, items.len(), answer.consumed_capacity.as_slice());
            Ok(Page {
                items,
                last: answer.last_evaluated_key,
            })
        })
    }

    /// All items of a query, following its pages.
    pub(crate) fn query(&self, mut query: Query) -> Pending<'_, Result<Vec<Item>, StoreError>> {
        Box::pin(async move {
            let mut items = Vec::new();
            for _ in 0..MAX_PAGES {
                let page = self.page(query.clone()).await?;
                items.extend(page.items);
                match page.last {
                    None => return Ok(items),
                    last => query.after = last,
                }
            }
            Err(StoreError::Refused(format!(
                "partition {} is longer than any we read whole",
                query.partition
            )))
        })
    }

    /// Writes the item if the one there still has this version; tells whether it did.
    pub(crate) fn put_version(&self, item: Item, version: u64) -> Pending<'_, Result<bool, StoreError>> {
        let put = self
            .client
            .put_item()
            .set_item(Some(item))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", number(version));
        self.put_if(put)
    }

    /// Writes the item if there is none; tells whether it did.
    pub(crate) fn put_absent(&self, item: Item) -> Pending<'_, Result<bool, StoreError>> {
        let put = self.client.put_item().set_item(Some(item));
        self.put_if(put.condition_expression("attribute_not_exists(PK)"))
    }

    /// Writes the item unless the one there says that it was used since; tells whether it did.
    pub(crate) fn put_unless_used_since(
        &self,
        item: Item,
        since: DateTime<Utc>,
    ) -> Pending<'_, Result<bool, StoreError>> {
        let put = self.client.put_item().set_item(Some(item));
        let put = put
            .condition_expression("attribute_not_exists(PK) OR #body.#used <= :since")
            .expression_attribute_names("#body", BODY)
            .expression_attribute_names("#used", "used_at")
            // As serde writes an instant in whole seconds.
            .expression_attribute_values(":since", text(since.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
        self.put_if(put)
    }

    fn put_if(&self, put: PutItemFluentBuilder) -> Pending<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let answer = put
                .table_name(&*self.name)
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await;
            match answer {
                Ok(done) => {
                    self.count(Operation::PutItem, 1, done.consumed_capacity.as_slice());
                    Ok(true)
                }
                Err(e) if e.code() == Some("ConditionalCheckFailedException") => {
                    self.count(Operation::PutItem, 1, &[]);
                    Ok(false)
                }
                Err(e) => Err(failure(e)),
            }
        })
    }

    /// Removes an item, whatever it says.
    pub(crate) fn delete(&self, key: Key) -> Pending<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let done = self
                .client
                .delete_item()
                .table_name(&*self.name)
                .set_key(Some(key_item(&key)))
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await
                .map_err(failure)?;
            self.count(Operation::DeleteItem, 1, done.consumed_capacity.as_slice());
            Ok(())
        })
    }

    pub(crate) fn transact(&self, writes: Vec<TransactWriteItem>) -> Pending<'_, Result<(), TransactError>> {
        Box::pin(async move {
            let items = writes.len();
            let answer = self
                .client
                .transact_write_items()
                .set_transact_items(Some(writes))
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await;
            match answer {
                Ok(done) => {
                    self.count(Operation::TransactWriteItems, items, done.consumed_capacity());
                    Ok(())
                }
                Err(error) => {
                    self.count(Operation::TransactWriteItems, items, &[]);
                    Err(transact_failure(error))
                }
            }
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
