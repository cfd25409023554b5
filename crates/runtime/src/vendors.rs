//! The vendors of the deployment: credentials from the parameter store, read when a vendor is first asked for.
//!
//! A struct for each channel, so that a worker links the clients of its own channel alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use application::callbacks::{CallbackSecrets, KEY};
use aws_config::SdkConfig;
use booking_rules::notices::{Channel, Vendor};
use booking_rules::values::Email;
use providers::Pending;
use providers::email::EmailSender;
use providers::email::sendgrid::SendgridEmail;
use providers::email::ses::SesSender;
use providers::email::smtp::{SmtpSender, SmtpSettings};
use providers::fate::FateLookup;
use providers::fate::serwersms::SerwersmsLookup;
use providers::fate::twilio::TwilioLookup;
use providers::fate::unifonic::UnifonicLookup;
use providers::secrets::ssm::SsmSecrets;
use providers::secrets::{SecretError, SecretSource};
use providers::sms::SmsSender;
use providers::sms::serwersms::SerwersmsSms;
use providers::sms::sns::SnsSender;
use providers::sms::twilio::TwilioSms;
use providers::sms::unifonic::UnifonicSms;
use providers::vendors::{NotSetUp, Vendors};
use providers::whatsapp::WhatsappSender;
use providers::whatsapp::twilio::TwilioWhatsapp;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::environment::{EnvironmentError, optional, required, unusable};

/// Where credentials are, and where vendors tell what became of messages.
struct Credentials {
    secrets: SsmSecrets,
    /// What the names of the parameters begin with.
    prefix: String,
    public_base_url: String,
}

impl Credentials {
    fn from_environment(config: &SdkConfig) -> Result<Self, EnvironmentError> {
        Ok(Self {
            secrets: SsmSecrets::new(aws_sdk_ssm::Client::new(config)),
            prefix: required("VENDORS_PARAMETER_PREFIX")?,
            public_base_url: required("PUBLIC_BASE_URL")?.trim_end_matches('/').to_owned(),
        })
    }

    async fn document(&self, vendor: Vendor) -> Result<SecretString, NotSetUp> {
        let name = format!("{}/{}", self.prefix, vendor.as_str());
        self.secrets
            .secret(&name)
            .await
            .map_err(|error| not_set_up(vendor, error))
    }

    /// The address that a vendor calls, with the secret in it that it shows for want of a signature; none without one.
    async fn keyed_callback(&self, vendor: Vendor) -> Result<Option<String>, NotSetUp> {
        let name = CallbackSecrets::name(&self.prefix, vendor);
        match self.secrets.secret(&name).await {
            Ok(key) => Ok(Some(format!("{}?{KEY}={}", self.callback(vendor), key.expose_secret()))),
            Err(SecretError::Absent(_)) => Ok(None),
            Err(error) => Err(not_set_up(vendor, error)),
        }
    }

    fn callback(&self, vendor: Vendor) -> String {
        format!("{}/api/v1/webhooks/{}", self.public_base_url, vendor.as_str())
    }
}

fn not_set_up(vendor: Vendor, reason: impl ToString) -> NotSetUp {
    NotSetUp {
        vendor,
        reason: reason.to_string(),
    }
}

/// The platform's order of a channel, as its variable names it.
fn order(channel: Channel, name: &'static str, usual: Vendor) -> Result<Vec<Vendor>, EnvironmentError> {
    let text = optional(name).unwrap_or_else(|| usual.as_str().to_owned());
    text.split(',')
        .map(|vendor| {
            let known =
                Vendor::parse(vendor.trim()).filter(|vendor| vendor.carries(channel) && *vendor != Vendor::Inbox);
            known.ok_or_else(|| unusable(name, format!("no vendor of {}: {vendor}", channel.as_str())))
        })
        .collect()
}

/// Senders by vendor, each made once.
struct Ready<T: ?Sized>(Mutex<BTreeMap<Vendor, Arc<T>>>);

