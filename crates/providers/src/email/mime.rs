//! From an [`OutgoingEmail`] to the bytes of a message (RFC 5322, MIME, iMIP).

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox as MimeMailbox, Message, MultiPart, SinglePart};

use super::{CalendarPart, Mailbox, OutgoingEmail};
use crate::delivery::DeliveryError;

/// Builds the message; what cannot be built now never can.
pub(super) fn message(email: &OutgoingEmail) -> Result<Message, DeliveryError> {
    let mut builder = Message::builder()
        .from(mailbox(email.from.name.as_deref(), email.from.address.as_str())?)
        .to(mailbox(email.to_name.as_deref(), email.to.as_str())?)
        .subject(one_line(&email.subject))
        .message_id(Some(message_id(&email.message_id)))
        // RFC 3834: keeps out-of-office programs from answering.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for (name, value) in unsubscribe_headers(email.unsubscribe_url.as_deref()) {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    if let Some(Mailbox { name, address }) = &email.reply_to {
        builder = builder.reply_to(mailbox(name.as_deref(), address.as_str())?);
    }
    builder
        .multipart(body(email)?)
        .map_err(|_| DeliveryError::rejected("message cannot be built"))
}

fn body(email: &OutgoingEmail) -> Result<MultiPart, DeliveryError> {
    let words = MultiPart::alternative_plain_html(email.text.clone(), email.html.clone());
    let Some(calendar) = &email.calendar else {
        return Ok(words);
    };
    let (invitation, file) = calendar_parts(calendar)?;
    Ok(MultiPart::mixed()
        .multipart(words.singlepart(invitation))
        .singlepart(file))
}

/// The part mail programs act on, and the same bytes as a file for those that only show attachments.
fn calendar_parts(calendar: &CalendarPart) -> Result<(SinglePart, SinglePart), DeliveryError> {
    let content_type =
        |text: &str| ContentType::parse(text).map_err(|_| DeliveryError::rejected("calendar part cannot be described"));
    let method = calendar.method.as_str();
    let acted_on = content_type(&format!("text/calendar; method={method}; charset=UTF-8"))?;
    let downloaded = content_type("application/ics; name=\"invite.ics\"")?;
    Ok((
        SinglePart::builder().content_type(acted_on).body(calendar.body.clone()),
        Attachment::new("invite.ics".to_owned()).body(calendar.body.clone(), downloaded),
    ))
}

fn mailbox(name: Option<&str>, address: &str) -> Result<MimeMailbox, DeliveryError> {
    let address: Address = address
        .parse()
        .map_err(|_| DeliveryError::rejected("address cannot be sent to"))?;
    Ok(MimeMailbox::new(
        name.map(one_line).filter(|name| !name.is_empty()),
        address,
    ))
}

/// How the reader's program leaves the list: by an address, and by one POST to it (RFC 2369, RFC 8058).
pub(super) fn unsubscribe_headers(url: Option<&str>) -> Vec<(&'static str, String)> {
    let Some(url) = url else { return Vec::new() };
    vec![
        ("List-Unsubscribe", format!("<{}>", bare(url))),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
    ]
}

/// Whoever chose a name or subject must not choose headers: control characters become spaces.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

pub(super) fn message_id(id: &str) -> String {
    format!("<{}>", bare(id))
}

/// What may stand between angle brackets in a header.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::contract::sample_email;
    use super::*;

    fn rendered(email: &OutgoingEmail) -> String {
        String::from_utf8(message(email).unwrap().formatted()).unwrap()
    }

    fn headers(rendered: &str) -> Vec<String> {
        let (head, _) = rendered.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_is_mixed_of_alternatives_and_a_file() {
        let text = rendered(&sample_email());
        let kinds: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("Content-Type: "))
            .map(|line| line.trim_end_matches(';'))
            .collect();
        assert_eq!(
            kinds,
            [
                "multipart/mixed",
                "multipart/alternative",
                "text/plain; charset=utf-8",
                "text/html; charset=utf-8",
                "text/calendar; method=REQUEST; charset=utf-8",
                "application/ics; name=\"invite.ics\""
            ]
        );
    }

    #[test]
    fn the_message_is_pure_ascii_whatever_the_script() {
        assert!(rendered(&sample_email()).is_ascii());
    }

    #[test]
    fn headers_name_sender_receiver_and_reply_address_once() {
        let text = rendered(&sample_email());
        let headers = headers(&text);
        let named = |name: &str| headers.iter().filter(|h| h.starts_with(name)).count();
        for name in [
            "From: ",
            "To: ",
            "Reply-To: ",
            "Subject: ",
            "Message-ID: ",
            "Date: ",
            "Auto-Submitted: auto-generated",
        ] {
            assert_eq!(named(name), 1, "{name} in {headers:?}");
        }
        assert!(headers.contains(&"Message-ID: <bkg_1.2.booking_confirmed@salonbook.example>".to_owned()));
    }

    #[test]
    fn nobody_can_add_a_header_or_a_recipient_through_a_name() {
        let attack = "x\r\nBcc: thief@example.com\r\n\r\nbody";
        let mut email = sample_email();
        email.subject = attack.to_owned();
        email.to_name = Some(attack.to_owned());
        email.from.name = Some(attack.to_owned());
        email.message_id = attack.to_owned();
        let message = message(&email).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(
            !headers(&text).iter().any(|h| h.to_lowercase().starts_with("bcc")),
            "{:?}",
            headers(&text)
        );
    }

    #[test]
    fn a_message_of_a_list_says_how_to_leave_it_and_another_does_not() {
        let listed = headers(&rendered(&sample_email()));
        for header in [
            "List-Unsubscribe: <https://book.example/api/v1/unsubscribe/token>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ] {
            assert!(listed.contains(&header.to_owned()), "{header} in {listed:?}");
        }
        let mut email = sample_email();
        email.unsubscribe_url = None;
        assert!(!rendered(&email).contains("List-Unsubscribe"));
    }

    #[test]
    fn a_long_address_to_leave_a_list_is_neither_folded_nor_able_to_add_a_header() {
        let long = format!("https://book.example/{}", "t".repeat(300));
        let mut email = sample_email();
        email.unsubscribe_url = Some(format!("{long}>\r\nBcc: thief@example.com"));
        let listed = headers(&rendered(&email));
        let expected = format!("List-Unsubscribe: <{long}Bcc:thief@example.com>");
        assert!(listed.contains(&expected), "{listed:?}");
    }

    #[test]
    fn a_debug_print_shows_neither_person_nor_text() {
        let shown = format!("{:?}", sample_email());
        assert!(
            !shown.contains("Anna") && !shown.contains("anna") && !shown.contains("Zażółć"),
            "{shown}"
        );
    }
}
