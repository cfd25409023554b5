//! Backs up and restores a table of generated bookings, and says how long it took:
//! `cargo run --workspace --example backup_rate -- 200000`.

#![expect(clippy::print_stdout, reason = "a report for whoever runs it")]

use std::time::Instant;

use application::backups::{self, Manifest, ManifestFile, RestoreStep, SHAPE};
use booking_rules::booking::Booking;
use booking_rules::day_book::{DayBook, Entry};
use booking_rules::ids::{BookingId, BusinessId, CustomerId, StaffId};
use booking_rules::time::Span;
use chrono::{DateTime, Days, TimeDelta, Utc};
use local::{Place, System, restore};
use providers::backup::layout::{FileWriter, full_line};
use providers::object_store::ObjectStore;
use serde_json::{Value, json};
use store::{BackupKind, CustomerCard, CustomerDay, Entity, StaffDay, keys};
use testkit::Salon;

/// The generated backup's name.
const ID: &str = "20270308T090000000Z-full";
const NOW: &str = "2027-03-08T09:00:00Z";
/// Visits of half an hour in one staff member's day, and people who give them.
const A_DAY: u32 = 20;
const STAFF: u32 = 50;
const CUSTOMERS: u32 = 20_000;
const FILE: usize = 8 * 1024 * 1024;

#[tokio::main]
async fn main() {
    let bookings: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    let now: DateTime<Utc> = NOW.parse().expect("an instant");
    let started = Instant::now();
    let seed = System::start(&Place::Folder(old.clone()), Some(now), "http://salon.test")
        .await
        .expect("it starts");
    let items = generate(&seed.objects, bookings, now).await;
    seed.stop();
    say("generated", items, started);
    std::fs::remove_file(old.join("table.db")).expect("the empty table goes");
    let started = Instant::now();
    let made = old.join("made");
    restore(&old, Some(ID), &made, RestoreStep::ALL)
        .await
        .expect("restored");
    say("restored and proved", items, started);
    let system = System::start(&Place::Folder(made.clone()), Some(now), "http://salon.test")
        .await
        .expect("it starts");
    let started = Instant::now();
    backups::run_daily(&system.app).await.expect("backed up");
    say("backed up", items, started);
    let started = Instant::now();
    let report = backups::run_drill(&system.app)
        .await
        .expect("drilled")
        .expect("a report");
    say("drilled", items, started);
    println!("passed: {}, {:?}", report.passed, report.times);
    system.stop();
    let started = Instant::now();
    let again = restore(&made, None, &new, RestoreStep::ALL).await.expect("restored");
    say("restored and proved", items, started);
    println!(
        "{} bookings, {} day books, {}",
        again.walk.bookings,
        again.walk.day_books,
        peak()
    );
}

fn say(done: &str, items: u64, since: Instant) {
    let took = since.elapsed();
    let rate = u128::from(items) * 1_000 / took.as_millis().max(1);
    println!("{done}: {items} items in {:.1} s, {rate} a second", took.as_secs_f64());
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("no figure of memory")
        .to_owned()
}

/// Writes data files as they fill.
struct Files<'a> {
    objects: &'a dyn ObjectStore,
    writer: FileWriter,
    done: Vec<ManifestFile>,
}

impl Files<'_> {
    async fn add<E: Entity>(&mut self, entity: &E) {
        let key = entity.key();
        let body = serde_json::to_value(entity).expect("as JSON");
        let item = json!({
            "PK": { "S": key.pk }, "SK": { "S": key.sk }, "_t": { "S": E::TYPE }, "_v": { "N": "1" },
            "version": { "N": "1" }, "body": typed(&body)
        });
        self.writer.write(&full_line(item)).expect("written");
        if self.writer.len() > FILE {
            self.hand_on().await;
        }
    }

    async fn hand_on(&mut self) {
        let key = format!("backups/AWSDynamoDB/{ID}/data/{:04}.json.gz", self.done.len());
        let (bytes, file) = std::mem::take(&mut self.writer).finish(key.clone()).expect("finished");
        self.objects.put(&key, bytes, "application/gzip").await.expect("stored");
        self.done.push(ManifestFile {
            key,
            items: file.item_count,
            md5: file.md5_checksum,
        });
    }
}

