//! Named values, however a provider writes them down: as a form, as a query or as a JSON object.

use percent_encoding::percent_decode;
use serde_json::Value;

/// More fields than any provider sends; a call with more is none of theirs.
const MOST_FIELDS: usize = 200;

/// Names and values in the order in which they came.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// `application/x-www-form-urlencoded`, which is also how a query is written. Empty values take part.
    pub(super) fn of_form(bytes: &[u8]) -> Option<Self> {
        let parts = || bytes.split(|b| *b == b'&').filter(|part| !part.is_empty());
        if parts().count() > MOST_FIELDS {
            return None;
        }
        let pair = |part: &[u8]| {
            let (name, value) = match part.iter().position(|b| *b == b'=') {
                Some(at) => (part.get(..at)?, part.get(at + 1..)?),
                None => (part, &[][..]),
            };
            Some((decoded(name), decoded(value)))
        };
        parts().map(pair).collect::<Option<_>>().map(Self)
    }

    /// The plain values of a JSON object, or of the first of a list of them.
    pub(super) fn of_json(bytes: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let object = match &value {
            Value::Array(list) => list.first()?.as_object()?,
            other => other.as_object()?,
        };
        let pairs = object.iter().take(MOST_FIELDS).filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.clone(), text.clone())),
            Value::Number(number) => Some((name.clone(), number.to_string())),
            _ => None,
        });
        Some(Self(pairs.collect()))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// Whatever the case of its letters.
    pub(super) fn get_any_case(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.as_str())
    }

    /// Sorted by name, the values of a repeated name sorted and each of them once.
    pub(super) fn sorted(&self) -> Vec<&(String, String)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort();
        all.dedup();
        all
    }
}

fn decoded(bytes: &[u8]) -> String {
    let spaced: Vec<u8> = bytes.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_empty_and_its_escaped_values() {
        let fields = Fields::of_form(b"a=1+2&b=%2B48&c=&d&e=x%3Dy=z").unwrap();
        for (name, value) in [("a", "1 2"), ("b", "+48"), ("c", ""), ("d", ""), ("e", "x=y=z")] {
            assert_eq!(fields.get(name), Some(value), "{name}");
        }
        assert_eq!(fields.get("A"), None);
        assert_eq!(fields.get_any_case("A"), Some("1 2"));
    }

    #[test]
    fn fields_are_sorted_and_repetitions_count_once() {
        let fields = Fields::of_form(b"b=2&a=9&b=1&b=2&B=3").unwrap();
        let shown: Vec<String> = fields.sorted().iter().map(|(n, v)| format!("{n}{v}")).collect();
        assert_eq!(shown, ["B3", "a9", "b1", "b2"]);
    }

    #[test]
    fn a_list_of_objects_is_read_by_its_first() {
        let fields = Fields::of_json(b"[{\"id\":7,\"x\":{\"id\":8},\"s\":\"t\"},{\"id\":9}]").unwrap();
        assert_eq!(
            (fields.get("id"), fields.get("x"), fields.get("s")),
            (Some("7"), None, Some("t"))
        );
        for bad in ["", "7", "[]", "[7]", "{"] {
            assert!(Fields::of_json(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_flood_of_fields_is_not_read() {
        assert!(Fields::of_form("a=1&".repeat(201).as_bytes()).is_none());
    }
}
