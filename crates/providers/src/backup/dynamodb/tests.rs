use serde_json::{Value, json};

use super::*;
use crate::loopback::{Answer, Loopback, Request, aws_settings};

fn client(url: &str) -> Client {
    let no_retries = aws_sdk_dynamodb::config::retry::RetryConfig::disabled();
    Client::from_conf(aws_settings!(aws_sdk_dynamodb, url).retry_config(no_retries).build())
}

fn asked(request: &Request) -> Value {
    serde_json::from_slice(&request.bytes).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

const TABLE: &str = "arn:aws:dynamodb:eu-central-1:000000000000:table/salonbook-test";

fn exports(server: &Loopback) -> DynamoDbExports {
    DynamoDbExports::new(client(&server.url()), TABLE.to_owned(), "bucket".to_owned())
}

#[tokio::test]
async fn an_export_names_its_window_its_place_and_itself() {
    let server = Loopback::start(|_| {
        Answer::ok(r#"{"ExportDescription":{"ExportArn":"arn:export","ExportStatus":"IN_PROGRESS"}}"#)
    });
    let exports = exports(&server);
    let full = ExportOrder {
        id: "20270308T090000Z-full".to_owned(),
        extent: Extent::Full {
            at: at("2027-03-08T09:00:00Z"),
        },
    };
    assert_eq!(exports.begin(&full).await.as_deref(), Ok("arn:export"));
    let hourly = ExportOrder {
        id: "20270308T100000Z-incremental".to_owned(),
        extent: Extent::Incremental {
            from: at("2027-03-08T09:00:00Z"),
            to: at("2027-03-08T10:00:00Z"),
            after: "arn:export".to_owned(),
        },
    };
    exports.begin(&hourly).await.unwrap();
    let asked: Vec<Value> = server.requests().iter().map(asked).collect();
    assert_eq!(
        asked[0],
        json!({
            "TableArn": TABLE, "S3Bucket": "bucket", "S3Prefix": "backups", "S3SseAlgorithm": "AES256",
            "ExportFormat": "DYNAMODB_JSON", "ClientToken": "20270308T090000Z-full", "ExportType": "FULL_EXPORT",
            "ExportTime": 1_804_496_400
        })
    );
    assert_eq!(asked[1]["ExportType"], "INCREMENTAL_EXPORT");
    assert_eq!(
        asked[1]["IncrementalExportSpecification"],
        json!({ "ExportFromTime": 1_804_496_400, "ExportToTime": 1_804_500_000, "ExportViewType": "NEW_AND_OLD_IMAGES" })
    );
}

#[tokio::test]
async fn the_newest_state_lies_behind_what_can_be_recovered() {
    let server = Loopback::start(|_| Answer::ok("{}"));
    let latest = exports(&server).latest(at("2027-03-08T09:30:45Z"));
    assert_eq!(latest, at("2027-03-08T09:24:00Z"));
}

#[tokio::test]
async fn an_outage_is_worth_a_try_and_a_refusal_is_not() {
    let down = Loopback::start(|_| Answer::new(500, r#"{"__type":"InternalServerError"}"#));
    let order = ExportOrder {
        id: "x".to_owned(),
        extent: Extent::Full {
            at: at("2027-03-08T09:00:00Z"),
        },
    };
    let answer = exports(&down).begin(&order).await;
    assert!(matches!(answer, Err(BackupError::Unavailable(_))), "{answer:?}");
    let gone = Loopback::start(|_| Answer::new(400, r#"{"__type":"InvalidExportTimeException"}"#));
    assert_eq!(
        exports(&gone).begin(&order).await,
        Err(BackupError::Refused("400 InvalidExportTimeException".to_owned()))
    );
}

#[tokio::test]
async fn an_export_is_asked_after_until_it_is_done_or_has_failed() {
    for (answer, state) in [
        (r#"{"ExportStatus":"IN_PROGRESS"}"#, ExportState::UnderWay),
        (
            r#"{"ExportStatus":"COMPLETED","ExportManifest":"backups/AWSDynamoDB/1/manifest-summary.json"}"#,
            ExportState::Done {
                summary: "backups/AWSDynamoDB/1/manifest-summary.json".to_owned(),
            },
        ),
        (
            r#"{"ExportStatus":"FAILED","FailureCode":"S3NoSuchBucket"}"#,
            ExportState::Failed {
                reason: "S3NoSuchBucket".to_owned(),
            },
        ),
    ] {
        let server = Loopback::start(move |_| Answer::ok(format!(r#"{{"ExportDescription":{answer}}}"#)));
        assert_eq!(exports(&server).state("arn:export").await, Ok(state));
    }
}

#[tokio::test]
async fn a_copy_is_imported_from_the_folder_of_its_files_and_no_other() {
    let server = Loopback::start(|_| Answer::ok(r#"{"ImportTableDescription":{"ImportArn":"arn:import"}}"#));
    let copies = DynamoDbCopies::new(client(&server.url()), "bucket".to_owned());
    let files = ["a.json.gz", "b.json.gz"].map(|file| format!("backups/AWSDynamoDB/1/data/{file}"));
    let begun = copies.begin("salonbook-test-drill-1", &files).await;
    assert_eq!(begun.as_deref(), Ok("arn:import"));
    let asked = asked(&server.requests()[0]);
    assert_eq!(asked["S3BucketSource"]["S3KeyPrefix"], "backups/AWSDynamoDB/1/data/");
    assert_eq!(asked["InputCompressionType"], "GZIP");
    assert_eq!(asked["TableCreationParameters"]["TableName"], "salonbook-test-drill-1");
    let scattered = ["x/1/data/a".to_owned(), "x/2/data/b".to_owned()];
    assert!(copies.begin("t", &scattered).await.is_err());
    assert!(copies.begin("t", &[]).await.is_err());
}

#[tokio::test]
async fn an_import_that_left_items_out_has_failed() {
    let server =
        Loopback::start(|_| Answer::ok(r#"{"ImportTableDescription":{"ImportStatus":"COMPLETED","ErrorCount":3}}"#));
    let copies = DynamoDbCopies::new(client(&server.url()), "bucket".to_owned());
    let state = copies.state("arn:import").await.unwrap();
    assert!(matches!(state, CopyState::Failed { .. }), "{state:?}");
}

#[tokio::test]
async fn what_the_service_leaves_undone_is_sent_again() {
    let server = Loopback::start(|request| {
        let asked: Value = serde_json::from_slice(&request.bytes).unwrap();
        let batch = asked["RequestItems"]["t"].as_array().unwrap();
        if batch.len() == 25 {
            return Answer::ok(json!({ "UnprocessedItems": { "t": batch[..2] } }).to_string());
        }
        Answer::ok("{}")
    });
    let copies = DynamoDbCopies::new(client(&server.url()), "bucket".to_owned());
    let changes = (0..30).map(|n| Change::Delete(json!({ "PK": { "S": n.to_string() }, "SK": { "S": "x" } })));
    copies.write("t", changes.collect()).await.unwrap();
    let sizes: Vec<_> = server
        .requests()
        .iter()
        .map(|request| asked(request)["RequestItems"]["t"].as_array().map_or(0, Vec::len))
        .collect();
    let mut sorted = sizes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [2, 5, 25], "{sizes:?}");
}
