//! Which customer of the business somebody is.

use booking_rules::ids::{BusinessId, CustomerId};
use sha2::{Digest, Sha256};

use super::CustomerDetails;

/// The id follows from the e-mail address, else the phone number, else the account: the same person is the same
/// customer without a look-up, whether signed in or a guest, and rule 1 holds across both.
pub(crate) fn customer_id(business: BusinessId, details: &CustomerDetails) -> CustomerId {
    let person = match (&details.email, &details.phone, details.account) {
        (Some(email), _, _) => format!("email:{}", email.as_str()),
        (None, Some(phone), _) => format!("phone:{}", phone.as_str()),
        (None, None, Some(account)) => format!("account:{account}"),
        (None, None, None) => format!("name:{}", details.name.as_str()),
    };
    let digest = Sha256::digest(format!("{business}\n{person}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // RFC 9562, 5.8: version 8 is for ids made to one's own recipe.
    CustomerId::new(business, uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
