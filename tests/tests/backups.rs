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
    let demo = system.load_demo().await.expect("a demo");
    book(&system, &demo.shop.to_string(), &demo.service.to_string()).await;
    system.settle().await.expect("at rest");
    system
}

/// A guest's booking, through the door.
async fn book(system: &Arc<System>, shop: &str, service: &str) {
    let door = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let api = format!("http://{}/api/v1", door.local_addr().expect("an address"));
    let router = system.router();
    let served = tokio::spawn(async move { axum::serve(door, router).await });
    let next = format!("{api}/availability/next?shop_id={shop}&service_id={service}&count=1");
    let next: Value = reqwest::get(next).await.expect("an answer").json().await.expect("JSON");
    let wish = json!({
        "shop_id": shop, "service_id": service, "start": next["data"]["slots"][0]["start"],
        "customer": { "name": "Anna", "email": "anna@example.pl", "phone": "601234567" }
    });
    let booked = reqwest::Client::new()
        .post(format!("{api}/bookings"))
        .json(&wish)
        .send()
        .await;
    assert_eq!(booked.expect("an answer").status(), 201);
    served.abort();
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
            .refused(422, "invalid_input");
    }
    let kinds: Vec<_> = listed(&salon.system).await.iter().map(|b| (b.kind, b.status)).collect();
    assert_eq!(kinds[0], (BackupKind::Full, BackupStatus::Done));
}
