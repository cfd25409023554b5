//! Lists come in pages: `?limit=` and an opaque `?cursor=`.
//!
//! A cursor holds the store's place within a partition and never the partition itself, which is built from the caller
//! each time; so a cursor taken from another tenant leads nowhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::values::Invalid;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::envelope::Page;
use crate::error::ApiError;

/// Our keys are under 200 bytes; anything near this is not ours.
const MAX_CURSOR_CHARS: usize = 1024;

/// How many items a page has: 1 to 100, 25 unless said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    pub const MAX: u16 = 100;

    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(25)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u16::deserialize(deserializer)? {
            items @ 1..=Self::MAX => Ok(Self(items)),
            _ => Err(D::Error::custom("out_of_range")),
        }
    }
}

impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(Self::MAX))
            .default(Some(Value::from(Self::default().0)))
            .into()
    }
}

impl ToSchema for Limit {}

/// Where the next page starts; opaque to callers.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor(Value);

impl Cursor {
    #[must_use]
    pub fn new(key: Value) -> Self {
        Self(key)
    }

    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_string())
    }

    /// # Errors
    /// `invalid_cursor` for a text that we did not make.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const FAULT: Invalid = Invalid::new("invalid_cursor");
        if text.len() > MAX_CURSOR_CHARS {
            return Err(FAULT);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| FAULT)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| FAULT)
    }

    /// The store's key.
    ///
    /// # Errors
    /// `invalid_cursor` when it is the key of another list.
    pub fn key<K: DeserializeOwned>(&self) -> Result<K, Invalid> {
        K::deserialize(&self.0).map_err(|_| Invalid::new("invalid_cursor"))
    }

    #[must_use]
    pub fn into_value(self) -> Value {
        self.0
    }
}

/// The query of a list that is only paged.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    pub limit: Option<Limit>,
    pub cursor: Option<Cursor>,
}

/// Where a page of a list that is read whole ended.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: String,
}

/// One page of a list that one read answers whole, in its order; `id` tells its items apart. Without a limit the page
/// is as long as a page may be.
///
/// # Errors
/// `invalid_cursor` for the cursor of another list, or of an item that is no longer there.
pub fn page_of<T>(
    mut items: Vec<T>,
    id: impl Fn(&T) -> String,
    limit: Option<Limit>,
    cursor: Option<&Cursor>,
) -> Result<Page<T>, ApiError> {
    const CURSOR: &str = "cursor";
    if let Some(cursor) = cursor {
        let After { after } = cursor.key().map_err(|fault| ApiError::field(CURSOR, fault.code))?;
        let last = items.iter().position(|item| id(item) == after);
        let last = last.ok_or_else(|| ApiError::field(CURSOR, "invalid_cursor"))?;
        items.drain(..=last);
    }
    let length = usize::from(limit.map_or(Limit::MAX, Limit::get));
    let more = items.len() > length;
    items.truncate(length);
    let next = items
        .last()
        .filter(|_| more)
        .map(|item| serde_json::json!(After { after: id(item) }));
    Ok(Page(items, next))
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl PartialSchema for Cursor {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("`next_cursor` of the page before."))
            .into()
    }
}

impl ToSchema for Cursor {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list_join_to_the_whole_list() {
        let all: Vec<u32> = (0..7).collect();
        let mut read = Vec::new();
        let mut cursor = None;
        for _ in 0..4 {
            let Page(items, next) = page_of(all.clone(), u32::to_string, Some(Limit(2)), cursor.as_ref()).unwrap();
            read.extend(items);
            cursor = next.map(Cursor::new);
        }
        assert_eq!((read, cursor), (all, None));
    }

    #[test]
    fn a_cursor_of_another_list_or_of_a_gone_item_is_refused() {
        for key in [
            serde_json::json!({ "after": "9" }),
            serde_json::json!({ "PK": "x" }),
            serde_json::json!(3),
        ] {
            let refused = page_of(vec![1, 2], i32::to_string, None, Some(&Cursor::new(key))).unwrap_err();
            assert_eq!(refused.field_faults()[0].code, "invalid_cursor");
        }
    }

    #[test]
    fn a_cursor_reads_back_and_a_foreign_one_is_refused() {
        let cursor = Cursor::new(serde_json::json!({ "start": "2027-03-14T08:00:00Z", "n": 3 }));
        assert_eq!(Cursor::parse(&cursor.to_text()), Ok(cursor.clone()));
        assert!(cursor.key::<Vec<u8>>().is_err());
        for bad in ["", "!", "e30=", "bm90IGpzb24", &"A".repeat(2000)] {
            assert_eq!(Cursor::parse(bad), Err(Invalid::new("invalid_cursor")), "{bad}");
        }
    }
}
