//! From an entity to an item and back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::keys::Key;

/// An item as the SDK has it.
pub type Item = HashMap<String, AttributeValue>;

/// Something that is one item of the table.
///
/// The entity itself is the map `body`, so that its fields can never collide with keys and control attributes.
pub trait Entity: Serialize + DeserializeOwned {
    /// The `_t` attribute.
    const TYPE: &'static str;
    /// The `_v` attribute: rises when a stored shape changes in a way that reading must know.
    const SHAPE: u16 = 1;

    fn key(&self) -> Key;

    /// GSI1, GSI2, GSI3; an absent pair leaves the item out of that index.
    fn indexes(&self) -> [Option<Key>; 3] {
        [None, None, None]
    }

    /// When the item is garbage. Readers check it against the clock too; it never carries meaning by itself.
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        None
    }
}

/// An entity as it was read, with the version that guards its replacement.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    pub record: T,
    pub version: u64,
}

pub(crate) const PK: &str = "PK";
pub(crate) const SK: &str = "SK";
pub(crate) const VERSION: &str = "version";
pub(crate) const EXPIRES_AT: &str = "expires_at";
pub(crate) const TYPE: &str = "_t";
const SHAPE: &str = "_v";
pub(crate) const BODY: &str = "body";
const INDEX_KEYS: [(&str, &str); 3] = [("GSI1PK", "GSI1SK"), ("GSI2PK", "GSI2SK"), ("GSI3PK", "GSI3SK")];

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key_item(key: &Key) -> Item {
    HashMap::from([(PK.to_owned(), text(&key.pk)), (SK.to_owned(), text(&key.sk))])
}

pub(crate) fn key_of(item: &Item) -> Option<Key> {
    Some(Key {
        pk: item.get(PK)?.as_s().ok()?.clone(),
        sk: item.get(SK)?.as_s().ok()?.clone(),
    })
}

pub(crate) fn to_item<E: Entity>(entity: &E, version: u64) -> Result<Item, StoreError> {
    let key = entity.key();
    let body = serde_dynamo::to_attribute_value(entity).map_err(|e| StoreError::Damaged {
        key: key.to_string(),
        reason: e.to_string(),
    })?;
    let mut item = key_item(&key);
    item.insert(TYPE.to_owned(), text(E::TYPE));
    item.insert(SHAPE.to_owned(), number(E::SHAPE));
    item.insert(VERSION.to_owned(), number(version));
    item.insert(BODY.to_owned(), body);
    if let Some(at) = entity.expires_at() {
        item.insert(EXPIRES_AT.to_owned(), number(at.timestamp()));
    }
    for (index, (pk, sk)) in entity.indexes().into_iter().zip(INDEX_KEYS) {
        if let Some(key) = index {
            item.insert(pk.to_owned(), text(key.pk));
            item.insert(sk.to_owned(), text(key.sk));
        }
    }
    Ok(item)
}

pub(crate) fn is_a<E: Entity>(item: &Item) -> bool {
    item.get(TYPE).and_then(|t| t.as_s().ok()).is_some_and(|t| t == E::TYPE)
}

pub(crate) fn from_item<E: Entity>(item: &Item) -> Result<Versioned<E>, StoreError> {
    let damaged = |reason: &str| StoreError::Damaged {
        key: key_of(item).map_or_else(|| "without a key".to_owned(), |k| k.to_string()),
        reason: reason.to_owned(),
    };
    if !is_a::<E>(item) {
        return Err(damaged("another type of record"));
    }
    let body = item.get(BODY).ok_or_else(|| damaged("no body"))?;
    let record = serde_dynamo::from_attribute_value(body.clone()).map_err(|e| damaged(&e.to_string()))?;
    Ok(Versioned {
        record,
        version: version_of(item).ok_or_else(|| damaged("no version"))?,
    })
}

pub(crate) fn version_of(item: &Item) -> Option<u64> {
    item.get(VERSION)?.as_n().ok()?.parse().ok()
}
