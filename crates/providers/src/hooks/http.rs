//! Calls over HTTP, to the address that was checked and to no other.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use booking_rules::hooks::Destinations;
use chrono::DateTime;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::{
    CallError, Called, HookAnswer, HookCall, HookCaller, HostLookup, NotReachable, RetryAfter, UnknownHost, reachable,
};
use crate::Pending;

/// Longest part of a call that looking the name up, connecting and TLS may take.
const CONNECT: Duration = Duration::from_secs(3);
/// From looking the name up to the last byte that is read (Standard Webhooks: 15 to 30 s).
const WHOLE: Duration = Duration::from_secs(15);
/// The answer is read so far, so that a receiver that writes before it closes sees no broken line; then it is thrown away.
const MOST_READ: usize = 16 * 1024;
const LOOKING_UP: Duration = Duration::from_secs(3);
const AGENT: &str = "Salonbook-Webhooks/1.0";

/// Names as the machine knows them.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemHosts;

impl HostLookup for SystemHosts {
    fn addresses<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<IpAddr>, UnknownHost>> {
        Box::pin(async move {
            let found = tokio::time::timeout(LOOKING_UP, tokio::net::lookup_host((name, 0))).await;
            let found = found.map_err(|_| UnknownHost)?.map_err(|_| UnknownHost)?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Asks once, follows nobody, and connects to what [`reachable`] let through.
#[derive(Debug)]
pub struct HttpHooks {
    client: Client,
}

/// There is no client: the machine has no certificates to trust.
#[derive(Debug, thiserror::Error)]
#[error("no client for webhooks")]
pub struct NoClient;

impl HttpHooks {
    /// # Errors
    /// [`NoClient`].
    pub fn new(hosts: Arc<dyn HostLookup>, destinations: Destinations) -> Result<Self, NoClient> {
        Self::with_limits(hosts, destinations, CONNECT, WHOLE)
    }

    fn with_limits(
        hosts: Arc<dyn HostLookup>,
        destinations: Destinations,
        connect: Duration,
        whole: Duration,
    ) -> Result<Self, NoClient> {
        let built = Client::builder()
            .dns_resolver(Arc::new(Checked { hosts, destinations }))
            // A proxy would look the name up again, and connect where it likes.
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .https_only(destinations == Destinations::Public)
            .connect_timeout(connect)
            .timeout(whole)
            // A connection that is kept was checked for an earlier call.
            .pool_max_idle_per_host(0)
            .build();
        Ok(Self {
            client: built.map_err(|_| NoClient)?,
        })
    }

    async fn ask(&self, call: &HookCall) -> Result<HookAnswer, CallError> {
        let asked = self
            .client
            .post(call.url.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, AGENT)
            .header("webhook-id", &call.id)
            .header("webhook-timestamp", call.at.timestamp())
            .header("webhook-signature", &call.signatures)
            .body(call.body.clone());
        let answer = asked.send().await.map_err(|error| unanswered(&error))?;
        let told = HookAnswer {
            status: answer.status().as_u16(),
            retry_after: retry_after(&answer),
        };
        discard(answer).await;
        Ok(told)
    }
}

impl HookCaller for HttpHooks {
    fn call<'a>(&'a self, call: &'a HookCall) -> Pending<'a, Called> {
        Box::pin(async move {
            let begun = Instant::now();
            let outcome = self.ask(call).await;
            Called {
                outcome,
                took: begun.elapsed(),
            }
        })
    }
}

/// Gives the client no address that was not checked: what it connects to is what this answers, so that nothing lies
/// between looking and leaping.
struct Checked {
    hosts: Arc<dyn HostLookup>,
    destinations: Destinations,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (hosts, destinations) = (self.hosts.clone(), self.destinations);
        Box::pin(async move {
            let found = reachable(&*hosts, name.as_str(), destinations).await?;
            // Port 0 is replaced by that of the address.
            let found: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(found)
        })
    }
}

fn unanswered(error: &reqwest::Error) -> CallError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        match inner.downcast_ref::<NotReachable>() {
            Some(NotReachable::Unknown) => return CallError::UnknownHost,
            Some(NotReachable::NotPublic) => return CallError::NotPublic,
            None => cause = inner.source(),
        }
    }
    if error.is_connect() {
        CallError::NoConnection
    } else if error.is_timeout() {
        CallError::TimedOut
    } else {
        CallError::Lost
    }
}

/// Seconds, or a date of HTTP (RFC 9110, 10.2.3); anything else is no wish.
fn retry_after(answer: &Response) -> Option<RetryAfter> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().map(RetryAfter::Seconds);
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    Some(RetryAfter::At(at.to_utc()))
}

