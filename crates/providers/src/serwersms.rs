//! What sending and asking through SerwerSMS have in common: one account, and errors that come with HTTP 200.

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{self, Reply};
use crate::credentials::{self, UnusableCredentials};
use crate::delivery::DeliveryError;

const BASE_URL: &str = "https://api2.serwersms.pl";

/// What the parameter store holds: a token, or the name and password of a user of the API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    #[serde(default)]
    token: Option<SecretString>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    password: Option<SecretString>,
    /// The registered name that messages come from; without one they go out in the cheaper class, from a number.
    #[serde(default)]
    from: Option<String>,
    /// Another address than SerwerSMS's own.
    #[serde(default)]
    base_url: Option<String>,
}

enum SignIn {
    Token(SecretString),
    User { name: String, password: SecretString },
}

/// One SerwerSMS account.
pub(crate) struct Account {
    client: Client,
    sign_in: SignIn,
    pub(crate) from: Option<String>,
    base_url: String,
}

impl Account {
    pub(crate) fn new(document: &SecretString, timeout: Duration) -> Result<Self, UnusableCredentials> {
        let read: Credentials = credentials::read(document)?;
        let sign_in = match (read.token, read.username, read.password) {
            (Some(token), None, None) => SignIn::Token(token),
            (None, Some(name), Some(password)) => SignIn::User { name, password },
            _ => {
                return Err(UnusableCredentials(
                    "neither a token nor a user with a password".to_owned(),
                ));
            }
        };
        Ok(Self {
            client: call::client(timeout)?,
            base_url: call::address(BASE_URL, read.base_url.as_deref(), ""),
            from: read.from,
            sign_in,
        })
    }

    /// Asks for an action, such as `messages/send_sms`. What comes back is no error of theirs.
    pub(crate) async fn ask(&self, action: &str, mut fields: Value) -> Result<Value, DeliveryError> {
        let mut request = self.client.post(format!("{}/{action}.json", self.base_url));
        match &self.sign_in {
            SignIn::Token(token) => request = request.bearer_auth(token.expose_secret()),
            SignIn::User { name, password } => {
                fields["username"] = json!(name);
                fields["password"] = json!(password.expose_secret());
            }
        }
        answered(call::send(request.json(&fields)).await?)
    }
}

fn answered(reply: Reply) -> Result<Value, DeliveryError> {
    if reply.status != 200 {
        return Err(call::refused(reply.status, ""));
    }
    match &reply.body["error"] {
        Value::Null => Ok(reply.body),
        error => Err(error["code"]
            .as_u64()
            .map_or_else(|| DeliveryError::rejected("error without a code"), refusal)),
    }
}

/// What each code of theirs means. Sign-in, rights, credit and switches of the account are the operator's to mend; the
/// message stays good. They document more codes than are known here; each of them says that nothing was sent.
pub(crate) fn refusal(code: u64) -> DeliveryError {
    let said = code.to_string();
    match code {
        2001 => DeliveryError::dead_address(said),
        3000 | 3002 => {
            tracing::error!(code, "the credit at SerwerSMS is used up");
            DeliveryError::transient(said)
        }
        1001..=1003 | 1005 | 1007 | 3001 | 3003..=3009 | 3100 => DeliveryError::transient(said),
        _ => DeliveryError::rejected(said),
    }
}

/// A name of theirs, which is a text in the documents.
pub(crate) fn name(id: &Value) -> Option<String> {
    match id {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
