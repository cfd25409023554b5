//! Between the engine's items and DynamoDB's JSON.

use std::collections::HashMap;

use dynoxide::AttributeValue;
use providers::backup::{BackupError, Image};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn to_image(item: &Item) -> Result<Image, BackupError> {
    serde_json::to_value(item).map_err(|e| BackupError::Refused(e.to_string()))
}

pub(super) fn to_images(items: &[Item]) -> Result<Vec<Image>, BackupError> {
    items.iter().map(to_image).collect()
}

pub(super) fn from_image(image: Image) -> Result<Item, BackupError> {
    serde_json::from_value(image).map_err(|e| BackupError::Refused(e.to_string()))
}
