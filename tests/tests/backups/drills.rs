//! The monthly drill and its reports.

use providers::object_store::ObjectStore;
use serde_json::{Value, json};
use testkit::Salon;

use super::{admin, listed};

async fn reports(salon: &Salon) -> Vec<Value> {
    let answer = salon.get("/platform/backups/drills", &admin(salon)).await.expect(200);
    answer.as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_restores_the_newest_backup_once_a_month_and_reports() {
    let salon = Salon::open().await;
    salon.book("2027-03-10T09:00:00Z", "anna").await;
    salon.system.settle().await.expect("at rest");
    application::backups::run_daily(&salon.system.app)
        .await
        .expect("backed up");
    salon.travel("2027-03-08T10:00:00Z").await;
    salon.book("2027-03-10T11:00:00Z", "ewa").await;
    salon.system.settle().await.expect("at rest");
    for _ in 0..3 {
        salon.system.back_up().await.expect("backed up and drilled");
    }
    let found = reports(&salon).await;
    assert_eq!(found.len(), 1, "once a month");
    let report = &found[0];
    assert_eq!(
        (&report["passed"], &report["found"]),
        (&json!(true), &json!(0)),
        "{report}"
    );
    assert_eq!(report["bookings"], 2);
    assert_eq!(report["items_expected"], report["items_restored"]);
    let chain: Vec<_> = listed(&salon.system)
        .await
        .iter()
        .map(|backup| json!(backup.id))
        .collect();
    assert_eq!(report["backups"], json!(chain));
    let key = format!(
        "backups/drills/{}",
        report["begun_at"].as_str().expect("an instant").trim_end_matches('Z')
    );
    let files = salon.system.objects.list(&key).await.expect("a list");
    assert_eq!(files.len(), 1, "{key}");
    salon.travel("2027-04-01T09:00:00Z").await;
    salon.system.back_up().await.expect("backed up and drilled");
    assert_eq!(reports(&salon).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_that_finds_something_fails_once_and_says_what() {
    let salon = Salon::open().await;
    application::backups::run_daily(&salon.system.app)
        .await
        .expect("backed up");
    let backup = listed(&salon.system).await.remove(0);
    let data = format!("backups/AWSDynamoDB/{}/data/", backup.id);
    let file = salon.system.objects.list(&data).await.expect("a list").remove(0).key;
    let mut bytes = salon.system.objects.get(&file).await.expect("read").expect("there");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    salon
        .system
        .objects
        .put(&file, bytes, "application/gzip")
        .await
        .expect("written");
    let failed = salon.system.back_up().await.unwrap_err();
    assert!(failed.to_string().contains("found 1 differences"), "{failed}");
    salon.system.back_up().await.expect("it is told of once");
    let found = reports(&salon).await;
    assert_eq!((found.len(), &found[0]["passed"]), (1, &json!(false)));
    assert_eq!(
        (&found[0]["differences"][0]["check"], &found[0]["differences"][0]["at"]),
        (&json!("file_checksum"), &json!(file))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_backup_there_is_no_drill() {
    let salon = Salon::open().await;
    let report = application::backups::run_drill(&salon.system.app)
        .await
        .expect("nothing to do");
    assert!(report.is_none() && reports(&salon).await.is_empty());
}
