//! Nobody comes back with a copy from before.

use application::backups::RestoreStep;
use application::erasure::replay;
use chrono::{DateTime, Utc};
use local::{Place, System};
use providers::object_store::ObjectStore;
use testkit::Salon;

use crate::dump::{count, files, items, traces, write};
use crate::erasing::erase;
use crate::people::{Person, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_is_restored_without_whoever_was_erased_since() {
    let salon = Salon::open().await;
    let person = Person::settle_in(&salon).await;
    salon.system.settle().await.expect("at rest");
    let taken_at: DateTime<Utc> = salon.system.app.now();
    let copy = items(&salon.system).await;
    erase(&salon, &person.token, "cancel").await.expect(201);
    salon.system.settle().await.expect("at rest");
    let list: Vec<_> = files(&salon.system)
        .await
        .into_iter()
        .filter(|(name, _)| name.starts_with("erasures/"))
        .collect();

    // The table is lost; the copy and the files are not.
    let fresh = System::start(&Place::Memory, Some(taken_at), "http://salon.test")
        .await
        .expect("the system starts");
    write(&fresh, &copy).await;
    for (name, bytes) in list {
        fresh
            .objects
            .put(&name, bytes, "application/json")
            .await
            .expect("written");
    }
    assert!(
        !traces(&fresh, &words()).await.is_empty(),
        "the copy tells of the person"
    );

    let replayed = replay(&fresh.app, taken_at).await.expect("replayed");
    assert_eq!(replayed.erasures, 1);
    assert!(replayed.bookings >= 4, "{replayed:?}");
    let left = traces(&fresh, &words()).await;
    assert!(left.is_empty(), "{} traces: {left:#?}", left.len());
    let restored = items(&fresh).await;
    assert_eq!(count(&restored, "booking"), count(&copy, "booking"));
    assert_eq!(count(&restored, "ledger_entry"), count(&copy, "ledger_entry"));
    assert_eq!(count(&restored, "erased"), 1, "the list is in the table again");

    // Begun anew after it broke off, it changes nothing.
    let again = replay(&fresh.app, taken_at).await.expect("replayed");
    assert_eq!((again.erasures, again.bookings), (1, 0));
    // What was erased before the copy was taken is not in it.
    let later = replay(&fresh.app, taken_at + chrono::TimeDelta::days(1))
        .await
        .expect("replayed");
    assert_eq!(later.erasures, 0);
    assert!(fresh.inbox.list(None).is_empty(), "nobody is written to");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_from_before_opens_without_whoever_was_erased_since() {
    let (old, new) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let salon = Salon::open_in(old.path()).await;
    let person = Person::settle_in(&salon).await;
    salon.system.settle().await.expect("at rest");
    salon.system.back_up().await.expect("backed up");
    erase(&salon, &person.token, "cancel").await.expect(201);
    salon.system.settle().await.expect("at rest");
    salon.system.stop();

    local::restore(old.path(), None, new.path(), RestoreStep::ALL)
        .await
        .expect("restored");
    let place = Place::Folder(new.path().to_owned());
    let opened = System::start(&place, Some(salon.now()), "http://salon.test")
        .await
        .expect("it opens");
    let left = traces(&opened, &words()).await;
    assert!(left.is_empty(), "{} traces: {left:#?}", left.len());
    let restored = items(&opened).await;
    assert_eq!(count(&restored, "erased"), 1);
    assert!(count(&restored, "booking") >= 4, "the visits are still counted");
}
