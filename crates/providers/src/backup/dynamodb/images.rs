//! Between the SDK's values and DynamoDB's JSON.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{BackupError, Image, Item};

pub(super) fn to_image(item: &Item) -> Image {
    Value::Object(
        item.iter()
            .map(|(name, value)| (name.clone(), to_json(value)))
            .collect(),
    )
}

fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::B(bytes) => json!({ "B": STANDARD.encode(bytes.as_ref()) }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Bs(many) => {
            let many: Vec<_> = many.iter().map(|bytes| STANDARD.encode(bytes.as_ref())).collect();
            json!({ "BS": many })
        }
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Vec<_>>() }),
        AttributeValue::M(map) => {
            let map: Map<_, _> = map.iter().map(|(name, value)| (name.clone(), to_json(value))).collect();
            json!({ "M": map })
        }
        // A kind of a newer service; what it is compared with has no such thing, so it is found to differ.
        _ => Value::Null,
    }
}

pub(super) fn from_image(image: &Image) -> Result<Item, BackupError> {
    let fields = image.as_object().ok_or_else(|| strange(image))?;
    fields
        .iter()
        .map(|(name, value)| Ok((name.clone(), from_json(value)?)))
        .collect()
}

fn strange(value: &Value) -> BackupError {
    // Its kind alone: values are people's.
    let kind = value.as_object().and_then(|typed| typed.keys().next());
    BackupError::Refused(format!("no value of DynamoDB: {}", kind.map_or("?", String::as_str)))
}

fn from_json(typed: &Value) -> Result<AttributeValue, BackupError> {
    let odd = || strange(typed);
    let fields = typed.as_object().filter(|fields| fields.len() == 1).ok_or_else(odd)?;
    let (kind, value) = fields.iter().next().ok_or_else(odd)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(odd);
    let bytes = |value: &Value| {
        let decoded = STANDARD.decode(value.as_str().ok_or_else(odd)?).map_err(|_| odd())?;
        Ok::<_, BackupError>(Blob::new(decoded))
    };
    let list = || value.as_array().ok_or_else(odd);
    Ok(match kind.as_str() {
        "S" => AttributeValue::S(text(value)?),
        "N" => AttributeValue::N(text(value)?),
        "BOOL" => AttributeValue::Bool(value.as_bool().ok_or_else(odd)?),
        "NULL" => AttributeValue::Null(true),
        "B" => AttributeValue::B(bytes(value)?),
        "SS" => AttributeValue::Ss(list()?.iter().map(text).collect::<Result<_, _>>()?),
        "NS" => AttributeValue::Ns(list()?.iter().map(text).collect::<Result<_, _>>()?),
        "BS" => AttributeValue::Bs(list()?.iter().map(bytes).collect::<Result<_, _>>()?),
        "L" => AttributeValue::L(list()?.iter().map(from_json).collect::<Result<_, _>>()?),
        "M" => AttributeValue::M(from_image(value)?),
        _ => return Err(odd()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_comes_back_as_it_was() {
        let image = json!({
            "s": { "S": "zażółć" }, "n": { "N": "-1.5" }, "t": { "BOOL": false }, "z": { "NULL": true },
            "b": { "B": "AAEC" }, "ss": { "SS": ["a", "b"] }, "ns": { "NS": ["1", "2"] }, "bs": { "BS": ["AA=="] },
            "l": { "L": [{ "S": "" }, { "M": { "x": { "N": "1" } } }] }, "m": { "M": {} }
        });
        assert_eq!(to_image(&from_image(&image).unwrap()), image);
    }

    #[test]
    fn what_is_no_value_is_refused_without_telling_it() {
        for wrong in [
            json!({ "a": { "X": "Anna" } }),
            json!({ "a": "Anna" }),
            json!({ "a": { "S": 1, "N": 2 } }),
        ] {
            let refused = from_image(&wrong).unwrap_err().to_string();
            assert!(!refused.contains("Anna"), "{refused}");
        }
    }
}
