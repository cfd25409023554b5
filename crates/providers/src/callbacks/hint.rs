//! Calls that nobody signed. Neither SerwerSMS nor Unifonic signs, and how SerwerSMS names its parameters is not written
//! down anywhere that could be read: such a call says which message to ask about, and nothing in it is believed.

use booking_rules::notices::Vendor;

use super::fields::Fields;
use super::{OWN_ID_PARAMETER, own_name, their_name};

/// Which message a provider may have news of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub vendor: Vendor,
    /// Our own name for it.
    pub own_id: Option<String>,
    /// The provider's name for it.
    pub reference: Option<String>,
}

/// Their current API names messages `id` and ours `unique_id`; the older one said `smsid`.
const SERWERSMS: Names = Names {
    own_id: &["unique_id"],
    reference: &["id", "smsid", "message_id"],
};
const UNIFONIC: Names = Names {
    own_id: &["CorrelationID"],
    reference: &["MessageID"],
};

struct Names {
    own_id: &'static [&'static str],
    reference: &'static [&'static str],
}

/// What a call to the address of SerwerSMS is about; `None` when it names no message.
#[must_use]
pub fn serwersms(query: &str, content_type: &str, body: &[u8]) -> Option<Hint> {
    hint(Vendor::Serwersms, &SERWERSMS, query, content_type, body)
}

/// What a call to the address of Unifonic is about; `None` when it names no message.
#[must_use]
pub fn unifonic(query: &str, content_type: &str, body: &[u8]) -> Option<Hint> {
    hint(Vendor::Unifonic, &UNIFONIC, query, content_type, body)
}

fn hint(vendor: Vendor, names: &Names, query: &str, content_type: &str, body: &[u8]) -> Option<Hint> {
    let query = Fields::of_form(query.as_bytes())?;
    // What the body is called is not relied on: neither says how it calls.
    let body = if content_type.to_ascii_lowercase().contains("json") {
        Fields::of_json(body)
    } else {
        Fields::of_json(body).or_else(|| Fields::of_form(body))
    };
    let named = |name: &str| {
        let in_body = body.as_ref().and_then(|body| body.get_any_case(name));
        in_body
            .filter(|value| !value.is_empty())
            .or_else(|| query.get_any_case(name))
    };
    // The address that was called is ours, so the name in it goes before one in the body.
    let own_id = query.get(OWN_ID_PARAMETER).and_then(own_name);
    let own_id = own_id.or_else(|| names.own_id.iter().find_map(|name| named(name).and_then(own_name)));
    let reference = names.reference.iter().find_map(|name| named(name).and_then(their_name));
    (own_id.is_some() || reference.is_some()).then_some(Hint {
        vendor,
        own_id,
        reference,
    })
}

#[cfg(test)]
mod tests;
