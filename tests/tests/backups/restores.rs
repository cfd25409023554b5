//! From a backup back to a system, and what is refused.

use std::path::{Path, PathBuf};

use application::backups::{self, Damage, NotRestored, RestoreStep};
use booking_rules::day_book::{DayBook, Occupant};
use booking_rules::ids::{CustomerId, StaffId};
use local::{LocalCopies, Place, System, restore};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Commit, Entity, Key, StaffDay, keys};
use testkit::Salon;

use super::{NOW, at, in_folder, listed, read};

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_salon_comes_back_byte_for_byte_and_opens() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let system = in_folder(old.path()).await;
    system.back_up().await.expect("backed up");
    let full = listed(&system).await.remove(0);
    let figures = read(old.path(), &full.id, old.path()).expect("as the table is");
    assert!(figures["items"].as_u64() > Some(30), "{figures}");
    system.stop();
    let restored = restore(old.path(), Some(&full.id), new.path(), RestoreStep::ALL)
        .await
        .expect("restored");
    assert_eq!(restored.chain, std::slice::from_ref(&full.id));
    assert!(
        restored.walk.bookings > 0 && restored.walk.day_books > 0,
        "{:?}",
        restored.walk
    );
    read(old.path(), &full.id, new.path()).expect("as the backup is");
    // It opens, and knows nothing of backups made of another table.
    let place = Place::Folder(new.path().to_owned());
    let opened = System::start(&place, Some(at(NOW)), "http://salon.test")
        .await
        .expect("it opens");
    assert!(opened.app.store.backup_state().await.expect("read").is_none());
    opened.settle().await.expect("at rest");
    opened.back_up().await.expect("its own backup");
    let again = restore(old.path(), None, new.path(), RestoreStep::ALL)
        .await
        .unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_and_what_was_deleted_is_in_the_incremental_ones() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let system = in_folder(old.path()).await;
    system.back_up().await.expect("backed up");
    // Retention, keys and reminders of weeks: the table changes by itself, and an item is deleted.
    system.clock.set(at("2027-03-08T10:00:00Z"));
    let probe = Probe { n: 1 };
    let mut commit = Commit::new();
    commit.create(&probe).expect("an item");
    system.app.store.commit(&commit).await.expect("written");
    system.settle().await.expect("at rest");
    system.back_up().await.expect("backed up");
    system.clock.set(at("2027-03-08T11:30:00Z"));
    let mut commit = Commit::new();
    commit.delete(probe.key(), 1);
    system.app.store.commit(&commit).await.expect("deleted");
    system.settle().await.expect("at rest");
    system.back_up().await.expect("backed up");
    let newest = listed(&system).await.pop().expect("a backup");
    let figures = read(old.path(), &newest.id, old.path()).expect("as the table is");
    assert_eq!(
        (figures["backups"].as_u64(), figures["deleted"].as_u64()),
        (Some(3), Some(1))
    );
    system.stop();
    let restored = restore(old.path(), None, new.path(), RestoreStep::ALL)
        .await
        .expect("restored");
    assert_eq!((restored.chain.len(), restored.to), (3, newest.to));
    read(old.path(), &newest.id, new.path()).expect("as the backups are");
}

/// A record of a known type that belongs to nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Probe {
    n: u32,
}

impl Entity for Probe {
    const TYPE: &'static str = "watermark";
    fn key(&self) -> Key {
        Key {
            pk: "JOB#probe".to_owned(),
            sk: "WATERMARK".to_owned(),
        }
    }
}

fn data_file(folder: &Path, backup: &str) -> PathBuf {
    let data = folder.join(format!("objects/salonbook-exports/backups/AWSDynamoDB/{backup}/data"));
    let mut files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    files
        .find(|path| path.extension().is_some_and(|e| e == "gz"))
        .expect("a data file")
}