/// The status was told; whatever becomes of the rest changes nothing about it.
async fn discard(mut answer: Response) {
    let mut read = 0;
    while read < MOST_READ {
        match answer.chunk().await {
            Ok(Some(part)) => read += part.len(),
            Ok(None) | Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use booking_rules::hooks::HookUrl;

    use super::super::local::LocalHosts;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request};

    fn caller(hosts: LocalHosts) -> HttpHooks {
        let limit = Duration::from_millis(600);
        HttpHooks::with_limits(Arc::new(hosts), Destinations::PublicAndLoopback, limit, limit).unwrap()
    }

    fn call(url: &str) -> HookCall {
        HookCall {
            url: HookUrl::parse(url, Destinations::PublicAndLoopback).unwrap(),
            id: "hdl_1".to_owned(),
            at: DateTime::from_timestamp(1_614_265_330, 0).unwrap(),
            signatures: "v1,abc v1,def".to_owned(),
            body: r#"{"type":"Ping"}"#.to_owned(),
        }
    }

    async fn answered(answer: Answer) -> (Result<HookAnswer, CallError>, Vec<Request>) {
        let server = Loopback::start(move |_| answer.clone());
        let called = caller(LocalHosts::new())
            .call(&call(&format!("{}/in?t=1", server.url())))
            .await;
        (called.outcome, server.requests())
    }

    #[tokio::test]
    async fn a_call_is_one_post_with_the_headers_of_the_standard() {
        let (outcome, requests) = answered(Answer::new(204, "")).await;
        assert_eq!(outcome.unwrap().status, 204);
        let [request] = requests.as_slice() else {
            panic!("{} requests", requests.len())
        };
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/in?t=1"));
        for (name, value) in [
            ("webhook-id", "hdl_1"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,abc v1,def"),
            ("content-type", "application/json"),
            ("user-agent", AGENT),
        ] {
            assert_eq!(request.header(name), Some(value), "{name}");
        }
        assert_eq!(request.body(), r#"{"type":"Ping"}"#);
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let target = Loopback::start(|_| Answer::new(200, ""));
        let location = format!("{}/other", target.url());
        let server = Loopback::start(move |_| Answer::new(307, location.clone()));
        let called = caller(LocalHosts::new()).call(&call(&server.url())).await;
        assert_eq!(called.outcome.unwrap().status, 307);
        assert_eq!((server.requests().len(), target.requests().len()), (1, 0));
    }

    #[tokio::test]
    async fn nobody_is_waited_for_longer_than_the_limit_nor_asked_twice() {
        let begun = Instant::now();
        let (outcome, requests) = answered(Answer::Stall(Duration::from_secs(5))).await;
        assert_eq!(outcome, Err(CallError::TimedOut));
        assert!(begun.elapsed() < Duration::from_secs(3));
        assert_eq!(requests.len(), 1);
        let (outcome, requests) = answered(Answer::HangUp).await;
        assert_eq!((outcome, requests.len()), (Err(CallError::Lost), 1));
    }

    #[tokio::test]
    async fn a_flood_of_an_answer_is_not_read_to_its_end() {
        let (outcome, _) = answered(Answer::new(200, vec![b'a'; 8 * 1024 * 1024])).await;
        assert_eq!(outcome.unwrap().status, 200);
    }

    #[tokio::test]
    async fn a_name_is_checked_at_the_call_whatever_it_was_before() {
        let server = Loopback::start(|_| Answer::new(200, ""));
        let hosts = Arc::new(LocalHosts::new());
        let limit = Duration::from_secs(2);
        let reach = Destinations::Public;
        let caller = HttpHooks::with_limits(hosts.clone(), reach, limit, limit).unwrap();
        let call = HookCall {
            url: HookUrl::parse("https://rebound.example/", reach).unwrap(),
            ..call(&server.url())
        };
        for address in [
            "127.0.0.1",
            "169.254.169.254",
            "10.0.0.1",
            "::1",
            "::ffff:127.0.0.1",
            "fd00:ec2::254",
        ] {
            // Public at the first look, as it was when it was set; then not.
            hosts.pin("rebound.example", &["93.184.215.14".parse().unwrap()]);
            assert!(reachable(&*hosts, "rebound.example", reach).await.is_ok());
            hosts.pin("rebound.example", &[address.parse().unwrap()]);
            assert_eq!(caller.call(&call).await.outcome, Err(CallError::NotPublic), "{address}");
        }
        hosts.pin("rebound.example", &[]);
        assert_eq!(caller.call(&call).await.outcome, Err(CallError::UnknownHost));
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn a_closed_port_is_no_connection() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let called = caller(LocalHosts::new())
            .call(&call(&format!("http://{closed}/")))
            .await;
        assert_eq!(called.outcome, Err(CallError::NoConnection));
    }

    #[test]
    fn a_receiver_says_how_long_to_wait_in_seconds_or_by_the_clock() {
        let at = DateTime::from_timestamp(784_111_777, 0).unwrap();
        for (text, expected) in [
            ("120", Some(RetryAfter::Seconds(120))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::At(at))),
            ("", None),
            ("soon", None),
            ("-5", None),
            ("99999999999999999999", None),
        ] {
            let answer = ::http::Response::builder().header(RETRY_AFTER, text).body("").unwrap();
            assert_eq!(retry_after(&answer.into()), expected, "{text}");
        }
    }
}
