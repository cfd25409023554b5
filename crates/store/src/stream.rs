//! What a record of the table's stream means to the relay. Reads the wire form (`{"S": ..}`) that Lambda and the
//! embedded engine share.

use booking_rules::ids::ExportId;
use serde_json::{Map, Value};

use crate::entities::{DataRequest, Event, Export, HookDelivery, Letter, Notice, NoticeStatus, Parcel};
use crate::error::StoreError;
use crate::record::{BODY, Entity, TYPE};

/// A change that leads to something outside the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Happened(Event),
    /// A notice became ready for its queue, or is given to it again.
    NoticeQueued(Notice),
    /// The same of a letter.
    LetterQueued(Letter),
    /// The same of a call of a webhook.
    HookQueued(Box<HookDelivery>),
    /// A file is to be made, gone on with or deleted.
    ExportQueued(ExportId),
    /// Something is to be done about what is held about a person.
    PersonQueued(Box<DataRequest>),
    /// A notice did not reach anybody and will not.
    NoticeFailed(Notice),
    /// Nothing that anybody outside waits for.
    Quiet,
}

impl Change {
    /// Reads one stream record (`{"eventName", "dynamodb": {"NewImage", "OldImage"}}`).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for an event, notice, letter or call of a webhook that cannot be read.
    pub fn from_record(record: &Value) -> Result<Self, StoreError> {
        let images = &record["dynamodb"];
        let new = &images["NewImage"];
        match image_type(new) {
            Some(Event::TYPE) if record["eventName"] == "INSERT" => Ok(Self::Happened(body(new)?)),
            Some(Notice::TYPE) => notice(images),
            Some(Letter::TYPE) => given_to_queue(images).map(|letter| letter.map_or(Self::Quiet, Self::LetterQueued)),
            Some(HookDelivery::TYPE) => {
                given_to_queue(images).map(|call| call.map_or(Self::Quiet, |call| Self::HookQueued(Box::new(call))))
            }
            Some(Export::TYPE) => export(images),
            Some(DataRequest::TYPE) => data_request(images),
            _ => Ok(Self::Quiet),
        }
    }
}

fn export(images: &Value) -> Result<Change, StoreError> {
    let new: Export = body(&images["NewImage"])?;
    let old = &images["OldImage"];
    let turn = if old.is_object() { body::<Export>(old)?.turn } else { 0 };
    Ok(if new.turn > turn {
        Change::ExportQueued(new.id)
    } else {
        Change::Quiet
    })
}

/// It is handed on at each of its turns.
fn data_request(images: &Value) -> Result<Change, StoreError> {
    let new: DataRequest = body(&images["NewImage"])?;
    let old = &images["OldImage"];
    let was = if old.is_object() {
        Some(body::<DataRequest>(old)?.turn)
    } else {
        None
    };
    Ok(if was.is_none_or(|was| was < new.turn) {
        Change::PersonQueued(Box::new(new))
    } else {
        Change::Quiet
    })
}

fn notice(images: &Value) -> Result<Change, StoreError> {
    if let Some(queued) = given_to_queue(images)? {
        return Ok(Change::NoticeQueued(queued));
    }
    let new: Notice = body(&images["NewImage"])?;
    let failed = new.status == NoticeStatus::Failed;
    let old = &images["OldImage"];
    let was_failed = old.is_object() && body::<Notice>(old)?.status == NoticeStatus::Failed;
    Ok(if failed && !was_failed {
        Change::NoticeFailed(new)
    } else {
        Change::Quiet
    })
}

/// The message, if with this change it became one for its queue.
fn given_to_queue<P: Parcel>(images: &Value) -> Result<Option<P>, StoreError> {
    let new: P = body(&images["NewImage"])?;
    let old = &images["OldImage"];
    let was = if old.is_object() {
        Some(body::<P>(old)?.progress())
    } else {
        None
    };
    Ok(new.progress().is_given_to_queue(was.as_ref()).then_some(new))
}

fn image_type(image: &Value) -> Option<&str> {
    image.get(TYPE)?.get("S")?.as_str()
}

pub(crate) fn body<E: Entity>(image: &Value) -> Result<E, StoreError> {
    let damaged = |reason: String| StoreError::Damaged {
        key: format!("{} / {}", image["PK"]["S"], image["SK"]["S"]),
        reason,
    };
    let plain = plain(&image[BODY]).ok_or_else(|| damaged("not in the wire form".to_owned()))?;
    serde_json::from_value(plain).map_err(|e| damaged(e.to_string()))
}

/// From DynamoDB's typed JSON to plain JSON.
pub(crate) fn plain(typed: &Value) -> Option<Value> {
    let (kind, value) = typed.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "S" | "B" => Value::String(value.as_str()?.to_owned()),
        "N" => serde_json::from_str(value.as_str()?).ok()?,
        "BOOL" => Value::Bool(value.as_bool()?),
        "NULL" => Value::Null,
        "L" => Value::Array(value.as_array()?.iter().map(plain).collect::<Option<_>>()?),
        "M" => {
            let fields = value
                .as_object()?
                .iter()
                .map(|(name, value)| Some((name.clone(), plain(value)?)));
            Value::Object(fields.collect::<Option<Map<_, _>>>()?)
        }
        "SS" | "NS" => value.clone(),
        _ => return None,
    })
}
