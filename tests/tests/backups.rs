//! Backups of the whole system, restored, damaged, drilled.

#[path = "backups/drills.rs"]
mod drills;
#[path = "backups/jobs.rs"]
mod jobs_of_backups;
#[path = "backups/restores.rs"]
mod restores;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::Method;
use local::{LocalCopies, Place, System};
use providers::backup::contract;
use serde_json::{Value, json};
use store::{BackupKind, BackupRecord, BackupStatus};
use testkit::{Salon, request};

const NOW: &str = "2027-03-08T09:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A system in a folder, with the demo business in it.
async fn in_folder(folder: &Path) -> Arc<System> {
    let place = Place::Folder(folder.to_owned());
    let system = System::start(&place, Some(at(NOW)), "http://salon.test")
        .await
        .expect("it starts");
    system.load_demo().await.expect("a demo");
    system.settle().await.expect("at rest");
    system
}

/// What the independent reader says of a backup and a table.
fn read(from: &Path, backup: &str, table: &Path) -> Result<Value, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backups/reader.py");
    let bucket = from.join("objects/salonbook-exports");
    let output = Command::new("python3")
        .arg(script)
        .arg(bucket)
        .arg(backup)
        .arg(table.join("table.db"))
        .output();
    let output = output.expect("python runs");
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).expect("figures"));
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

async fn listed(system: &System) -> Vec<BackupRecord> {
    let mut found = system.app.store.backups(None, 100).await.expect("a list").records;
    found.reverse();
    found
}

fn admin(salon: &Salon) -> String {
    salon.token(json!({ "role": "admin", "email": "operator@salonbook.example" }))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_adapters_fulfil_the_contract() {
    let salon = Salon::open().await;
    let system = &salon.system;
    let exports = system.exports();
    let files = contract::an_export_is_what_its_manifests_say(&exports, &system.objects, at(NOW)).await;
    assert!(!files.is_empty());
    let copies = LocalCopies::new(system.objects.clone());
    contract::a_copy_is_made_changed_read_and_removed(&copies, &files).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_run_the_platform_see_every_backup_page_by_page() {
    let salon = Salon::open().await;
    for hour in 0..4 {
        salon.travel(&format!("2027-03-08T{:02}:00:00Z", 9 + hour)).await;
        salon.system.back_up().await.expect("backed up");
    }
    let admin = admin(&salon);
    let first = salon.get("/platform/backups?limit=3", &admin).await;
    let page = first.body["data"].as_array().expect("a list").clone();
    assert_eq!(page.len(), 3);
    assert_eq!(
        (&page[0]["kind"], &page[0]["status"]),
        (&json!("incremental"), &json!("done"))
    );
    assert!(
        page[0]["to"]
            .as_str()
            .is_some_and(|to| to.starts_with("2027-03-08T12:00"))
    );
    assert_eq!(page[0]["previous"], page[1]["id"]);
    let cursor = first.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let second = salon
        .get(&format!("/platform/backups?limit=3&cursor={cursor}"), &admin)
        .await;
    let rest = second.body["data"].as_array().expect("a list");
    assert_eq!((rest.len(), &rest[0]["kind"]), (1, &json!("full")));
    assert!(rest[0]["items"].as_u64() > Some(5));
    for path in ["/platform/backups", "/platform/backups/drills"] {
        salon.get(path, &salon.owner).await.refused(403, "forbidden");
        salon
            .send(request(Method::GET, path))
            .await
            .refused(401, "unauthenticated");
        salon
            .get(&format!("{path}?limit=0"), &admin)
            .await
            .refused(400, "validation_failed");
    }
    let kinds: Vec<_> = listed(&salon.system).await.iter().map(|b| (b.kind, b.status)).collect();
    assert_eq!(kinds[0], (BackupKind::Full, BackupStatus::Done));
}