impl<T: ?Sized> Default for Ready<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: ?Sized> Ready<T> {
    async fn get(
        &self,
        vendor: Vendor,
        make: impl Future<Output = Result<Arc<T>, NotSetUp>>,
    ) -> Result<Arc<T>, NotSetUp> {
        // Held over the making, so that many takers make one.
        let mut made = self.0.lock().await;
        if let Some(made) = made.get(&vendor) {
            return Ok(made.clone());
        }
        let new = make.await?;
        made.insert(vendor, new.clone());
        Ok(new)
    }
}

/// SMTP, SES and SendGrid.
pub(crate) struct EmailVendors {
    credentials: Credentials,
    order: Vec<Vendor>,
    smtp_url: String,
    hello_name: String,
    ses: aws_sdk_sesv2::Client,
    configuration_set: Option<String>,
    step: Duration,
    ready: Ready<dyn EmailSender>,
}

impl EmailVendors {
    pub(crate) fn from_environment(config: &SdkConfig, from: &Email, step: Duration) -> Result<Self, EnvironmentError> {
        let domain = from.as_str().rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        Ok(Self {
            credentials: Credentials::from_environment(config)?,
            order: order(Channel::Email, "EMAIL_VENDORS", Vendor::Smtp)?,
            smtp_url: required("SMTP_URL_PARAMETER")?,
            hello_name: domain.to_owned(),
            ses: aws_sdk_sesv2::Client::new(config),
            configuration_set: optional("SES_CONFIGURATION_SET"),
            step,
            ready: Ready::default(),
        })
    }

    async fn make(&self, vendor: Vendor) -> Result<Arc<dyn EmailSender>, NotSetUp> {
        match vendor {
            Vendor::Smtp => {
                let url = self.credentials.secrets.secret(&self.smtp_url).await;
                let settings = SmtpSettings {
                    url: url.map_err(|error| not_set_up(vendor, error))?,
                    step_timeout: self.step,
                    hello_name: self.hello_name.clone(),
                };
                let sender = SmtpSender::new(&settings).map_err(|error| not_set_up(vendor, error))?;
                Ok(Arc::new(sender))
            }
            Vendor::Ses => {
                let set = self.configuration_set.clone();
                Ok(Arc::new(SesSender::new(self.ses.clone(), set, self.step)))
            }
            Vendor::Sendgrid => {
                let document = self.credentials.document(vendor).await?;
                let sender = SendgridEmail::new(&document, None, self.step);
                Ok(Arc::new(sender.map_err(|error| not_set_up(vendor, error))?))
            }
            _ => Err(not_set_up(vendor, "it carries no e-mail")),
        }
    }
}

impl Vendors for EmailVendors {
    fn order(&self, _: Channel) -> &[Vendor] {
        &self.order
    }

    fn email(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn EmailSender>, NotSetUp>> {
        Box::pin(self.ready.get(vendor, self.make(vendor)))
    }
}

/// SNS, SerwerSMS, Twilio and Unifonic.
pub(crate) struct SmsVendors {
    credentials: Credentials,
    order: Vec<Vendor>,
    sns: aws_sdk_sns::Client,
    step: Duration,
    ready: Ready<dyn SmsSender>,
    lookups: Ready<dyn FateLookup>,
}

impl SmsVendors {
    pub(crate) fn from_environment(config: &SdkConfig, step: Duration) -> Result<Self, EnvironmentError> {
        Ok(Self {
            credentials: Credentials::from_environment(config)?,
            order: order(Channel::Sms, "SMS_VENDORS", Vendor::Sns)?,
            sns: aws_sdk_sns::Client::new(config),
            step,
            ready: Ready::default(),
            lookups: Ready::default(),
        })
    }

