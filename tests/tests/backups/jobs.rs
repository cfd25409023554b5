//! When backups are made.

use store::{BackupKind, BackupStatus, Operation};
use testkit::Salon;

use super::{NOW, at, listed};

/// Kind, from and to of every backup, the times in hours since the first.
async fn history(salon: &Salon) -> Vec<(BackupKind, Option<i64>, i64)> {
    let hours = |instant: chrono::DateTime<chrono::Utc>| (instant - at(NOW)).num_hours();
    let listed = listed(&salon.system).await;
    assert!(
        listed.iter().all(|backup| backup.status == BackupStatus::Done),
        "{listed:?}"
    );
    listed
        .iter()
        .map(|b| (b.kind, b.from.map(hours), hours(b.to)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_job_changes_nothing_and_a_missed_one_is_caught_up_once() {
    use BackupKind::{Full, Incremental};
    let salon = Salon::open().await;
    let system = &salon.system;
    for _ in 0..3 {
        system.back_up().await.expect("backed up");
    }
    assert_eq!(history(&salon).await, [(Full, None, 0)]);
    // Three hours were missed.
    salon.travel("2027-03-08T12:00:00Z").await;
    for _ in 0..3 {
        system.back_up().await.expect("backed up");
    }
    assert_eq!(history(&salon).await, [(Full, None, 0), (Incremental, Some(0), 3)]);
    // The next day comes a full one.
    salon.travel("2027-03-09T09:00:00Z").await;
    system.back_up().await.expect("backed up");
    // Weeks later there is one, not hundreds.
    salon.travel("2027-04-20T09:00:00Z").await;
    for _ in 0..3 {
        system.back_up().await.expect("backed up");
    }
    let history = history(&salon).await;
    let kinds: Vec<_> = history.iter().map(|backup| backup.0).collect();
    assert_eq!(kinds, [Full, Incremental, Full, Full], "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hourly_job_makes_the_full_one_that_the_daily_job_missed() {
    let salon = Salon::open().await;
    let app = &salon.system.app;
    application::backups::run_hourly(app).await.expect("a full one first");
    for hour in [10, 12, 20] {
        salon.travel(&format!("2027-03-08T{hour}:00:00Z")).await;
        application::backups::run_hourly(app).await.expect("backed up");
    }
    salon.travel("2027-03-09T12:30:00Z").await;
    application::backups::run_hourly(app).await.expect("backed up");
    let kinds: Vec<_> = history(&salon).await.iter().map(|backup| backup.0).collect();
    use BackupKind::{Full, Incremental};
    assert_eq!(kinds, [Full, Incremental, Incremental, Incremental, Full]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incremental_backup_that_cannot_build_on_anything_gives_way_to_a_full_one() {
    let salon = Salon::open().await;
    let system = &salon.system;
    system.back_up().await.expect("backed up");
    let first = listed(system).await.remove(0);
    let position = format!("backups/AWSDynamoDB/{}/_position", first.id);
    use providers::object_store::ObjectStore;
    system.objects.delete(&position).await.expect("deleted");
    salon.travel("2027-03-08T11:00:00Z").await;
    system.back_up().await.expect("backed up");
    let kinds: Vec<_> = listed(system).await.iter().map(|b| (b.kind, b.status)).collect();
    assert_eq!(
        kinds[1..],
        [
            (BackupKind::Incremental, BackupStatus::Failed),
            (BackupKind::Full, BackupStatus::Done)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_makes_backups_only_where_it_was_told_to() {
    let salon = Salon::open().await;
    salon.system.settle().await.expect("at rest");
    assert!(listed(&salon.system).await.is_empty());
    salon.system.back_up_by_the_clock();
    for day in ["2027-03-08T09:30:00Z", "2027-03-08T11:00:00Z", "2027-05-01T09:00:00Z"] {
        salon.travel(day).await;
        salon.system.settle().await.expect("at rest");
    }
    let kinds: Vec<_> = listed(&salon.system).await.iter().map(|b| b.kind).collect();
    assert_eq!(kinds, [BackupKind::Full, BackupKind::Incremental, BackupKind::Full]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_jobs_ask_of_the_table_what_their_functions_are_granted() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    application::backups::run_daily(&app).await.expect("backed up");
    application::backups::run_hourly(&app).await.expect("backed up");
    application::backups::run_drill(&app)
        .await
        .expect("drilled")
        .expect("a report");
    for request in meter.take() {
        let granted = [Operation::GetItem, Operation::PutItem, Operation::TransactWriteItems];
        assert!(granted.contains(&request.operation), "{:?}", request.operation);
    }
}
