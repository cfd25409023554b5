//! One-time codes into the local inbox.

use secrecy::ExposeSecret;

use super::{OtpChannel, OtpSender, OutgoingCode};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::inbox::{Inbox, NewMessage};

const KIND: &str = "sign_in_code";

impl OtpSender for Inbox {
    fn reaches(&self, _: OtpChannel) -> bool {
        true
    }

    fn send<'a>(&'a self, code: &'a OutgoingCode) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            self.take_in(NewMessage {
                channel: match code.channel {
                    OtpChannel::Sms => "sms",
                    OtpChannel::Whatsapp => "whatsapp",
                },
                to: code.to.as_str(),
                subject: None,
                text: code.text.expose_secret(),
                html: None,
                calendar: None,
                kind: KIND,
                booking_id: None,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::contract;
    use super::*;

    #[tokio::test]
    async fn the_inbox_fulfils_the_contract_and_shows_the_code() {
        let inbox = Inbox::in_memory(Arc::new(|| "2027-03-14T08:00:00Z".parse().unwrap()));
        contract::an_accepted_code_has_a_reference(&inbox).await;
        let shown = inbox.list(Some("+966501234567"));
        assert_eq!(shown.len(), 3);
        assert_eq!((shown[0].kind.as_str(), shown[0].channel.as_str()), (KIND, "sms"));
        assert!(shown[0].text.contains("482913"));
        contract::nothing_of_a_code_is_shown(&format!("{:?}", contract::sample_code()));
    }
}
