//! The call that brings an answer: believed only with the signature of who carries our messages.

use providers::callbacks::{InboundSms, twilio};
use secrecy::SecretString;

use crate::app::App;
use crate::failure::Failure;

/// A call as it came.
#[derive(Debug, Clone, Copy)]
pub struct InboundCall<'a> {
    pub path: &'a str,
    /// Without its question mark.
    pub query: &'a str,
    pub content_type: &'a str,
    pub signature: &'a str,
    pub body: &'a [u8],
}

/// What the call says; `None` where it is no message that could be answered.
///
/// # Errors
/// [`Failure::Unproven`] unless Twilio signed it.
pub fn read_call(app: &App, auth_token: &SecretString, call: &InboundCall<'_>) -> Result<Option<InboundSms>, Failure> {
    let base = &app.links().public_base_url;
    let mark = if call.query.is_empty() { "" } else { "?" };
    let url = format!("{base}{}{mark}{}", call.path, call.query);
    if !twilio::verified(auth_token, &url, call.signature, call.content_type, call.body) {
        return Err(Failure::Unproven);
    }
    Ok(twilio::inbound(call.body))
}