/// Damages a backup in one way; the check that must say so.
type Harm = (&'static str, fn(&Path, &Path));

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_by_file_and_check_and_nothing_is_opened() {
    let old = tempfile::tempdir().unwrap();
    let system = in_folder(old.path()).await;
    system.back_up().await.expect("backed up");
    let full = listed(&system).await.remove(0).id;
    system.stop();
    // As a folder that was copied from AWS: what the embedded store notes beside its objects is not there.
    for entry in std::fs::read_dir(old.path().join("objects")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    let data = data_file(old.path(), &full);
    let manifest = old
        .path()
        .join(format!("objects/salonbook-exports/backups/{full}.json"));
    let (whole, named) = (std::fs::read(&data).unwrap(), std::fs::read(&manifest).unwrap());
    let harms: [Harm; 6] = [
        ("present", |data, _| std::fs::remove_file(data).unwrap()),
        ("checksum", |data, _| {
            let mut bytes = std::fs::read(data).unwrap();
            let middle = bytes.len() - 20;
            bytes[middle] ^= 1;
            std::fs::write(data, bytes).unwrap();
        }),
        ("checksum", |data, _| {
            let bytes = std::fs::read(data).unwrap();
            std::fs::write(data, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("count", |_, manifest| {
            let mut text: serde_json::Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
            text["files"][0]["items"] = json!(7);
            std::fs::write(manifest, text.to_string()).unwrap();
        }),
        ("shape", |_, manifest| {
            let mut text: serde_json::Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
            text["shape"] = json!(99);
            std::fs::write(manifest, text.to_string()).unwrap();
        }),
        ("present", |_, manifest| std::fs::remove_file(manifest).unwrap()),
    ];
    for (check, harm) in harms {
        harm(&data, &manifest);
        let new = tempfile::tempdir().unwrap();
        let refused = restore(old.path(), Some(&full), new.path(), RestoreStep::ALL)
            .await
            .unwrap_err();
        let told = refused.to_string();
        let file = if check == "shape" || !manifest.exists() {
            &manifest
        } else {
            &data
        };
        let file = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            told.contains(&file) && told.contains(&format!(": {check}: ")),
            "{check}: {told}"
        );
        assert_eq!(std::fs::read_dir(new.path()).unwrap().count(), 0, "nothing is opened");
        std::fs::write(&data, &whole).unwrap();
        std::fs::write(&manifest, &named).unwrap();
    }
    let new = tempfile::tempdir().unwrap();
    restore(old.path(), Some(&full), new.path(), RestoreStep::ALL)
        .await
        .expect("whole again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_keeps_the_table_shut() {
    let old = tempfile::tempdir().unwrap();
    let system = in_folder(old.path()).await;
    system.back_up().await.expect("backed up");
    system.stop();
    let seen = RestoreStep {
        name: "look",
        run: |app| Box::pin(async move { app.can_read().await }),
    };
    let failing = RestoreStep {
        name: "fail",
        run: |_| Box::pin(async move { Err(application::Failure::NotFound) }),
    };
    let new = tempfile::tempdir().unwrap();
    let refused = restore(old.path(), None, new.path(), &[seen, failing])
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("`fail`"), "{refused}");
    assert_eq!(std::fs::read_dir(new.path()).unwrap().count(), 0);
    restore(old.path(), None, new.path(), &[seen]).await.expect("restored");
    assert!(new.path().join("table.db").exists());
}

/// Backs the salon up and restores it into a scratch table; what is found.
async fn differences(salon: &Salon) -> Vec<String> {
    salon.system.back_up().await.ok();
    let newest = listed(&salon.system).await.pop().expect("a backup");
    let objects = &salon.system.objects;
    let copies = LocalCopies::new(objects.clone());
    match backups::restore(objects, &copies, &newest.id, "scratch").await {
        Ok(_) => Vec::new(),
        Err(NotRestored::Differs { differences, .. }) => {
            let mut checks: Vec<_> = differences.into_iter().map(|found| found.check).collect();
            checks.dedup();
            checks
        }
        Err(other) => panic!("{other}"),
    }
}

async fn booked(salon: &Salon) -> (StaffDay, u64) {
    for (start, name) in [("2027-03-10T09:00:00Z", "anna"), ("2027-03-10T11:00:00Z", "ewa")] {
        salon.book(start, name).await;
    }
    salon.system.settle().await.expect("at rest");
    let staff: StaffId = salon.staff.parse().expect("an id");
    let key = keys::staff_day(staff, at("2027-03-10T09:00:00Z").date_naive());
    let shelf = salon.system.app.store.shelf(vec![key.clone()]).await.expect("read");
    let day = shelf.get::<StaffDay>(&key).expect("readable").expect("a day");
    (day.record, day.version)
}

async fn overwrite(salon: &Salon, day: &StaffDay, version: u64) {
    salon.system.app.store.replace(day, version).await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_salon_has_no_differences() {
    let salon = Salon::open().await;
    booked(&salon).await;
    assert_eq!(differences(&salon).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bookings_at_one_time_are_found() {
    let salon = Salon::open().await;
    let (mut day, version) = booked(&salon).await;
    day.book.entries[1].span = day.book.entries[0].span;
    overwrite(&salon, &day, version).await;
    let found = differences(&salon).await;
    assert!(found.contains(&"overlap".to_owned()), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_that_stands_in_no_book_is_found_and_so_is_an_entry_of_no_booking() {
    let salon = Salon::open().await;
    let (day, version) = booked(&salon).await;
    let Occupant::Booking { booking, .. } = day.book.entries[0].occupant else {
        panic!("a booking")
    };
    let emptied = StaffDay {
        book: DayBook {
            entries: vec![day.book.entries[1]],
        },
        ..day.clone()
    };
    overwrite(&salon, &emptied, version).await;
    assert_eq!(differences(&salon).await, ["day_book_entry"]);
    overwrite(&salon, &day, version + 1).await;
    let mut commit = Commit::new();
    commit.remove(keys::booking(booking));
    salon.system.app.store.commit(&commit).await.expect("removed");
    salon.travel("2027-03-08T10:00:00Z").await;
    let found = differences(&salon).await;
    assert!(found.contains(&"booking_of_entry".to_owned()), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_of_a_customer_who_is_not_there_is_found() {
    let salon = Salon::open().await;
    let (day, _) = booked(&salon).await;
    let Occupant::Booking { booking, .. } = day.book.entries[0].occupant else {
        panic!("a booking")
    };
    let key = keys::booking(booking);
    let shelf = salon.system.app.store.shelf(vec![key.clone()]).await.expect("read");
    let booking = shelf
        .get::<booking_rules::booking::Booking>(&key)
        .expect("readable")
        .expect("there");
    let customer: CustomerId = booking.record.customer;
    let mut commit = Commit::new();
    commit.remove(keys::customer(customer));
    salon.system.app.store.commit(&commit).await.expect("removed");
    assert_eq!(differences(&salon).await, ["reference"]);
}

/// A month's own record as the ledger keeps it, with sums that nothing supports.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct WrongBooks {
    #[serde(skip)]
    partition: String,
    entries: u64,
    totals: serde_json::Value,
}

impl Entity for WrongBooks {
    const TYPE: &'static str = "books";
    fn key(&self) -> Key {
        Key {
            pk: self.partition.clone(),
            sk: "BOOKS".to_owned(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_that_are_not_those_of_the_entries_are_found() {
    let salon = Salon::open().await;
    let business: booking_rules::ids::BusinessId = salon.business.parse().expect("an id");
    let books = WrongBooks {
        partition: format!("{}#LEDGER#2027-03", keys::business_partition(business)),
        entries: 1,
        totals: json!({ "by_kind": { "charge": 12_000 }, "by_method": { "cash": 12_000 } }),
    };
    salon.system.app.store.write_once(&books).await.expect("written");
    let found = differences(&salon).await;
    assert!(found.contains(&"ledger_sum".to_owned()), "{found:?}");
}

/// Something of a type that this software does not know.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Dragon;

impl Entity for Dragon {
    const TYPE: &'static str = "dragon";
    fn key(&self) -> Key {
        Key {
            pk: "DRAGON".to_owned(),
            sk: "1".to_owned(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_no_known_type_is_found() {
    let salon = Salon::open().await;
    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct Body {
        fire: bool,
    }
    impl Entity for Body {
        const TYPE: &'static str = Dragon::TYPE;
        fn key(&self) -> Key {
            Dragon.key()
        }
    }
    salon
        .system
        .app
        .store
        .write_once(&Body { fire: true })
        .await
        .expect("written");
    assert_eq!(differences(&salon).await, ["record"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_with_a_hole_is_refused() {
    use providers::object_store::ObjectStore;
    let salon = Salon::open().await;
    for hour in 9..12 {
        salon.travel(&format!("2027-03-08T{hour:02}:00:00Z")).await;
        salon.system.back_up().await.expect("backed up");
    }
    let made = listed(&salon.system).await;
    let objects = &salon.system.objects;
    objects
        .delete(&format!("backups/{}.json", made[1].id))
        .await
        .expect("deleted");
    let refused = backups::chain(objects, &made[2].id).await.unwrap_err();
    let Damage::File { file, check, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!((file, check), (format!("backups/{}.json", made[1].id), "present"));
}
