//! E-mail over SMTP: 587 with STARTTLS or 465 with TLS; plain text to this machine only.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{EmailSender, OutgoingEmail, mime};
use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};

/// Where and how to hand mail in.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// `smtps://user:password@host[:465]`, `smtp+starttls://user:password@host[:587]`, or `smtp://127.0.0.1:2525`.
    /// User and password are percent-encoded.
    pub url: SecretString,
    /// Limit of each step: connecting, the dialogue up to DATA, the message itself.
    pub step_timeout: Duration,
    /// The name given in EHLO.
    pub hello_name: String,
}

/// The address of the relay is not one mail may be handed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpAddressError {
    #[error("the SMTP address is not smtps://, smtp+starttls:// or smtp:// with a host")]
    Unreadable,
    #[error("plain SMTP is allowed to this machine only")]
    PlainTextToAnotherMachine,
}

/// Sends through one relay, over one connection that is opened on first use and kept while it lives.
pub struct SmtpSender {
    relay: Relay,
    step_timeout: Duration,
    hello_name: ClientId,
    idle: Mutex<Option<AsyncSmtpConnection>>,
}

impl SmtpSender {
    /// Reads the settings; opens nothing.
    ///
    /// # Errors
    /// [`SmtpAddressError`].
    pub fn new(settings: &SmtpSettings) -> Result<Self, SmtpAddressError> {
        Ok(Self {
            relay: Relay::parse(settings.url.expose_secret())?,
            step_timeout: settings.step_timeout,
            hello_name: ClientId::Domain(settings.hello_name.clone()),
            idle: Mutex::new(None),
        })
    }

    async fn hand_in(&self, message: &Message) -> Result<Accepted, DeliveryError> {
        let mut idle = self.idle.lock().await;
        // Taken out while in use: an attempt that fails, or is dropped half-way, drops its connection with it.
        let mut connection = match self.still_alive(idle.take()).await {
            Some(connection) => connection,
            None => self.within("connecting", self.connect()).await?,
        };
        self.within("before the message", dialogue(&mut connection, message))
            .await?;
        let bytes = message.formatted();
        let reply = match timeout(self.step_timeout, connection.message(&bytes)).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => return Err(after_data(&error)),
            Err(_) => return Err(DeliveryError::unknown("timed out after the message")),
        };
        *idle = Some(connection);
        let reference = reply
            .first_line()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        Ok(Accepted { reference })
    }

    /// A relay closes idle connections; finding out costs one NOOP, guessing costs a message.
    async fn still_alive(&self, kept: Option<AsyncSmtpConnection>) -> Option<AsyncSmtpConnection> {
        let mut connection = kept?;
        let answers = timeout(self.step_timeout, connection.test_connected())
            .await
            .unwrap_or(false);
        answers.then_some(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let Relay {
            host,
            port,
            security,
            credentials,
        } = &self.relay;
        let tls = || TlsParameters::new(host.clone());
        let wrapped = if *security == Security::Tls { Some(tls()?) } else { None };
        let address = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.step_timeout), &self.hello_name, wrapped, None)
                .await?;
        if *security == Security::StartTls {
            // Refuses to go on when the relay does not offer it: no credentials in clear text.
            connection.starttls(tls()?, &self.hello_name).await?;
        }
        if let Some(credentials) = credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await?;
        }
        Ok(connection)
    }

    /// A step before the message: whatever goes wrong, nothing was sent.
    async fn within<T>(
        &self,
        step: &str,
        work: impl Future<Output = Result<T, SmtpError>> + Send,
    ) -> Result<T, DeliveryError> {
        match timeout(self.step_timeout, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(before_data(&error, step)),
            Err(_) => Err(DeliveryError::transient(format!("timed out {step}"))),
        }
    }
}

impl EmailSender for SmtpSender {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            let message = mime::message(email)?;
            self.hand_in(&message).await
        })
    }
}

/// MAIL, RCPT, DATA. The message goes separately, for what fails after it may still have been delivered.
async fn dialogue(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SmtpError> {
    let envelope = message.envelope();
    let utf8_address = envelope
        .from()
        .into_iter()
        .chain(envelope.to())
        .any(|address| !AsRef::<str>::as_ref(address).is_ascii());
    let options = if utf8_address && connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        vec![MailParameter::SmtpUtfEight]
    } else {
        Vec::new()
    };
    connection.command(Mail::new(envelope.from().cloned(), options)).await?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), Vec::new())).await?;
    }
    connection.command(Data).await?;
    Ok(())
}

fn before_data(error: &SmtpError, step: &str) -> DeliveryError {
    // A refused login is the operator's to mend, not the message's fault.
    if error.is_permanent() && step != "connecting" {
        refused(&reply_codes(error))
    } else {
        DeliveryError::transient(format!("{step}: {}", reply_codes(error)))
    }
}

fn after_data(error: &SmtpError) -> DeliveryError {
    if error.is_permanent() {
        refused(&reply_codes(error))
    } else if error.is_transient() {
        DeliveryError::transient(reply_codes(error))
    } else {
        DeliveryError::unknown("connection lost after the message")
    }
}

/// RFC 3463: no such mailbox (5.1.1), no such shape of address (5.1.3), moved away (5.1.6), a domain that takes no mail
/// (5.1.10, RFC 7505), a mailbox that is switched off (5.2.1).
fn refused(codes: &str) -> DeliveryError {
    let enhanced = codes.split_whitespace().nth(1);
    match enhanced {
        Some("5.1.1" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1") => DeliveryError::dead_address(codes),
        _ => DeliveryError::rejected(codes),
    }
}

/// The reply code and the enhanced one (RFC 3463) only: the words of a reply often quote the recipient.
fn reply_codes(error: &SmtpError) -> String {
    let Some(code) = error.status() else {
        return "connection failed".to_owned();
    };
    let words = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    match words.split_whitespace().next().filter(|word| is_enhanced_code(word)) {
        Some(enhanced) => format!("{code} {enhanced}"),
        None => code.to_string(),
    }
}

fn is_enhanced_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    Plain,
    StartTls,
    Tls,
}

struct Relay {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

impl Relay {
    fn parse(address: &str) -> Result<Self, SmtpAddressError> {
        let url = Url::parse(address).map_err(|_| SmtpAddressError::Unreadable)?;
        let (security, default_port) = match url.scheme() {
            "smtps" => (Security::Tls, 465),
            "smtp+starttls" => (Security::StartTls, 587),
            "smtp" => (Security::Plain, 25),
            _ => return Err(SmtpAddressError::Unreadable),
        };
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(SmtpAddressError::Unreadable)?;
        let host = host.trim_matches(['[', ']']).to_owned();
        if security == Security::Plain && !is_this_machine(&host) {
            return Err(SmtpAddressError::PlainTextToAnotherMachine);
        }
        let credentials = url
            .password()
            .map(|password| Credentials::new(decoded(url.username()), decoded(password)));
        Ok(Self {
            host,
            port: url.port().unwrap_or(default_port),
            security,
            credentials,
        })
    }
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests;
