//! An address as it travels: one line of text, or its parts. It is answered in the form it was given.

use std::fmt;

use api::Fields;
use booking_rules::catalog::Address;
use booking_rules::values::Name;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// An address: `"ul. Puławska 1, Warszawa"` or its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum AddressInput {
    Line(String),
    Parts(AddressParts),
}

/// The parts of an address; any may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressParts {
    #[schema(example = "ul. Puławska 1")]
    street: Option<String>,
    #[schema(example = "Warszawa")]
    city: Option<String>,
    #[schema(example = "02-515")]
    postal_code: Option<String>,
    /// Whatever else finds the place.
    line: Option<String>,
}

impl AddressInput {
    /// Reads the address; faults are noted at `address` or at the part.
    pub(crate) fn parse(self, fields: &mut Fields) -> Option<Address> {
        let parts = match self {
            Self::Line(line) => {
                let line = fields.check("address", Name::parse(&line))?;
                return Some(Address {
                    line: Some(line),
                    ..Address::default()
                });
            }
            Self::Parts(parts) => parts,
        };
        if parts == AddressParts::default() {
            fields.fault("address", "required");
            return None;
        }
        let mut part = |path: &str, text: Option<String>| fields.parse_optional(path, text, |text| Name::parse(&text));
        let street = part("address.street", parts.street);
        let city = part("address.city", parts.city);
        let postal_code = part("address.postal_code", parts.postal_code);
        let line = part("address.line", parts.line);
        Some(Address {
            street: street?,
            city: city?,
            postal_code: postal_code?,
            line: line?,
        })
    }
}

impl From<Address> for AddressInput {
    fn from(address: Address) -> Self {
        let text = |name: Option<Name>| name.map(|name| name.to_string());
        match address {
            Address {
                line: Some(line),
                street: None,
                city: None,
                postal_code: None,
            } => Self::Line(line.to_string()),
            address => Self::Parts(AddressParts {
                street: text(address.street),
                city: text(address.city),
                postal_code: text(address.postal_code),
                line: text(address.line),
            }),
        }
    }
}

/// By hand, for an untagged enum forgets which field of the object was wrong.
impl<'de> Deserialize<'de> for AddressInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = AddressInput;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an address")
            }

            fn visit_str<E: Error>(self, line: &str) -> Result<AddressInput, E> {
                Ok(AddressInput::Line(line.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, parts: A) -> Result<AddressInput, A::Error> {
                AddressParts::deserialize(MapAccessDeserializer::new(parts)).map(AddressInput::Parts)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use application::Failure;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_answered_in_the_form_it_was_given() {
        for sent in [
            json!("ul. Puławska 1, Warszawa"),
            json!({ "street": "ul. Puławska 1", "city": "Warszawa", "postal_code": null, "line": null }),
        ] {
            let mut fields = Fields::new();
            let read = serde_json::from_value::<AddressInput>(sent.clone())
                .unwrap()
                .parse(&mut fields);
            let address = fields.finish(read).unwrap();
            assert_eq!(serde_json::to_value(AddressInput::from(address)).unwrap(), sent);
        }
    }

    #[test]
    fn each_wrong_part_is_named() {
        let mut fields = Fields::new();
        let sent = json!({ "street": " ", "city": "x".repeat(200) });
        let read = serde_json::from_value::<AddressInput>(sent).unwrap().parse(&mut fields);
        let Err(Failure::Invalid(faults)) = fields.finish(read) else {
            panic!("not refused")
        };
        let found: Vec<_> = faults.iter().map(|f| (f.path.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [("address.street", "name_empty"), ("address.city", "name_too_long")]
        );
        assert!(serde_json::from_value::<AddressInput>(json!({ "zip": "02-515" })).is_err());
    }
}
