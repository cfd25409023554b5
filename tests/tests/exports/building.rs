//! The worker: killed between any two of its steps it leaves something that others finish, byte for byte.

use std::sync::Arc;

use application::App;
use application::exports::{Attended, Slice, attend};
use booking_rules::ledger::LedgerEntry;
use chrono::TimeDelta;
use providers::object_store::SMALLEST_PART;
use providers::queue::QueueName;
use serde_json::{Value, json};
use testkit::Salon;

use crate::stores::{Fate, Store};
use crate::till::{Fact, asked, book, fact, fetched, known_to_the_tax_office, order, read_by_python, shown, slice};

const MONTHS: [&str; 6] = [
    "2026-10-05",
    "2026-11-05",
    "2026-12-05",
    "2027-01-05",
    "2027-02-05",
    "2027-03-05",
];
/// Two months of the books below are more than this.
const PART: usize = 3_000;

fn half_a_year() -> Value {
    json!({ "what": "ledger", "from": "2026-10", "to": "2027-03" })
}

/// Seven facts in each of six months; a month is a page at least.
async fn books() -> Salon {
    let salon = Salon::open().await;
    let facts: Vec<Fact> = MONTHS
        .iter()
        .flat_map(|day| (1..8).map(|place| fact(day, 1_000 * i64::from(place), place)))
        .collect();
    book(&salon, &facts).await;
    salon
}

fn app_with(salon: &Salon, fate: Fate) -> (App, Arc<Store>) {
    let store = Arc::new(Store::of(&salon.system.objects, fate));
    (salon.system.app.clone().with_objects(store.clone()), store)
}

/// Turns until the file is built; how many.
async fn finish(app: &App, id: &str, turn: Slice) -> usize {
    for number in 1..60 {
        match attend(app, &order(id), turn).await.expect("a turn") {
            Attended::Continued => {}
            Attended::Built => return number,
            other => panic!("{other:?}"),
        }
    }
    panic!("never built")
}

/// Works until the file is built or the worker is killed; whether it was.
async fn work_until_killed(app: &App, store: &Store, id: &str, turn: Slice) -> bool {
    tokio::select! {
        _ = finish(app, id, turn) => false,
        () = store.killed.notified() => true,
    }
}

/// Lets whoever had the file be taken for dead.
fn outlive_the_claim(salon: &Salon) {
    let now = salon.system.app.now();
    salon.system.clock.set(now + TimeDelta::minutes(12));
}

#[tokio::test]
async fn a_worker_killed_at_any_step_leaves_a_file_that_others_finish_byte_for_byte() {
    let salon = books().await;
    let (spared, _) = app_with(&salon, Fate::Spared);
    let whole = asked(&salon, half_a_year()).await;
    assert_eq!(finish(&spared, &whole, slice(usize::MAX, usize::MAX)).await, 1);
    let expected = fetched(&salon, &whole).await;
    assert_eq!(read_by_python(&expected, ",").len(), 1 + 42);
    let mut deaths = 0;
    for pages in [1, usize::MAX] {
        let turn = slice(pages, PART);
        for step in 0.. {
            let mut was_reached = false;
            for fate in [Fate::KilledBefore(step), Fate::KilledAfter(step)] {
                let id = asked(&salon, half_a_year()).await;
                let (doomed, store) = app_with(&salon, fate);
                if work_until_killed(&doomed, &store, &id, turn).await {
                    (was_reached, deaths) = (true, deaths + 1);
                    outlive_the_claim(&salon);
                    finish(&spared, &id, turn).await;
                }
                assert_eq!(fetched(&salon, &id).await, expected, "{fate:?}, pages: {pages}");
            }
            if !was_reached {
                break;
            }
        }
    }
    // Beginning, three parts and joining, twice each; and what is laid aside between turns of one page.
    assert!(deaths >= 24, "only {deaths} deaths");
}

