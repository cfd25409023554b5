//! Rows of counters: numbers that are added to, beside the record that says whose they are.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use booking_rules::stats::{Counter, Row, Tally};

use super::failures::failure;
use super::{Pending, Table};
use crate::error::StoreError;
use crate::keys;
use crate::meter::Operation;
use crate::record::{BODY, Item, TYPE, key_item, number, text};

/// The `_t` of a row of counters.
pub(crate) const STATS: &str = "stats";
/// What the attributes of counters begin with, so that none can meet a key or a control attribute.
const COUNTER: &str = "n_";

/// What to add to a row, as the table is told.
#[derive(Debug, Clone)]
pub(crate) struct Addition {
    pub expression: String,
    pub names: HashMap<String, String>,
    pub values: HashMap<String, AttributeValue>,
}

impl Addition {
    pub(crate) fn new(row: Row, added: &Tally) -> Result<Self, StoreError> {
        let body = serde_dynamo::to_attribute_value(row).map_err(|e| StoreError::Damaged {
            key: keys::stats_row(row).to_string(),
            reason: e.to_string(),
        })?;
        let mut names = HashMap::from([
            ("#type".to_owned(), TYPE.to_owned()),
            ("#body".to_owned(), BODY.to_owned()),
        ]);
        let mut values = HashMap::from([(":type".to_owned(), text(STATS)), (":body".to_owned(), body)]);
        let mut adds = Vec::new();
        for (place, (counter, by)) in added.iter().enumerate() {
            names.insert(format!("#n{place}"), format!("{COUNTER}{counter}"));
            values.insert(format!(":n{place}"), number(by));
            adds.push(format!("#n{place} :n{place}"));
        }
        let adds = if adds.is_empty() {
            String::new()
        } else {
            format!(" ADD {}", adds.join(", "))
        };
        Ok(Self {
            expression: format!("SET #type = :type, #body = :body{adds}"),
            names,
            values,
        })
    }
}

/// The row an item is of, and its numbers. Counters that only a newer program knows are left out.
pub(crate) fn row_of(item: &Item) -> Result<(Row, Tally), StoreError> {
    let damaged = |reason: String| StoreError::Damaged {
        key: crate::record::key_of(item).map_or_else(|| "without a key".to_owned(), |k| k.to_string()),
        reason,
    };
    let body = item.get(BODY).ok_or_else(|| damaged("no body".to_owned()))?;
    let row = serde_dynamo::from_attribute_value(body.clone()).map_err(|e| damaged(e.to_string()))?;
    let numbers = item.iter().filter_map(|(name, value)| {
        let counter = Counter::parse(name.strip_prefix(COUNTER)?)?;
        Some((counter, value.as_n().ok()?.parse().ok()?))
    });
    Ok((row, numbers.collect()))
}

impl Table {
    /// Adds to the counters of one row.
    pub(crate) fn add_to(&self, row: Row, added: Addition) -> Pending<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let done = self
                .client
                .update_item()
                .table_name(&*self.name)
                .set_key(Some(key_item(&keys::stats_row(row))))
                .update_expression(added.expression)
                .set_expression_attribute_names(Some(added.names))
                .set_expression_attribute_values(Some(added.values))
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await
                .map_err(failure)?;
            self.count(Operation::UpdateItem, 1, done.consumed_capacity.as_slice());
            Ok(())
        })
    }

    /// Sets the counters of a row that stand at `stood` to `now`; tells whether they still stood there.
    pub(crate) fn set_counters<'a>(
        &'a self,
        row: Row,
        stood: &'a Tally,
        now: &'a Tally,
    ) -> Pending<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let difference = now.minus(stood);
            let mut change = Addition::new(row, &difference)?;
            let mut conditions = Vec::new();
            for (place, (counter, _)) in difference.iter().enumerate() {
                let at = stood.get(counter);
                change.values.insert(format!(":s{place}"), number(at));
                conditions.push(if at == 0 {
                    format!("(attribute_not_exists(#n{place}) OR #n{place} = :s{place})")
                } else {
                    format!("#n{place} = :s{place}")
                });
            }
            let answer = self
                .client
                .update_item()
                .table_name(&*self.name)
                .set_key(Some(key_item(&keys::stats_row(row))))
                .update_expression(change.expression)
                .condition_expression(conditions.join(" AND "))
                .set_expression_attribute_names(Some(change.names))
                .set_expression_attribute_values(Some(change.values))
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await;
            match answer {
                Ok(done) => {
                    self.count(Operation::UpdateItem, 1, done.consumed_capacity.as_slice());
                    Ok(true)
                }
                Err(e) if e.code() == Some("ConditionalCheckFailedException") => {
                    self.count(Operation::UpdateItem, 1, &[]);
                    Ok(false)
                }
                Err(e) => Err(failure(e)),
            }
        })
    }
}
