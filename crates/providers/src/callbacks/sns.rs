//! The envelope that Amazon SNS puts around what it delivers over HTTPS, and its signature.
//!
//! The signature covers the topic. Anybody may own a topic and have SNS sign what comes of it, so an envelope is verified
//! for the one topic that is expected. The key comes from Amazon's own host over TLS, which is what vouches for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use webpki::EndEntityCert;

use crate::Pending;
use crate::download::{Download, NotDownloaded};

/// What SNS delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum EnvelopeKind {
    /// Something that was published.
    Notification,
    /// Somebody asked that the topic be delivered here; reading the address that comes with it says yes.
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// An envelope as it came; believed once [`Envelope::verified`].
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    #[serde(rename = "Type")]
    kind: EnvelopeKind,
    message_id: String,
    topic_arn: String,
    subject: Option<String>,
    message: String,
    timestamp: String,
    token: Option<String>,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: Option<String>,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
}

impl Envelope {
    /// `None` when the body is no envelope of SNS.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    #[must_use]
    pub fn kind(&self) -> EnvelopeKind {
        self.kind
    }

    /// The same at every delivery of one message.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// What was published.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.message.as_bytes()
    }

    /// Where the certificate is, if that is a host of Amazon's SNS: no other may be asked for it.
    #[must_use]
    pub fn certificate_url(&self) -> Option<&str> {
        is_sns(&self.signing_cert_url).then_some(self.signing_cert_url.as_str())
    }

    /// The address whose reading confirms the subscription, if that is a host of Amazon's SNS.
    #[must_use]
    pub fn subscribe_url(&self) -> Option<&str> {
        self.subscribe_url.as_deref().filter(|url| is_sns(url))
    }

    /// Whether SNS signed this for the topic, by the certificate (PEM) that [`Envelope::certificate_url`] names.
    #[must_use]
    pub fn verified(&self, topic_arn: &str, certificate: &[u8]) -> bool {
        let algorithm: &'static RsaParameters = match self.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return false,
        };
        let (Some(key), Ok(signature)) = (public_key(certificate), STANDARD.decode(&self.signature)) else {
            return false;
        };
        let signed = self.signed_text();
        let key = UnparsedPublicKey::new(algorithm, key);
        self.topic_arn == topic_arn && signed.is_some_and(|text| key.verify(text.as_bytes(), &signature).is_ok())
    }

    /// Names and values in the order of the names, each followed by a line end.
    fn signed_text(&self) -> Option<String> {
        let kind = match self.kind {
            EnvelopeKind::Notification => "Notification",
            EnvelopeKind::SubscriptionConfirmation => "SubscriptionConfirmation",
            EnvelopeKind::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        };
        let mut pairs = vec![("Message", self.message.as_str()), ("MessageId", &self.message_id)];
        if self.kind == EnvelopeKind::Notification {
            pairs.extend(self.subject.as_deref().map(|subject| ("Subject", subject)));
            pairs.push(("Timestamp", &self.timestamp));
        } else {
            pairs.push(("SubscribeURL", self.subscribe_url.as_deref()?));
            pairs.push(("Timestamp", &self.timestamp));
            pairs.push(("Token", self.token.as_deref()?));
        }
        pairs.extend([("TopicArn", self.topic_arn.as_str()), ("Type", kind)]);
        Some(pairs.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect())
    }
}

/// `sns.<region>.amazonaws.com` over https.
fn is_sns(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default();
    let region = host
        .strip_prefix("sns.")
        .and_then(|rest| rest.strip_suffix(".amazonaws.com"));
    let a_region = |region: &str| !region.is_empty() && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let bare = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    url.scheme() == "https" && bare && region.is_some_and(a_region)
}

fn public_key(certificate: &[u8]) -> Option<Vec<u8>> {
    let certificate = CertificateDer::from_pem_slice(certificate).ok()?;
    let certificate = EndEntityCert::try_from(&certificate).ok()?;
    Some(certificate.subject_public_key_info().as_ref().to_vec())
}

/// A page of SNS could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("SNS did not answer: {0}")]
pub struct SnsUnavailable(String);

/// Reads pages of SNS: certificates, and addresses that confirm a subscription.
pub trait SnsPages: Send + Sync {
    /// The certificate that an envelope names by [`Envelope::certificate_url`].
    ///
    /// # Errors
    /// [`SnsUnavailable`].
    fn certificate<'a>(&'a self, url: &'a str) -> Pending<'a, Result<Arc<Vec<u8>>, SnsUnavailable>>;

    /// Reads the address of a verified envelope, [`Envelope::subscribe_url`], once.
    ///
    /// # Errors
    /// [`SnsUnavailable`].
    fn confirm<'a>(&'a self, url: &'a str) -> Pending<'a, Result<(), SnsUnavailable>>;
}

/// From connecting to the last byte: well inside a function's ten seconds.
const TIMEOUT: Duration = Duration::from_secs(3);
/// A certificate takes about 2 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// SNS signs with one certificate for months; more at once come of somebody making up addresses.
const MOST_CERTIFICATES: usize = 8;

/// The pages at their own addresses, certificates kept while the process lives.
#[derive(Debug)]
pub struct HttpSnsPages {
    download: Download,
    certificates: Mutex<HashMap<String, Arc<Vec<u8>>>>,
}

impl Default for HttpSnsPages {
    fn default() -> Self {
        Self {
            download: Download::new(TIMEOUT, MAX_BYTES),
            certificates: Mutex::default(),
        }
    }
}

impl HttpSnsPages {
    async fn read(&self, url: &str) -> Result<Vec<u8>, SnsUnavailable> {
        if !is_sns(url) {
            return Err(SnsUnavailable("not an address of SNS".to_owned()));
        }
        self.download.get(url).await.map_err(|error| match error {
            NotDownloaded::Unavailable(what) => SnsUnavailable(what),
            NotDownloaded::TooLarge => SnsUnavailable("an answer that is too long".to_owned()),
        })
    }
}

impl SnsPages for HttpSnsPages {
    fn certificate<'a>(&'a self, url: &'a str) -> Pending<'a, Result<Arc<Vec<u8>>, SnsUnavailable>> {
        Box::pin(async move {
            let kept = |pages: &Self| {
                pages
                    .certificates
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(url)
                    .cloned()
            };
            if let Some(kept) = kept(self) {
                return Ok(kept);
            }
            let read = Arc::new(self.read(url).await?);
            let mut all = self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= MOST_CERTIFICATES {
                all.clear();
            }
            all.insert(url.to_owned(), Arc::clone(&read));
            Ok(read)
        })
    }

    fn confirm<'a>(&'a self, url: &'a str) -> Pending<'a, Result<(), SnsUnavailable>> {
        Box::pin(async move { self.read(url).await.map(drop) })
    }
}

#[cfg(test)]
mod tests;