fn typed(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(truth) => json!({ "BOOL": truth }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(items) => json!({ "L": items.iter().map(typed).collect::<Vec<_>>() }),
        Value::Object(fields) => {
            let fields: serde_json::Map<_, _> = fields
                .iter()
                .map(|(name, value)| (name.clone(), typed(value)))
                .collect();
            json!({ "M": fields })
        }
    }
}

/// One real booking of one real salon, over and over: other people, other times. How many items there are.
async fn generate(objects: &dyn ObjectStore, bookings: u32, now: DateTime<Utc>) -> u64 {
    let salon = Salon::open().await;
    salon.book("2027-03-10T09:00:00Z", "anna").await;
    let app = &salon.system.app;
    let business: BusinessId = salon.business.parse().expect("an id");
    let catalogue = app
        .store
        .catalogue(business, true)
        .await
        .expect("read")
        .expect("a catalogue");
    let first: StaffId = salon.staff.parse().expect("an id");
    let day = keys::staff_day(first, "2027-03-10".parse().expect("a date"));
    let shelf = app.store.shelf(vec![day.clone()]).await.expect("read");
    let pattern: Entry = shelf
        .get::<StaffDay>(&day)
        .expect("readable")
        .expect("a day")
        .record
        .book
        .entries[0];
    let key = keys::booking(pattern.booking().expect("a booking"));
    let shelf = app.store.shelf(vec![key.clone()]).await.expect("read");
    let booking = shelf.get::<Booking>(&key).expect("readable").expect("a booking").record;
    let key = keys::customer(booking.customer);
    let shelf = app.store.shelf(vec![key.clone()]).await.expect("read");
    let card = shelf
        .get::<CustomerCard>(&key)
        .expect("readable")
        .expect("a card")
        .record;
    let mut files = Files {
        objects,
        writer: FileWriter::default(),
        done: Vec::new(),
    };
    for shop in &catalogue.shops {
        files.add(&shop.record).await;
    }
    for service in &catalogue.services {
        files.add(&service.record).await;
    }
    let mut staff = Vec::new();
    for _ in 0..STAFF {
        let mut member = catalogue.staff[0].record.clone();
        member.id = app.new_id(business);
        staff.push(member.id);
        files.add(&member).await;
    }
    let mut customers: Vec<CustomerId> = Vec::new();
    for _ in 0..CUSTOMERS.min(bookings) {
        let card = CustomerCard {
            id: app.new_id(business),
            ..card.clone()
        };
        customers.push(card.id);
        files.add(&card).await;
    }
    let mut book = DayBook::default();
    for n in 0..bookings {
        let (place, slot) = (n / A_DAY, n % A_DAY);
        let id: BookingId = app.new_id(business);
        let whose = staff[(place % STAFF) as usize];
        let customer = customers[n as usize % customers.len()];
        let date = now.date_naive() + Days::new(u64::from(place / STAFF));
        let start = date.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(480 + i64::from(slot) * 30);
        let span = Span::new(start, start + TimeDelta::minutes(30)).expect("a span");
        let mut made = Booking {
            id,
            customer,
            span,
            ..booking.clone()
        };
        made.segments[0].span = span;
        made.segments[0].staff = whose;
        files.add(&made).await;
        let (_, entry) = made.staff_entries().remove(0);
        book.entries.push(entry);
        let own = CustomerDay {
            customer,
            date,
            book: DayBook {
                entries: made.customer_entry().into_iter().collect(),
            },
        };
        files.add(&own).await;
        if slot + 1 == A_DAY || n + 1 == bookings {
            let day = StaffDay {
                staff: whose,
                date,
                book: std::mem::take(&mut book),
            };
            files.add(&day).await;
        }
    }
    files.hand_on().await;
    let items = files.done.iter().map(|file| file.items).sum();
    let manifest = Manifest {
        id: ID.to_owned(),
        kind: BackupKind::Full,
        from: None,
        to: now,
        previous: None,
        items,
        files: files.done,
        shape: SHAPE,
        started_at: now,
        finished_at: now,
    };
    let text = serde_json::to_vec(&manifest).expect("as JSON");
    objects
        .put(&Manifest::key(ID), text, "application/json")
        .await
        .expect("stored");
    items
}
