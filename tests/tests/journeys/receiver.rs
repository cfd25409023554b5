//! A server of somebody outside, on this machine, that answers as a test tells it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::auth::WebhookSecret;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// One call as it came.
#[derive(Clone)]
pub struct Call {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().expect("a type").to_owned()
    }

    /// Whether one of its signatures was made with the secret at this time.
    pub fn is_signed_with(&self, secret: &str, now: DateTime<Utc>) -> bool {
        let secret = WebhookSecret::parse(secret).expect("a secret");
        secret
            .verify(&self.headers, &self.body, now)
            .is_ok_and(|id| id == self.id())
    }
}

#[derive(Clone)]
pub enum Reply {
    Status(u16),
    With(u16, &'static str, String),
    Stall(Duration),
}

type Script = Arc<dyn Fn(&Call) -> Reply + Send + Sync>;

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    script: Arc<Mutex<Script>>,
}

impl Receiver {
    pub async fn start(script: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let receiver = Self {
            url: format!("http://{}/in", listener.local_addr().expect("an address")),
            calls: Arc::default(),
            script: Arc::new(Mutex::new(Arc::new(script))),
        };
        let router = axum::Router::new().fallback(answer).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub async fn taking_all() -> Self {
        Self::start(|_| Reply::Status(204)).await
    }

    /// From now on it answers so.
    pub fn now(&self, script: impl Fn(&Call) -> Reply + Send + Sync + 'static) {
        *self.script.lock().expect("a script") = Arc::new(script);
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("calls").clone()
    }

    /// What it was called for, in order.
    pub fn kinds(&self) -> Vec<String> {
        self.calls().iter().map(Call::kind).collect()
    }
}

async fn answer(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let call = Call { headers, body };
    receiver.calls.lock().expect("calls").push(call.clone());
    let script = receiver.script.lock().expect("a script").clone();
    match script(&call) {
        Reply::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Reply::With(status, name, value) => {
            (StatusCode::from_u16(status).expect("a status"), [(name, value)]).into_response()
        }
        Reply::Stall(time) => {
            tokio::time::sleep(time).await;
            StatusCode::OK.into_response()
        }
    }
}
