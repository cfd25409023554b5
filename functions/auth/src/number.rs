//! A telephone number as somebody who signs in types it.

use api::Fields;
use booking_rules::values::{Country, Invalid, Phone};

/// Reads `phone`, in international form or as it is dialled at home in `country`.
pub(crate) fn read(fields: &mut Fields, phone: Option<String>, country: Option<String>) -> Option<Phone> {
    let country = fields.parse_optional("country", country, |code| Country::parse(&code))?;
    fields.parse("phone", phone, |text| mobile(&text, country))
}

fn mobile(text: &str, country: Option<Country>) -> Result<Phone, Invalid> {
    let phone = Phone::parse(text, country)?;
    if phone.takes_messages() {
        Ok(phone)
    } else {
        Err(Invalid::new("not_a_mobile_number"))
    }
}
