//! A sum over items that knows no order: two sets of items have the same one if they are the same.

use aws_lc_rs::digest::{SHA256, digest};
use providers::backup::Image;
use serde_json::Value;
use store::Tally;

use super::Damage;

/// What one item adds.
#[must_use]
pub fn of_image(image: &Image) -> Tally {
    let digest = digest(&SHA256, canonical(image).to_string().as_bytes());
    let half = |from: usize| {
        let bytes = digest
            .as_ref()
            .get(from..from + 8)
            .and_then(|half| half.try_into().ok());
        u64::from_be_bytes(bytes.unwrap_or_default())
    };
    Tally {
        items: 1,
        digest: (half(0), half(8)),
    }
}

/// Members of a set have no order; fields of an object stand in that of their names.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted = fields.iter().map(|(name, value)| {
                let value = match (name.as_str(), value) {
                    ("SS" | "NS" | "BS", Value::Array(members)) => {
                        let mut members = members.clone();
                        members.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                        Value::Array(members)
                    }
                    _ => canonical(value),
                };
                (name.clone(), value)
            });
            Value::Object(sorted.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        plain => plain.clone(),
    }
}

pub(super) fn add(sum: &mut Tally, one: Tally) {
    sum.items += one.items;
    sum.digest.0 = sum.digest.0.wrapping_add(one.digest.0);
    sum.digest.1 = sum.digest.1.wrapping_add(one.digest.1);
}

fn subtract(sum: &mut Tally, one: Tally) {
    sum.items -= one.items;
    sum.digest.0 = sum.digest.0.wrapping_sub(one.digest.0);
    sum.digest.1 = sum.digest.1.wrapping_sub(one.digest.1);
}

/// What a line of a data file changes of the whole.
pub(super) fn apply(sum: &mut Tally, file: &str, line: &Value) -> Result<(), Damage> {
    if let Some(item) = line.get("Item") {
        add(sum, of_image(item));
        return Ok(());
    }
    if line["Keys"].as_object().is_none_or(|keys| keys.len() != 2) {
        return Err(Damage::file(file, "lines", "neither an item nor a change"));
    }
    if let Some(old) = line.get("OldImage") {
        subtract(sum, of_image(old));
    }
    if let Some(new) = line.get("NewImage") {
        add(sum, of_image(new));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tally(lines: &[Value]) -> Tally {
        let mut sum = Tally::default();
        for line in lines {
            apply(&mut sum, "f", line).unwrap();
        }
        sum
    }

    #[test]
    fn changes_lead_to_what_the_items_themselves_add_up_to() {
        let item =
            |n: u32, value: &str| json!({ "PK": { "S": n.to_string() }, "SK": { "S": "x" }, "v": { "S": value } });
        let keys = |n: u32| json!({ "PK": { "S": n.to_string() }, "SK": { "S": "x" } });
        let before: Vec<_> = (0..3).map(|n| json!({ "Item": item(n, "a") })).collect();
        let mut changed = before.clone();
        changed.push(json!({ "Keys": keys(0), "OldImage": item(0, "a"), "NewImage": item(0, "b") }));
        changed.push(json!({ "Keys": keys(1), "OldImage": item(1, "a") }));
        changed.push(json!({ "Keys": keys(9), "NewImage": item(9, "c") }));
        changed.push(json!({ "Keys": keys(10) }));
        let after = [item(9, "c"), item(2, "a"), item(0, "b")].map(|item| json!({ "Item": item }));
        assert_eq!(tally(&changed), tally(&after));
        assert_ne!(tally(&before), tally(&after));
        assert_eq!(tally(&after).items, 3);
        assert!(apply(&mut Tally::default(), "f", &json!({ "x": 1 })).is_err());
    }

    #[test]
    fn the_order_of_a_set_means_nothing_and_that_of_a_list_does() {
        let image = |kind: &str, members: [&str; 2]| json!({ "v": { kind: members } });
        assert_eq!(of_image(&image("SS", ["a", "b"])), of_image(&image("SS", ["b", "a"])));
        assert_ne!(of_image(&image("L", ["a", "b"])), of_image(&image("L", ["b", "a"])));
    }
}
