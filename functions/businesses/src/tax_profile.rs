//! Who a business is to its tax office, as it is said and shown.

use api::{Fields, Patch};
use booking_rules::catalog::{TaxAddress, TaxId, TaxOffice, TaxProfile};
use booking_rules::values::Name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who the business is to its tax office.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxProfileInput {
    /// As it is registered.
    #[schema(required, value_type = String, max_length = 120, example = "Salon Ola sp. z o.o.")]
    legal_name: Option<String>,
    /// In Poland the NIP.
    #[schema(required, value_type = String, example = "526-00-01-246")]
    tax_id: Option<String>,
    /// The code of the Polish tax office.
    #[schema(example = "1433")]
    tax_office: Option<String>,
    #[schema(required, value_type = TaxAddressInput)]
    address: Option<TaxAddressInput>,
}

/// Where it is registered. Province, county and municipality are asked for in Poland.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxAddressInput {
    #[schema(example = "mazowieckie")]
    province: Option<String>,
    #[schema(example = "Warszawa")]
    county: Option<String>,
    #[schema(example = "Warszawa")]
    municipality: Option<String>,
    #[schema(example = "Piękna")]
    street: Option<String>,
    #[schema(required, value_type = String, example = "12")]
    building: Option<String>,
    flat: Option<String>,
    #[schema(required, value_type = String, example = "Warszawa")]
    city: Option<String>,
    #[schema(required, value_type = String, example = "00-549")]
    postal_code: Option<String>,
}

/// Reads what changes; `null` takes the profile away.
pub(crate) fn change(fields: &mut Fields, given: Patch<TaxProfileInput>) -> Option<Option<Option<TaxProfile>>> {
    match given.into_change() {
        None => Some(None),
        Some(None) => Some(Some(None)),
        Some(Some(input)) => profile(fields, input).map(|profile| Some(Some(profile))),
    }
}

fn profile(fields: &mut Fields, input: TaxProfileInput) -> Option<TaxProfile> {
    let legal_name = fields.parse("tax_profile.legal_name", input.legal_name, |text| Name::parse(&text));
    let tax_id = fields.parse("tax_profile.tax_id", input.tax_id, |text| TaxId::parse(&text));
    let tax_office = fields.parse_optional("tax_profile.tax_office", input.tax_office, |text| {
        TaxOffice::parse(&text)
    });
    let address = fields.require("tax_profile.address", input.address);
    let address = address.and_then(|input| address_of(fields, input));
    Some(TaxProfile {
        legal_name: legal_name?,
        tax_id: tax_id?,
        tax_office: tax_office?,
        address: address?,
    })
}

fn address_of(fields: &mut Fields, input: TaxAddressInput) -> Option<TaxAddress> {
    let at = |part: &str| format!("tax_profile.address.{part}");
    let read = |text: String| Name::parse(&text);
    let province = fields.parse_optional(at("province"), input.province, read);
    let county = fields.parse_optional(at("county"), input.county, read);
    let municipality = fields.parse_optional(at("municipality"), input.municipality, read);
    let street = fields.parse_optional(at("street"), input.street, read);
    let building = fields.parse(at("building"), input.building, read);
    let flat = fields.parse_optional(at("flat"), input.flat, read);
    let city = fields.parse(at("city"), input.city, read);
    let postal_code = fields.parse(at("postal_code"), input.postal_code, read);
    Some(TaxAddress {
        province: province?,
        county: county?,
        municipality: municipality?,
        street: street?,
        building: building?,
        flat: flat?,
        city: city?,
        postal_code: postal_code?,
    })
}

/// Who the business is to its tax office.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxProfileView {
    #[schema(value_type = String)]
    legal_name: Name,
    tax_id: String,
    tax_office: Option<String>,
    address: TaxAddressView,
}

/// Where it is registered.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxAddressView {
    #[schema(value_type = Option<String>)]
    province: Option<Name>,
    #[schema(value_type = Option<String>)]
    county: Option<Name>,
    #[schema(value_type = Option<String>)]
    municipality: Option<Name>,
    #[schema(value_type = Option<String>)]
    street: Option<Name>,
    #[schema(value_type = String)]
    building: Name,
    #[schema(value_type = Option<String>)]
    flat: Option<Name>,
    #[schema(value_type = String)]
    city: Name,
    #[schema(value_type = String)]
    postal_code: Name,
}

impl From<TaxProfile> for TaxProfileView {
    fn from(profile: TaxProfile) -> Self {
        let address = profile.address;
        Self {
            legal_name: profile.legal_name,
            tax_id: profile.tax_id.as_str().to_owned(),
            tax_office: profile.tax_office.map(|office| office.as_str().to_owned()),
            address: TaxAddressView {
                province: address.province,
                county: address.county,
                municipality: address.municipality,
                street: address.street,
                building: address.building,
                flat: address.flat,
                city: address.city,
                postal_code: address.postal_code,
            },
        }
    }
}