    async fn make(&self, vendor: Vendor) -> Result<Arc<dyn SmsSender>, NotSetUp> {
        let unusable = |error: providers::credentials::UnusableCredentials| not_set_up(vendor, error);
        match vendor {
            Vendor::Sns => Ok(Arc::new(SnsSender::new(self.sns.clone(), self.step))),
            Vendor::Serwersms => {
                let document = self.credentials.document(vendor).await?;
                Ok(Arc::new(
                    SerwersmsSms::new(&document, None, self.step).map_err(unusable)?,
                ))
            }
            Vendor::Twilio => {
                let (document, callback) = (
                    self.credentials.document(vendor).await?,
                    self.credentials.callback(vendor),
                );
                let sender = TwilioSms::new(&document, Some(&callback), self.step);
                Ok(Arc::new(sender.map_err(unusable)?))
            }
            Vendor::Unifonic => {
                let document = self.credentials.document(vendor).await?;
                let callback = self.credentials.keyed_callback(vendor).await?;
                let sender = UnifonicSms::new(&document, callback.as_deref(), self.step);
                Ok(Arc::new(sender.map_err(unusable)?))
            }
            _ => Err(not_set_up(vendor, "it carries no text messages")),
        }
    }

    async fn make_lookup(&self, vendor: Vendor) -> Result<Arc<dyn FateLookup>, NotSetUp> {
        let unusable = |error: providers::credentials::UnusableCredentials| not_set_up(vendor, error);
        let document = self.credentials.document(vendor).await?;
        Ok(match vendor {
            Vendor::Serwersms => Arc::new(SerwersmsLookup::new(&document, self.step).map_err(unusable)?),
            Vendor::Twilio => Arc::new(TwilioLookup::new(&document, self.step).map_err(unusable)?),
            Vendor::Unifonic => Arc::new(UnifonicLookup::new(&document, self.step).map_err(unusable)?),
            _ => return Err(not_set_up(vendor, "it cannot be asked")),
        })
    }
}

impl Vendors for SmsVendors {
    fn order(&self, _: Channel) -> &[Vendor] {
        &self.order
    }

    fn sms(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn SmsSender>, NotSetUp>> {
        Box::pin(self.ready.get(vendor, self.make(vendor)))
    }

    fn lookup(&self, vendor: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        Box::pin(async move {
            match vendor {
                Vendor::Serwersms | Vendor::Twilio | Vendor::Unifonic => {
                    self.lookups.get(vendor, self.make_lookup(vendor)).await.map(Some)
                }
                _ => Ok(None),
            }
        })
    }
}

/// Twilio.
pub(crate) struct WhatsappVendors {
    credentials: Credentials,
    order: Vec<Vendor>,
    step: Duration,
    ready: Ready<dyn WhatsappSender>,
    lookups: Ready<dyn FateLookup>,
}

impl WhatsappVendors {
    pub(crate) fn from_environment(config: &SdkConfig, step: Duration) -> Result<Self, EnvironmentError> {
        Ok(Self {
            credentials: Credentials::from_environment(config)?,
            order: order(Channel::Whatsapp, "WHATSAPP_VENDORS", Vendor::Twilio)?,
            step,
            ready: Ready::default(),
            lookups: Ready::default(),
        })
    }

    async fn make(&self, vendor: Vendor) -> Result<Arc<dyn WhatsappSender>, NotSetUp> {
        if vendor != Vendor::Twilio {
            return Err(not_set_up(vendor, "it carries no WhatsApp messages"));
        }
        let (document, callback) = (
            self.credentials.document(vendor).await?,
            self.credentials.callback(vendor),
        );
        let sender = TwilioWhatsapp::new(&document, Some(&callback), self.step);
        Ok(Arc::new(sender.map_err(|error| not_set_up(vendor, error))?))
    }

    async fn make_lookup(&self, vendor: Vendor) -> Result<Arc<dyn FateLookup>, NotSetUp> {
        let document = self.credentials.document(vendor).await?;
        let lookup = TwilioLookup::new(&document, self.step);
        Ok(Arc::new(lookup.map_err(|error| not_set_up(vendor, error))?))
    }
}

impl Vendors for WhatsappVendors {
    fn order(&self, _: Channel) -> &[Vendor] {
        &self.order
    }

    fn whatsapp(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn WhatsappSender>, NotSetUp>> {
        Box::pin(self.ready.get(vendor, self.make(vendor)))
    }

    fn lookup(&self, vendor: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        Box::pin(async move {
            if vendor != Vendor::Twilio {
                return Ok(None);
            }
            self.lookups.get(vendor, self.make_lookup(vendor)).await.map(Some)
        })
    }
}
