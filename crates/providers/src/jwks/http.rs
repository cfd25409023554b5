//! A key set from the issuer's own address, over the HTTP client that the SDKs bring along: another one would add 3 MB to
//! every function that verifies tokens.

use std::sync::OnceLock;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http::Uri;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{KeySetError, KeySetSource};
use crate::Pending;

/// From connecting to the last byte: well inside a function's ten seconds.
const TIMEOUT: Duration = Duration::from_secs(3);
/// A key takes under 2 KiB; no issuer has more than a few.
const MAX_BYTES: usize = 64 * 1024;

/// Asks one address. The client is built at the first question: most functions never meet a token of another issuer.
#[derive(Debug)]
pub struct HttpKeySet {
    url: String,
    client: OnceLock<SharedHttpConnector>,
}

impl HttpKeySet {
    /// # Errors
    /// [`KeySetError::Unsafe`] unless the address is https, or on this machine: whoever can change the answer can sign in
    /// as anybody.
    pub fn new(url: &str) -> Result<Self, KeySetError> {
        let uri: Uri = url.parse().map_err(|_| KeySetError::Unsafe)?;
        let here = matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if here => {}
            _ => return Err(KeySetError::Unsafe),
        }
        Ok(Self {
            url: url.to_owned(),
            client: OnceLock::new(),
        })
    }

    fn client(&self) -> Result<&SharedHttpConnector, KeySetError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // It follows no redirects: the keys are believed because of where they come from.
        let client = aws_smithy_http_client::default_connector(&HttpConnectorSettings::default(), None);
        let client = client.ok_or_else(|| unavailable("no client"))?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn read(&self) -> Result<String, KeySetError> {
        let question = HttpRequest::get(&self.url).map_err(|_| unavailable("no question"))?;
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
            return Err(KeySetError::Unavailable(format!("status {}", answer.status().as_u16())));
        }
        let body = Limited::new(answer.into_body(), MAX_BYTES).collect().await;
        let body = body.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => KeySetError::TooLarge(MAX_BYTES),
            None => unavailable("the connection broke"),
        })?;
        String::from_utf8(body.to_bytes().into()).map_err(|_| unavailable("not text"))
    }
}

fn unavailable(what: &str) -> KeySetError {
    KeySetError::Unavailable(what.to_owned())
}

impl KeySetSource for HttpKeySet {
    fn fetch(&self) -> Pending<'_, Result<String, KeySetError>> {
        Box::pin(async {
            let answered = tokio::time::timeout(TIMEOUT, self.read()).await;
            answered.unwrap_or_else(|_| Err(unavailable("no answer in time")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loopback::{Answer, Loopback};

    async fn fetched(answer: Answer) -> Result<String, KeySetError> {
        let server = Loopback::start(move |_| answer.clone());
        let source = HttpKeySet::new(&format!("{}/.well-known/jwks.json", server.url())).unwrap();
        let fetched = source.fetch().await;
        assert!(
            server
                .requests()
                .iter()
                .all(|r| r.method == "GET" && r.path == "/.well-known/jwks.json")
        );
        fetched
    }

    #[tokio::test]
    async fn the_document_comes_as_it_is_told() {
        assert_eq!(fetched(Answer::ok(r#"{"keys":[]}"#)).await.unwrap(), r#"{"keys":[]}"#);
    }

    #[tokio::test]
    async fn refusals_redirects_broken_lines_and_floods_are_no_keys() {
        for answer in [
            Answer::new(500, "{}"),
            Answer::new(302, "{}"),
            Answer::HangUp,
            Answer::ok(vec![0xff, 0xfe]),
        ] {
            let outcome = fetched(answer).await;
            assert!(matches!(outcome, Err(KeySetError::Unavailable(_))), "{outcome:?}");
        }
        let flood = fetched(Answer::ok(vec![b' '; MAX_BYTES + 1])).await;
        assert_eq!(flood, Err(KeySetError::TooLarge(MAX_BYTES)));
    }

    #[tokio::test]
    async fn an_issuer_that_says_nothing_is_not_waited_for() {
        let outcome = fetched(Answer::Stall(TIMEOUT * 2)).await;
        assert_eq!(outcome, Err(KeySetError::Unavailable("no answer in time".to_owned())));
    }

    #[test]
    fn keys_are_asked_for_over_https_or_on_this_machine() {
        for safe in [
            "https://clerk.example/.well-known/jwks.json",
            "http://127.0.0.1:8441/jwks",
            "http://localhost/",
        ] {
            assert!(HttpKeySet::new(safe).is_ok(), "{safe}");
        }
        for bad in [
            "http://clerk.example/jwks",
            "ftp://127.0.0.1/",
            "jwks",
            "http://127.0.0.1.example/",
        ] {
            assert!(HttpKeySet::new(bad).is_err(), "{bad}");
        }
    }
}