/// Sums are carried from turn to turn: nothing is counted twice, nothing is left out.
#[tokio::test]
async fn a_summary_killed_at_any_step_adds_up_to_what_one_turn_finds() {
    let salon = books().await;
    let (spared, _) = app_with(&salon, Fate::Spared);
    let wish = || json!({ "what": "vat_summary", "from": "2026-10", "to": "2027-03" });
    let whole = asked(&salon, wish()).await;
    assert_eq!(finish(&spared, &whole, slice(usize::MAX, usize::MAX)).await, 1);
    let expected = fetched(&salon, &whole).await;
    let rows = read_by_python(&expected, ",");
    assert_eq!(rows.len(), 1 + 6, "a row a month: {rows:?}");
    let sum = |row: &Vec<String>| (row[4].clone(), row[7].clone());
    assert!(
        rows.iter()
            .skip(1)
            .all(|row| sum(row) == ("7".to_owned(), "280.00".to_owned())),
        "{rows:?}"
    );
    let mut deaths = 0;
    for step in 0.. {
        let mut was_reached = false;
        for fate in [Fate::KilledBefore(step), Fate::KilledAfter(step)] {
            let id = asked(&salon, wish()).await;
            let (doomed, store) = app_with(&salon, fate);
            if work_until_killed(&doomed, &store, &id, slice(1, PART)).await {
                (was_reached, deaths) = (true, deaths + 1);
                outlive_the_claim(&salon);
                // Whoever died while tidying up had built it.
                if shown(&salon, &id).await["status"] != "ready" {
                    finish(&spared, &id, slice(1, PART)).await;
                }
            }
            assert_eq!(fetched(&salon, &id).await, expected, "{fate:?}");
        }
        if !was_reached {
            break;
        }
    }
    // What is laid aside is written, read and dropped in each of five turns, and then the file is written.
    assert!(deaths >= 20, "only {deaths} deaths");
    let turns = asked(&salon, wish()).await;
    assert!(finish(&spared, &turns, slice(1, PART)).await >= 6, "a page a turn");
}

#[tokio::test]
async fn while_one_worker_has_it_another_leaves_it_alone_and_duplicates_change_nothing() {
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let turn = slice(usize::MAX, PART);
    let (doomed, store) = app_with(&salon, Fate::KilledBefore(2));
    assert!(work_until_killed(&doomed, &store, &id, turn).await);
    let (spared, _) = app_with(&salon, Fate::Spared);
    let again = attend(&spared, &order(&id), turn).await;
    assert!(again.is_err(), "its message must not be lost: {again:?}");
    let building = shown(&salon, &id).await;
    assert_eq!(building["status"], "building");
    assert_eq!(building["rows"], 14, "progress is told: {building}");
    outlive_the_claim(&salon);
    finish(&spared, &id, turn).await;
    let expected = fetched(&salon, &id).await;
    for _ in 0..3 {
        assert_eq!(
            attend(&spared, &order(&id), turn).await.expect("a turn"),
            Attended::Nothing
        );
    }
    assert_eq!(fetched(&salon, &id).await, expected);
    let trail = format!("/businesses/{}/audit?type=ExportBuilt", salon.business);
    let trail = salon.get(&trail, &salon.owner).await.expect(200);
    assert_eq!(trail.as_array().map(Vec::len), Some(1), "it was built once");
}

#[tokio::test]
async fn a_worker_that_was_lost_is_missed_within_the_hour() {
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let (doomed, store) = app_with(&salon, Fate::KilledBefore(0));
    assert!(work_until_killed(&doomed, &store, &id, slice(usize::MAX, usize::MAX)).await);
    // The messages of its first turn are gone with it.
    salon.system.relay().await.expect("relayed");
    for message in salon.system.queues.receive(QueueName::Exports, 10) {
        assert!(salon.system.queues.delete(message.receipt));
    }
    salon.system.settle().await.expect("at rest");
    assert_eq!(shown(&salon, &id).await["status"], "building");
    salon.travel("2027-03-08T10:30:00Z").await;
    assert_eq!(shown(&salon, &id).await["status"], "ready");
}

