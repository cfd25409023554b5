//! Instants on the wire: RFC 3339 in, with any offset; out always in `Z` with whole seconds.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A point in time in a body or a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

impl Instant {
    /// Reads RFC 3339.
    ///
    /// # Errors
    /// `invalid_instant`; also for a text without an offset, which names no instant.
    pub fn parse(text: &str) -> Result<Self, booking_rules::values::Invalid> {
        DateTime::parse_from_rfc3339(text)
            .map(|at| Self(at.to_utc()))
            .map_err(|_| booking_rules::values::Invalid::new("invalid_instant"))
    }
}

/// The one output form of an instant.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        at.0
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A query spells `+02:00` as ` 02:00` when its author forgets to escape; that is not an instant.
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("An instant: RFC 3339 with an offset; answers use `Z`."))
            .examples(["2027-03-14T08:00:00Z"])
            .into()
    }
}

impl ToSchema for Instant {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_read_and_z_is_written() {
        let at: Instant = serde_json::from_str("\"2027-03-28T03:30:00.250+02:00\"").unwrap();
        assert_eq!(serde_json::to_string(&at).unwrap(), "\"2027-03-28T01:30:00Z\"");
        for bad in ["2027-03-28", "2027-03-28T03:30:00", "2027-02-30T00:00:00Z", "now", ""] {
            assert!(Instant::parse(bad).is_err(), "{bad}");
        }
    }
}
