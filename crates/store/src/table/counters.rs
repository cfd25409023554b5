//! Counters of tries and of messages: each request is one atomic addition under a condition.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use chrono::{DateTime, Utc};

use super::failures::failure;
use super::{Pending, Table};
use crate::error::StoreError;
use crate::keys::Key;
use crate::meter::Operation;
use crate::record::{TYPE, key_item, number, text};

impl Table {
    /// Adds one to a counter that is below `limit`: what it stands at then, or `None`.
    pub(crate) fn count_up(
        &self,
        key: Key,
        limit: u32,
        expires_at: DateTime<Utc>,
    ) -> Pending<'_, Result<Option<u32>, StoreError>> {
        let added = self
            .client
            .update_item()
            .set_key(Some(key_item(&key)))
            .update_expression("ADD tries :one SET expires_at = :expires, #type = :counter")
            .condition_expression("attribute_not_exists(tries) OR tries < :limit")
            .expression_attribute_names("#type", TYPE)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":expires", number(expires_at.timestamp()))
            .expression_attribute_values(":counter", text("counter"));
        self.add_if(added)
    }

    /// Takes one off a counter that stands above nothing: what it stands at then, or `None`.
    pub(crate) fn count_down(&self, key: Key) -> Pending<'_, Result<Option<u32>, StoreError>> {
        let taken = self
            .client
            .update_item()
            .set_key(Some(key_item(&key)))
            .update_expression("ADD tries :back")
            .condition_expression("tries > :nothing")
            .expression_attribute_values(":back", number(-1))
            .expression_attribute_values(":nothing", number(0));
        self.add_if(taken)
    }

    /// Puts a member into a set of fewer than `limit`, or finds it there: whether it is in the set now.
    pub(crate) fn admit<'a>(
        &'a self,
        key: Key,
        member: &'a str,
        limit: u16,
        expires_at: DateTime<Utc>,
    ) -> Pending<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let answer = self
                .client
                .update_item()
                .table_name(&*self.name)
                .set_key(Some(key_item(&key)))
                .update_expression("ADD members :members SET expires_at = :expires, #type = :counter")
                .condition_expression(
                    "attribute_not_exists(members) OR contains(members, :member) OR size(members) < :limit",
                )
                .expression_attribute_names("#type", TYPE)
                .expression_attribute_values(":members", AttributeValue::Ss(vec![member.to_owned()]))
                .expression_attribute_values(":member", text(member))
                .expression_attribute_values(":limit", number(limit))
                .expression_attribute_values(":expires", number(expires_at.timestamp()))
                .expression_attribute_values(":counter", text("counter"))
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

    fn add_if(&self, update: UpdateItemFluentBuilder) -> Pending<'_, Result<Option<u32>, StoreError>> {
        Box::pin(async move {
            let answer = update
                .table_name(&*self.name)
                .return_values(ReturnValue::UpdatedNew)
                .set_return_consumed_capacity(self.capacity())
                .send()
                .await;
            match answer {
                Ok(done) => {
                    self.count(Operation::UpdateItem, 1, done.consumed_capacity.as_slice());
                    let stands = done
                        .attributes
                        .as_ref()
                        .and_then(|a| a.get("tries")?.as_n().ok()?.parse().ok());
                    // A counter that does not say where it stands must let nobody through.
                    stands
                        .map(Some)
                        .ok_or_else(|| StoreError::Refused("a counter without a number".to_owned()))
                }
                Err(e) if e.code() == Some("ConditionalCheckFailedException") => {
                    self.count(Operation::UpdateItem, 1, &[]);
                    Ok(None)
                }
                Err(e) => Err(failure(e)),
            }
        })
    }
}
