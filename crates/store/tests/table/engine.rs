//! A table of one's own for each test, in memory.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use serde_json::Value;
use store::{Commit, Entity, Operation, Store, Versioned};
use tokio::net::TcpListener;

const TABLE: &str = "salonbook-test";

/// The engine and the store that talks to it over HTTP, as it talks to AWS.
pub struct Engine {
    pub store: Store,
    database: Database,
}

impl Engine {
    pub async fn start() -> Self {
        let database = Database::memory().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        // The runtime of the test ends with the test, and the server with it.
        tokio::spawn(dynoxide::server::serve_with_shutdown(
            listener,
            database.clone(),
            std::future::pending(),
        ));
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        let client = Client::from_conf(config);
        store::schema::create_table(&client, TABLE).await.unwrap();
        // Twice, as a second start of the local system does.
        store::schema::create_table(&client, TABLE).await.unwrap();
        Self {
            store: Store::new(client, TABLE),
            database,
        }
    }

    /// Writes a record that is not there yet.
    pub async fn create<E: Entity>(&self, entity: &E) {
        let mut commit = Commit::new();
        commit.create(entity).unwrap();
        self.store.commit(&commit).await.unwrap();
    }

    /// The record that stands where the entity would.
    pub async fn read<E: Entity>(&self, like: &E) -> Option<Versioned<E>> {
        self.store
            .shelf(vec![like.key()])
            .await
            .unwrap()
            .get(&like.key())
            .unwrap()
    }

    /// What an operation asks of the table: each request's kind and its number of items.
    pub async fn metered<T>(&self, operation: impl AsyncFnOnce(Store) -> T) -> (T, Vec<(Operation, usize)>) {
        let (store, meter) = self.store.metered();
        let answer = operation(store).await;
        (
            answer,
            meter.take().into_iter().map(|r| (r.operation, r.items)).collect(),
        )
    }

    /// Every record of the table's stream, in the wire form.
    pub fn stream(&self) -> Vec<Value> {
        let streams = self
            .database
            .list_streams(ListStreamsRequest::default())
            .unwrap()
            .streams;
        let arn = streams[0].stream_arn.clone();
        let describe = DescribeStreamRequest {
            stream_arn: arn.clone(),
            ..Default::default()
        };
        let described = self.database.describe_stream(describe).unwrap().stream_description;
        let request = GetShardIteratorRequest {
            stream_arn: arn,
            shard_id: described.shards[0].shard_id.clone(),
            shard_iterator_type: "TRIM_HORIZON".to_owned(),
            sequence_number: None,
        };
        let shard_iterator = self
            .database
            .get_shard_iterator(request)
            .unwrap()
            .shard_iterator
            .unwrap();
        let read = self
            .database
            .get_records(GetRecordsRequest {
                shard_iterator,
                limit: Some(1000),
            })
            .unwrap();
        read.records
            .iter()
            .map(|record| serde_json::to_value(record).unwrap())
            .collect()
    }
}
