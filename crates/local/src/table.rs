//! The embedded table: an engine that speaks DynamoDB's protocol, reached through the ordinary SDK.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use dynoxide::actions::scan::ScanRequest;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

mod stream_index;

/// Name of the table.
pub(crate) const TABLE: &str = "salonbook";
/// Records read from the stream at a time.
const BATCH: usize = 500;

/// The engine and its stream.
pub(crate) struct Engine {
    database: Arc<Database>,
}

impl Engine {
    /// Opens the file, or keeps everything in memory, and serves it on a free port of this machine.
    pub(crate) async fn start(file: Option<&Path>, mut stop: watch::Receiver<bool>) -> anyhow::Result<(Self, Client)> {
        let database = match file {
            Some(path) => stream_index::open(path)?,
            None => stream_index::in_memory()?,
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let served = database.clone();
        tokio::spawn(async move {
            let stopped = async move {
                let _ = stop.wait_for(|stop| *stop).await;
            };
            if let Err(error) = dynoxide::server::serve_with_shutdown(listener, served, stopped).await {
                tracing::error!(%error, "the table's server ended");
            }
        });
        let client = client(&endpoint);
        store::schema::create_table(&client, TABLE).await?;
        Ok((
            Self {
                database: Arc::new(database),
            },
            client,
        ))
    }

    /// The engine itself, for what no client can ask of it: snapshots and bulk loading.
    pub(crate) fn database(&self) -> Arc<Database> {
        self.database.clone()
    }

    /// Removes what has passed its `expires_at`: the engine never does so by itself.
    pub(crate) fn sweep_garbage(&self) {
        if let Err(error) = self.database.sweep_ttl() {
            tracing::warn!(%error, "expired items were not removed");
        }
    }

    /// All that is in the table and its stream, as whoever holds both reads it.
    pub(crate) fn dump(&self) -> anyhow::Result<Vec<Value>> {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = self.database.scan(ScanRequest {
                table_name: TABLE.to_owned(),
                exclusive_start_key: after,
                ..Default::default()
            })?;
            for item in page.items.iter().flatten() {
                seen.push(serde_json::to_value(item)?);
            }
            after = page.last_evaluated_key;
            if after.is_none() {
                break;
            }
        }
        let mut stream = self.stream()?;
        loop {
            let (records, next) = stream.read()?;
            if records.is_empty() {
                return Ok(seen);
            }
            seen.extend(records);
            stream.advance(next);
        }
    }

    /// The table's stream from its oldest record on.
    pub(crate) fn stream(&self) -> anyhow::Result<Stream> {
        Stream::open(self.database.clone())
    }
}

fn client(endpoint: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// Where the relay has read to.
pub(crate) struct Stream {
    database: Arc<Database>,
    iterator: String,
}

impl Stream {
    fn open(database: Arc<Database>) -> anyhow::Result<Self> {
        let iterator = Self::iterator(&database, "TRIM_HORIZON")?;
        Ok(Self { database, iterator })
    }

    /// The place behind the newest record.
    pub(crate) fn end(database: &Database) -> anyhow::Result<String> {
        Self::iterator(database, "LATEST")
    }

    fn iterator(database: &Database, from: &str) -> anyhow::Result<String> {
        let streams = database.list_streams(ListStreamsRequest {
            table_name: Some(TABLE.to_owned()),
            ..Default::default()
        })?;
        let arn = streams
            .streams
            .first()
            .context("the table has no stream")?
            .stream_arn
            .clone();
        let described = database.describe_stream(DescribeStreamRequest {
            stream_arn: arn.clone(),
            ..Default::default()
        })?;
        let shard = described
            .stream_description
            .shards
            .first()
            .context("the stream has no shard")?
            .shard_id
            .clone();
        let request = GetShardIteratorRequest {
            stream_arn: arn,
            shard_id: shard,
            shard_iterator_type: from.to_owned(),
            sequence_number: None,
        };
        let iterator = database.get_shard_iterator(request)?.shard_iterator;
        iterator.context("the shard has no iterator")
    }

    /// The next records and where to go on after they are handed on.
    pub(crate) fn read(&self) -> anyhow::Result<(Vec<Value>, Option<String>)> {
        let request = GetRecordsRequest {
            shard_iterator: self.iterator.clone(),
            limit: Some(BATCH),
        };
        let read = self.database.get_records(request)?;
        let records = read
            .records
            .iter()
            .map(serde_json::to_value)
            .collect::<Result<_, _>>()?;
        Ok((records, read.next_shard_iterator))
    }

    pub(crate) fn advance(&mut self, next: Option<String>) {
        if let Some(next) = next {
            self.iterator = next;
        }
    }
}