#[tokio::test]
async fn what_is_written_after_the_question_is_not_in_the_file() {
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let (app, _) = app_with(&salon, Fate::Spared);
    let turn = slice(2, PART);
    assert_eq!(
        attend(&app, &order(&id), turn).await.expect("a turn"),
        Attended::Continued
    );
    salon.system.clock.set(app.now() + TimeDelta::minutes(1));
    let late: Vec<LedgerEntry> = book(&salon, &[fact("2027-03-06", 99_999, 90)]).await;
    finish(&app, &id, turn).await;
    let rows = read_by_python(&fetched(&salon, &id).await, ",");
    assert_eq!(rows.len(), 43);
    assert!(rows.iter().all(|row| row[17] != late[0].id.to_string()));
}

#[tokio::test]
async fn an_object_store_that_is_away_ends_in_a_failure_that_says_so() {
    let salon = books().await;
    let id = asked(&salon, half_a_year()).await;
    let (app, _) = app_with(&salon, Fate::Refused);
    let turn = slice(usize::MAX, usize::MAX);
    for _ in 0..7 {
        assert!(attend(&app, &order(&id), turn).await.is_err());
    }
    assert_eq!(attend(&app, &order(&id), turn).await.expect("a turn"), Attended::Failed);
    let export = shown(&salon, &id).await;
    assert_eq!(
        (&export["status"], &export["reason"]),
        (&json!("failed"), &json!("given_up"))
    );
}

/// Parts of the size that S3 asks for, in the embedded store, which asks for it too.
#[tokio::test]
async fn a_file_of_many_megabytes_is_one_object_of_parts() {
    const FACTS: u32 = 2_500;
    let salon = Salon::open().await;
    let facts = (1..=FACTS).map(|place| Fact {
        reason: Some("ż".repeat(1_100)),
        ..fact("2027-03-05", 12_300, place)
    });
    book(&salon, &facts.collect::<Vec<_>>()).await;
    let id = asked(&salon, json!({ "what": "ledger", "from": "2027-03", "to": "2027-03" })).await;
    let turns = finish(&salon.system.app, &id, slice(2, SMALLEST_PART)).await;
    assert!(turns > 1, "what is too little for a part waits for the next turn");
    let bytes = fetched(&salon, &id).await;
    assert!(bytes.len() > SMALLEST_PART, "{} bytes", bytes.len());
    assert_eq!(read_by_python(&bytes, ",").len(), 2_501);
}

#[tokio::test]
async fn a_form_of_many_documents_adds_up_and_tears_none_apart() {
    const DOCUMENTS: u32 = 1_200;
    let salon = Salon::open().await;
    known_to_the_tax_office(&salon).await;
    // One line and then two a document: a page ends between the two lines of one.
    let mut facts = vec![fact("2027-03-05", 14_760, 1)];
    for place in 2..=DOCUMENTS {
        facts.push(fact("2027-03-05", 12_300, place));
        facts.push(fact("2027-03-05", 2_460, place));
    }
    book(&salon, &facts).await;
    let form = json!({ "what": "jpk_fa", "from": "2027-03", "to": "2027-03" });
    let id = asked(&salon, form).await;
    finish(&salon.system.app, &id, slice(1, SMALLEST_PART)).await;
    let xml = String::from_utf8(fetched(&salon, &id).await).expect("text");
    assert_eq!(xml.matches("<Faktura>").count(), 1_200);
    assert_eq!(
        xml.matches("<P_15>147.60</P_15>").count(),
        1_200,
        "no document was torn apart"
    );
    assert!(xml.contains("<LiczbaFaktur>1200</LiczbaFaktur><WartoscFaktur>177120.00</WartoscFaktur>"));
    assert!(xml.contains(
        "<LiczbaWierszyFaktur>2399</LiczbaWierszyFaktur><WartoscWierszyFaktur>144000.00</WartoscWierszyFaktur>"
    ));
}
