//! A table that answers what the test says, in DynamoDB's protocol: for what the embedded engine never raises.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use serde_json::{Value, json};
use store::Store;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub const TABLE: &str = "salonbook-scripted";

/// One answer of the service.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    pub fn done(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub fn refused(code: &str, mut body: Value) -> Self {
        body["__type"] = json!(format!("com.amazonaws.dynamodb.v20120810#{code}"));
        Self { status: 400, body }
    }

    /// A cancelled transaction with the reason of each of its writes.
    pub fn cancelled(codes: &[&str]) -> Self {
        let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
        let message = format!("Transaction cancelled [{}]", codes.join(", "));
        Self::refused(
            "TransactionCanceledException",
            json!({ "Message": message, "CancellationReasons": reasons }),
        )
    }
}

#[derive(Debug)]
struct Script {
    answers: VecDeque<Answer>,
    /// Given when the others are used up.
    last: Answer,
    asked: Vec<(String, Value)>,
}

/// The script and the store that is driven by it.
pub struct ScriptedTable {
    pub store: Store,
    script: Arc<Mutex<Script>>,
}

impl ScriptedTable {
    /// Gives the answers in order, and the last of them for ever.
    pub async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        let last = answers.pop_back().expect("a script has an answer");
        let script = Arc::new(Mutex::new(Script {
            answers,
            last,
            asked: Vec::new(),
        }));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, Arc::clone(&script)));
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            // What is counted here are the rounds of the store; the SDK's own tries would be counted with them.
            .retry_config(RetryConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Self {
            store: Store::new(Client::from_conf(config), TABLE),
            script,
        }
    }

    /// The requests so far: each one's operation and body.
    pub fn asked(&self) -> Vec<(String, Value)> {
        self.script.lock().unwrap().asked.clone()
    }
}

/// The runtime of the test ends with the test, and this with it.
async fn serve(listener: TcpListener, script: Arc<Mutex<Script>>) {
    while let Ok((connection, _)) = listener.accept().await {
        tokio::spawn(converse(connection, Arc::clone(&script)));
    }
}

async fn converse(connection: TcpStream, script: Arc<Mutex<Script>>) {
    let mut connection = BufReader::new(connection);
    while let Some((operation, body)) = request(&mut connection).await {
        let answer = {
            let mut script = script.lock().unwrap();
            script.asked.push((operation, body));
            script.answers.pop_front().unwrap_or_else(|| script.last.clone())
        };
        let body = answer.body.to_string();
        let head = format!(
            "HTTP/1.1 {} Scripted\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
            answer.status,
            body.len()
        );
        connection.write_all((head + &body).as_bytes()).await.unwrap();
    }
}

/// The operation and the body of the next request; none when the client has closed.
async fn request(connection: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let (mut operation, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => operation = value.rsplit('.').next()?.to_owned(),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await.ok()?;
    Some((operation, serde_json::from_slice(&body).unwrap()))
}
