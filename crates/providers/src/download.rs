//! One GET of a public document, over the HTTP client that the SDKs bring along: another one would add 3 MB to every
//! function that verifies tokens.

use std::sync::OnceLock;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Why there is no document. Holds nothing of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotDownloaded {
    Unavailable(String),
    TooLarge,
}

/// Follows no redirects: what it brings is believed because of where it comes from.
#[derive(Debug)]
pub(crate) struct Download {
    /// From connecting to the last byte.
    timeout: Duration,
    max_bytes: usize,
    /// Built at the first question: most functions never ask one.
    client: OnceLock<SharedHttpConnector>,
}

impl Download {
    pub(crate) fn new(timeout: Duration, max_bytes: usize) -> Self {
        Self {
            timeout,
            max_bytes,
            client: OnceLock::new(),
        }
    }

    pub(crate) async fn get(&self, url: &str) -> Result<Vec<u8>, NotDownloaded> {
        let answered = tokio::time::timeout(self.timeout, self.read(url)).await;
        answered.unwrap_or_else(|_| Err(unavailable("no answer in time")))
    }

    fn client(&self) -> Result<&SharedHttpConnector, NotDownloaded> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = aws_smithy_http_client::default_connector(&HttpConnectorSettings::default(), None);
        let client = client.ok_or_else(|| unavailable("no client"))?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn read(&self, url: &str) -> Result<Vec<u8>, NotDownloaded> {
        let question = HttpRequest::get(url).map_err(|_| unavailable("no question"))?;
        let answer = self.client()?.call(question).await;
        // The connector's own text may hold the address with what stands in it.
        let answer = answer.map_err(|error| {
            unavailable(if error.is_io() {
                "no connection"
            } else {
                "the connection broke"
            })
        })?;
        if !answer.status().is_success() {
            return Err(NotDownloaded::Unavailable(format!(
                "status {}",
                answer.status().as_u16()
            )));
        }
        let body = Limited::new(answer.into_body(), self.max_bytes).collect().await;
        let body = body.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => NotDownloaded::TooLarge,
            None => unavailable("the connection broke"),
        })?;
        Ok(body.to_bytes().into())
    }
}

fn unavailable(what: &str) -> NotDownloaded {
    NotDownloaded::Unavailable(what.to_owned())
}
