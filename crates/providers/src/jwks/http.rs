//! A key set from the issuer's own address.

use std::time::Duration;

use http::Uri;

use super::{KeySetError, KeySetSource};
use crate::Pending;
use crate::download::{Download, NotDownloaded};

/// From connecting to the last byte: well inside a function's ten seconds.
const TIMEOUT: Duration = Duration::from_secs(3);
/// A key takes under 2 KiB; no issuer has more than a few.
const MAX_BYTES: usize = 64 * 1024;

/// Asks one address.
#[derive(Debug)]
pub struct HttpKeySet {
    url: String,
    download: Download,
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
            download: Download::new(TIMEOUT, MAX_BYTES),
        })
    }
}

impl KeySetSource for HttpKeySet {
    fn fetch(&self) -> Pending<'_, Result<String, KeySetError>> {
        Box::pin(async {
            let bytes = self.download.get(&self.url).await.map_err(|error| match error {
                NotDownloaded::Unavailable(what) => KeySetError::Unavailable(what),
                NotDownloaded::TooLarge => KeySetError::TooLarge(MAX_BYTES),
            })?;
            String::from_utf8(bytes).map_err(|_| KeySetError::Unavailable("not text".to_owned()))
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
