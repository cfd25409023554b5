//! What providers call to tell: whether a call is truly theirs, and what it says. Pure functions over the bytes that came.
//!
//! Signed calls (Twilio, SendGrid, SNS) are believed once their signature was checked over the raw body. Unsigned ones
//! (SerwerSMS, Unifonic) only say where to look: they become a [`hint::Hint`], and a look-up tells the truth. Who calls
//! here must bound the body before; nothing here is larger than what it was given.

use core::fmt;

use booking_rules::notices::Vendor;
use booking_rules::values::Phone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

mod fields;
pub mod hint;
pub mod sendgrid;
pub mod ses;
pub mod sns;
pub mod twilio;

/// A text message that somebody sent to a number of ours.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundSms {
    pub vendor: Vendor,
    /// The provider's name for the message, the same however often it tells of it.
    pub id: String,
    pub from: Phone,
    /// The number or name of ours that it was sent to, as the provider writes it.
    pub to: String,
    pub text: String,
}

/// Shows neither numbers nor text.
impl fmt::Debug for InboundSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundSms")
            .field("vendor", &self.vendor)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The longest name of a message that is kept; ours and all providers' are shorter.
const LONGEST_NAME: usize = 200;

/// A name of ours as it comes back: letters, digits, `-` and `_` alone, as `OutgoingEmail::own_id` promises.
fn own_name(text: &str) -> Option<String> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    ((1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits)).then(|| text.to_owned())
}

/// A provider's name for a message: printable and without spaces, so that it may stand in a log line.
fn their_name(text: &str) -> Option<String> {
    ((1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())).then(|| text.to_owned())
}

/// The query parameter by which our own name for a message travels in an address that a provider is told to call.
pub(crate) const OWN_ID_PARAMETER: &str = "n";

/// Nothing that our names are made of (RFC 3986 calls it unreserved): an address that a provider would write differently
/// is one whose signature would differ.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The address to be called about one message: `base` may already carry a query.
pub(crate) fn address_for(base: &str, own_id: &str) -> String {
    let joint = if base.contains('?') { '&' } else { '?' };
    let own_id = utf8_percent_encode(own_id, ESCAPED);
    format!("{base}{joint}{OWN_ID_PARAMETER}={own_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_name_is_added_to_whatever_query_there_is() {
        let own_id = "n-bkg_1-x";
        assert_eq!(
            address_for("https://book.example/hooks", own_id),
            "https://book.example/hooks?n=n-bkg_1-x"
        );
        assert_eq!(
            address_for("https://book.example/hooks?key=s", own_id),
            "https://book.example/hooks?key=s&n=n-bkg_1-x"
        );
    }

    #[test]
    fn names_that_could_not_be_ours_or_could_break_a_log_line_are_none() {
        assert_eq!(own_name("n-bkg_1-x"), Some("n-bkg_1-x".to_owned()));
        for bad in ["", "a b", "a\n", "ż", "a/b", &"x".repeat(201)] {
            assert_eq!(own_name(bad), None, "{bad}");
        }
        for bad in ["", "a b", "a\r\nb", "ż", &"x".repeat(201)] {
            assert_eq!(their_name(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_debug_print_of_an_inbound_message_shows_neither_number_nor_text() {
        let sms = InboundSms {
            vendor: Vendor::Twilio,
            id: "SM1".to_owned(),
            from: Phone::parse("+48601234567", None).unwrap(),
            to: "+48732000000".to_owned(),
            text: "TAK".to_owned(),
        };
        assert_eq!(format!("{sms:?}"), "InboundSms { vendor: Twilio, id: \"SM1\", .. }");
    }
}
