//! The sample events and the schemas of domain events.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use booking_rules::booking::EventKind;
use serde_json::Value;
use xtask::functions::Trigger;
use xtask::workspace::root;

use crate::functions;

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn names_in(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_sample_event_has_the_shape_of_its_trigger() {
    for f in functions() {
        let event = json(&root().join(format!("events/{}.json", f.name)));
        match &f.trigger {
            Trigger::Http { routes } => {
                let key = event["routeKey"].as_str().unwrap_or_default();
                assert!(routes.iter().any(|route| route.to_string() == key), "{}: {key}", f.name);
                assert_eq!(event["version"], "2.0", "{}", f.name);
                assert_eq!(event["requestContext"]["http"]["path"], event["rawPath"], "{}", f.name);
                assert!(
                    !event["rawPath"].as_str().unwrap_or("{").contains('{'),
                    "{}: a path without its ids",
                    f.name
                );
                // A form is signed as it is written, so it stands as it came.
                let is_json = event["headers"]["content-type"] == "application/json";
                if let Some(body) = event["body"].as_str().filter(|_| is_json) {
                    assert!(serde_json::from_str::<Value>(body).is_ok(), "{}: {body}", f.name);
                }
            }
            Trigger::Queue { .. } => assert_eq!(event["Records"][0]["eventSource"], "aws:sqs", "{}", f.name),
            Trigger::Stream => assert_eq!(event["Records"][0]["eventSource"], "aws:dynamodb", "{}", f.name),
            Trigger::Schedule { .. } => assert_eq!(event["job"], f.name.as_str()),
        }
    }
}

#[test]
fn the_sample_of_the_stream_reads_as_an_event_that_leaves_the_table() {
    let event = json(&root().join("events/workers-relay.json"));
    let change = store::stream::Change::from_record(&event["Records"][0]).unwrap();
    let store::stream::Change::Happened(event) = change else {
        panic!("{change:?}")
    };
    assert_eq!(event.kind, "BookingConfirmed");
}

#[test]
fn every_domain_event_has_a_schema_and_every_schema_an_event() {
    let mut told: BTreeSet<String> = [
        EventKind::Requested,
        EventKind::Confirmed,
        EventKind::Rejected,
        EventKind::Rescheduled,
        EventKind::Cancelled,
        EventKind::CheckedIn,
        EventKind::Completed,
        EventKind::MarkedNoShow,
        EventKind::Held,
        EventKind::Released,
        EventKind::Expired,
        EventKind::Updated,
        EventKind::Acknowledged,
    ]
    .map(|kind| kind.as_str().to_owned())
    .into();
    told.extend(application::identity::outside::EVENTS.map(str::to_owned));
    told.extend(application::waitlist::EVENTS.map(str::to_owned));
    told.extend(application::data_requests::EVENTS.map(str::to_owned));
    told.insert(application::two_way::MESSAGE_RECEIVED.to_owned());
    told.extend(named_in(&root().join("crates/application/src")));
    for source in sources(&root().join("crates/application/src")) {
        told.extend(event_names(&source));
    }
    assert_eq!(told, names_in("events/schemas"));
}

/// The names of events that the sources of a folder write: literals like `BookingMoved`,
/// whether of the form of an event or given to one.
fn named_in(folder: &Path) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let is_name = |literal: &&str| {
            let is_past = literal.ends_with("ed") || literal.ends_with("Set");
            let joined = literal.chars().filter(char::is_ascii_uppercase).count() > 1;
            let letters = literal.chars().all(|c| c.is_ascii_alphabetic());
            is_past && joined && letters && literal.starts_with(char::is_uppercase)
        };
        named.extend(source.split('"').filter(is_name).map(str::to_owned));
    }
    named
}

fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
    found
}

/// What is said after `kind: `, and in calls of `event(..)`, `account_event(..)` and `told(..)`.
fn event_names(source: &str) -> Vec<String> {
    let named = source.split("kind: ").skip(1).filter(|rest| rest.starts_with('"'));
    let called = source.split("event(").skip(1);
    let told = source.split("told(").skip(1);
    let literals = named.chain(called).chain(told).filter_map(|rest| {
        let statement = rest.split([';', '{']).next()?;
        statement.split('"').nth(1)
    });
    let is_name = |text: &&str| text.starts_with(char::is_uppercase) && text.chars().all(char::is_alphanumeric);
    literals.filter(is_name).map(str::to_owned).collect()
}

#[test]
fn every_event_that_webhooks_are_told_of_has_a_schema() {
    let schemas = names_in("events/schemas");
    for name in booking_rules::hooks::HookEvents::known() {
        assert!(schemas.contains(*name), "{name}");
    }
}

#[test]
fn no_schema_lets_contact_data_leave() {
    for name in names_in("events/schemas") {
        let schema = json(&root().join(format!("events/schemas/{name}.json")));
        assert_eq!(schema["properties"]["type"]["const"], name.as_str());
        assert_eq!(schema["properties"]["data"]["additionalProperties"], false, "{name}");
        let text = schema["properties"].to_string().to_lowercase();
        for word in ["\"email\"", "\"phone\"", "\"name\"", "\"notes\"", "\"address\""] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
}
