//! What every adapter that hands messages to a vendor over HTTP must do, whatever the port: run against each of them.

use std::time::Duration;

use crate::Pending;
use crate::delivery::{Accepted, DeliveryError};
use crate::loopback::{Answer, Loopback, nobody};

pub(crate) type Outcome = Result<Accepted, DeliveryError>;

/// Every adapter under test gives up after this.
pub(crate) const PATIENCE: Duration = Duration::from_millis(600);
/// Stands in every credential, and may be seen nowhere.
pub(crate) const SECRET: &str = "hush";

/// An adapter for the vendor at an address, which sends one sample of its port.
pub(crate) type SendThrough<'a> = &'a dyn Fn(String) -> Pending<'static, Outcome>;

pub(crate) struct Promise<'a> {
    pub(crate) send_through: SendThrough<'a>,
    /// How the vendor says yes.
    pub(crate) accepted: Answer,
    /// What of the sample may not be shown: recipient and text.
    pub(crate) private: &'a [&'a str],
}

impl Promise<'_> {
    /// # Panics
    /// When the adapter breaks it.
    pub(crate) async fn is_kept(&self) {
        let accepted = self.once(self.accepted.clone()).await;
        assert!(
            matches!(&accepted, Ok(Accepted { reference }) if !reference.is_empty()),
            "{accepted:?}"
        );
        for status in [429, 500, 502, 503] {
            let outcome = self.once(Answer::new(status, "")).await;
            assert!(
                matches!(outcome, Err(DeliveryError::Transient { .. })),
                "{status}: {outcome:?}"
            );
        }
        let stalled = self.once(Answer::Stall(PATIENCE * 3)).await;
        assert_eq!(stalled, Err(DeliveryError::unknown("timed out")));
        for (what, answer) in [("a cut line", Answer::HangUp), ("rubbish", Answer::ok("<html>"))] {
            let outcome = self.once(answer).await;
            assert!(
                matches!(outcome, Err(DeliveryError::Unknown { .. })),
                "{what}: {outcome:?}"
            );
        }
        let outcome = (self.send_through)(nobody()).await;
        assert_eq!(outcome, Err(DeliveryError::transient("no connection")));
        self.redirects_are_not_followed().await;
    }

    /// What each refusal of the vendor means.
    ///
    /// # Panics
    /// When one means something else.
    pub(crate) async fn tells_refusals_apart(&self, refusals: &[(Answer, DeliveryError)]) {
        for (answer, meant) in refusals {
            assert_eq!(self.once(answer.clone()).await.as_ref(), Err(meant), "{answer:?}");
        }
    }

    /// The outcome of one answer, for which the vendor was asked once.
    async fn once(&self, answer: Answer) -> Outcome {
        let server = Loopback::start(move |_| answer.clone());
        let outcome = (self.send_through)(server.url()).await;
        assert_eq!(server.requests().len(), 1, "{outcome:?}");
        self.shows_nothing(&outcome);
        outcome
    }

    async fn redirects_are_not_followed(&self) {
        for status in [301, 302, 303, 307, 308] {
            let accepted = self.accepted.clone();
            let elsewhere = Loopback::start(move |_| accepted.clone());
            let location = elsewhere.url();
            let outcome = self
                .once(Answer::new(status, "").with_header("Location", location))
                .await;
            assert!(outcome.is_err(), "{status}: {outcome:?}");
            assert!(elsewhere.requests().is_empty(), "{status} was followed");
        }
    }

    fn shows_nothing(&self, outcome: &Outcome) {
        let Err(error) = outcome else { return };
        let shown = format!("{error:?} {error}");
        for secret in self.private.iter().chain(&[SECRET]) {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}
