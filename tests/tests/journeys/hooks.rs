//! What happens is told to servers outside: signed, in order, until they take it; and who takes nothing is told of.

use std::time::{Duration, Instant};

use application::hooks::{deliver, fan_out};
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use providers::hooks::http::HttpHooks;
use serde_json::{Value, json};
use store::{NoticeStatus, Operation, Operation::*, Parcel, Versioned};
use testkit::{Salon, request};

use crate::receiver::{Receiver, Reply};

const OWNER: &str = "owner@salon.example";

/// A webhook of the salon; its path and its secret.
async fn hook(salon: &Salon, receiver: &Receiver, events: Value) -> (String, String) {
    let wish = json!({ "url": receiver.url, "events": events });
    let path = format!("/businesses/{}/hooks", salon.business);
    let made = salon.post(&path, &salon.owner, wish).await.expect(201);
    let text = |name: &str| made[name].as_str().expect("a text").to_owned();
    (format!("/hooks/{}", text("id")), text("secret"))
}

/// Tokens live for less than the days that pass here.
fn owner(salon: &Salon) -> String {
    salon.token(json!({ "role": "owner", "email": OWNER }))
}

async fn deliveries(salon: &Salon, hook: &str) -> Vec<Value> {
    let listed = salon
        .get(&format!("{hook}/deliveries"), &owner(salon))
        .await
        .expect(200);
    listed.as_array().expect("a list").clone()
}

async fn shown(salon: &Salon, hook: &str) -> Value {
    let path = format!("/businesses/{}/hooks", salon.business);
    let listed = salon.get(&path, &owner(salon)).await.expect(200);
    let found = listed.as_array().expect("a list").iter().find(|h| {
        let id = h["id"].as_str().expect("an id");
        hook.ends_with(id)
    });
    found.expect("the webhook").clone()
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("a text").parse().expect("an instant")
}

async fn travel(salon: &Salon, to: DateTime<Utc>) {
    salon.travel(&to.to_rfc3339()).await;
}

/// Time passes until the next try of the newest delivery, and that is made.
async fn next_try(salon: &Salon, hook: &str) {
    let at = instant(&deliveries(salon, hook).await[0]["next_try_at"]);
    travel(salon, at + TimeDelta::seconds(1)).await;
}

async fn moved(salon: &Salon, booked: &Value, start: &str) {
    let link = format!("/guest-bookings/{}", booked["manage_token"].as_str().expect("a token"));
    let to = json!({ "start": start });
    salon.post(&format!("{link}/reschedule"), "", to).await.expect(200);
}

#[tokio::test]
async fn a_booking_is_told_once_signed_and_without_contact_data() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (hook, secret) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    moved(&salon, &booked, "2027-03-12T10:00:00Z").await;
    // The same events are announced again and again.
    for _ in 0..3 {
        salon.announce_to_hooks().await;
    }
    let calls = receiver.calls();
    let [call] = calls.as_slice() else {
        panic!("{:?}", receiver.kinds())
    };
    assert!(call.is_signed_with(&secret, salon.system.app.now()));
    assert!(!call.is_signed_with("whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw", salon.system.app.now()));
    let told = call.json();
    assert_eq!(told["type"], "BookingConfirmed");
    assert_eq!(told["data"]["booking_id"], booked["id"]);
    assert_eq!(told["business_id"], salon.business.as_str());
    assert!(instant(&told["timestamp"]) <= salon.system.app.now());
    let text = String::from_utf8_lossy(&call.body);
    assert!(!text.contains("anna") && !text.contains("601234567"), "{text}");
    let [delivery] = &deliveries(&salon, &hook).await[..] else {
        panic!("one delivery")
    };
    assert_eq!(
        (&delivery["status"], &delivery["id"]),
        (&json!("delivered"), &json!(call.id()))
    );
    assert_eq!(delivery["attempts"][0]["status_code"], 204);
    assert_eq!(delivery["next_try_at"], Value::Null);
}

#[tokio::test]
async fn a_call_that_fails_is_made_again_under_the_same_name_with_a_new_time() {
    let salon = Salon::open().await;
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let (hook, secret) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    let waits = deliveries(&salon, &hook).await[0].clone();
    assert_eq!(
        (&waits["status"], &waits["reason"]),
        (&json!("scheduled"), &json!("status_500"))
    );
    let wait = instant(&waits["next_try_at"]) - instant(&waits["attempts"][0]["at"]);
    assert!(wait >= TimeDelta::seconds(5) && wait < TimeDelta::seconds(8), "{wait}");
    next_try(&salon, &hook).await;
    // The second wait is five minutes.
    assert!(
        instant(&deliveries(&salon, &hook).await[0]["next_try_at"]) > salon.system.app.now() + TimeDelta::minutes(4)
    );
    receiver.now(|_| Reply::Status(200));
    next_try(&salon, &hook).await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 3);
    assert!(
        calls
            .iter()
            .all(|call| call.id() == calls[0].id() && call.body == calls[0].body)
    );
    assert_ne!(
        calls[0].header("webhook-timestamp"),
        calls[2].header("webhook-timestamp")
    );
    assert!(calls[2].is_signed_with(&secret, salon.system.app.now()));
    let done = deliveries(&salon, &hook).await[0].clone();
    let codes: Vec<_> = done["attempts"]
        .as_array()
        .expect("calls")
        .iter()
        .map(|a| &a["status_code"])
        .collect();
    assert_eq!(codes, [500, 500, 200]);
    assert_eq!(done["status"], "delivered");
    // What works again has a clean record.
    assert_eq!(shown(&salon, &hook).await["failing_since"], Value::Null);
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it() {
    let salon = Salon::open().await;
    let receiver = Receiver::start(|_| Reply::With(429, "retry-after", "3600".to_owned())).await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    let waits = instant(&deliveries(&salon, &hook).await[0]["next_try_at"]) - salon.system.app.now();
    assert!(
        waits > TimeDelta::minutes(59) && waits < TimeDelta::minutes(67),
        "{waits}"
    );
}

#[tokio::test]
async fn what_is_told_of_one_booking_comes_in_its_order_and_holds_up_no_other() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed", "BookingRescheduled"])).await;
    let anna = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    let of_anna = anna["id"].clone();
    let failing = of_anna.clone();
    receiver.now(move |call| {
        let is_hers = call.json()["data"]["booking_id"] == failing;
        Reply::Status(if is_hers { 503 } else { 200 })
    });
    salon.announce_to_hooks().await;
    moved(&salon, &anna, "2027-03-12T10:00:00Z").await;
    salon.book("2027-03-11T12:00:00Z", "ewa").await.expect(201);
    salon.announce_to_hooks().await;
    // Hers failed once, her second waits untried, the other booking's has arrived.
    assert_eq!(receiver.kinds(), ["BookingConfirmed", "BookingConfirmed"]);
    let of = |list: &[Value], kind: &str| {
        let found = list.iter().find(|d| d["event"] == kind && d["booking_id"] == of_anna);
        found.expect("a delivery").clone()
    };
    let list = deliveries(&salon, &hook).await;
    let second = of(&list, "BookingRescheduled");
    assert_eq!(
        (&second["reason"], &second["attempts"]),
        (&json!("waits_for_earlier"), &json!([]))
    );
    let (first_at, second_at) = (
        instant(&of(&list, "BookingConfirmed")["next_try_at"]),
        instant(&second["next_try_at"]),
    );
    assert!(second_at > first_at);
    // It fails again; the second goes on waiting.
    travel(&salon, second_at + TimeDelta::seconds(30)).await;
    assert_eq!(receiver.calls().len(), 3);
    // Begun anew it is taken; the second follows at once, minutes before the time it was given.
    receiver.now(|_| Reply::Status(200));
    let first = of(&deliveries(&salon, &hook).await, "BookingConfirmed")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    salon.put_an_end_to(hook.trim_start_matches("/hooks/"), &first).await;
    let again = format!("{hook}/deliveries/{first}/replay");
    salon.post(&again, &salon.owner, json!({})).await.expect(200);
    salon.system.settle().await.expect("at rest");
    let hers: Vec<_> = receiver
        .calls()
        .iter()
        .filter(|c| c.json()["data"]["booking_id"] == of_anna)
        .map(|c| c.kind())
        .collect();
    assert_eq!(
        hers,
        [
            "BookingConfirmed",
            "BookingConfirmed",
            "BookingConfirmed",
            "BookingRescheduled"
        ]
    );
    let ended = deliveries(&salon, &hook).await;
    assert!(ended.iter().all(|d| d["status"] == "delivered"), "{ended:?}");
}

#[tokio::test]
async fn one_that_was_laid_aside_holds_nobody_up() {
    let salon = Salon::open().await;
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let (hook, _) = hook(&salon, &receiver, json!(["*"])).await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    let first = deliveries(&salon, &hook).await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    salon.put_an_end_to(hook.trim_start_matches("/hooks/"), &first).await;
    receiver.now(|_| Reply::Status(200));
    moved(&salon, &booked, "2027-03-12T10:00:00Z").await;
    salon.announce_to_hooks().await;
    assert_eq!(receiver.kinds(), ["BookingConfirmed", "BookingRescheduled"]);
}

#[tokio::test]
async fn an_announcement_that_is_overtaken_still_comes_first() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (_, _) = hook(&salon, &receiver, json!(["*"])).await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    moved(&salon, &booked, "2027-03-12T10:00:00Z").await;
    let events = salon.events().await;
    let of = |kind: &str| events.iter().find(|e| e.kind == kind).expect("an event");
    fan_out(&salon.system.app, of("BookingRescheduled"))
        .await
        .expect("announced");
    fan_out(&salon.system.app, of("BookingConfirmed"))
        .await
        .expect("announced");
    salon.system.settle().await.expect("at rest");
    assert_eq!(receiver.kinds(), ["BookingConfirmed", "BookingRescheduled"]);
}

#[tokio::test]
async fn what_happened_before_it_was_set_or_while_it_was_off_is_not_told() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    salon.book("2027-03-11T08:00:00Z", "anna").await.expect(201);
    salon.system.clock.set(salon.system.app.now() + TimeDelta::seconds(2));
    let (hook, _) = hook(&salon, &receiver, json!(["*"])).await;
    let switch = |on: bool| {
        let asked = request(Method::PATCH, &hook).token(&salon.owner);
        salon.send(asked.json(&json!({ "enabled": on })))
    };
    switch(false).await.expect(200);
    salon.book("2027-03-11T10:00:00Z", "ewa").await.expect(201);
    salon.announce_to_hooks().await;
    assert!(receiver.calls().is_empty() && deliveries(&salon, &hook).await.is_empty());
}

#[tokio::test]
async fn for_a_day_after_a_rotation_both_secrets_are_good() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (hook, old) = hook(&salon, &receiver, json!(["*"])).await;
    let rotated = salon
        .post(&format!("{hook}/rotate-secret"), &salon.owner, json!({}))
        .await
        .expect(200);
    let new = rotated["secret"].as_str().expect("a secret");
    assert_ne!(new, old);
    let until = instant(&rotated["previous_valid_until"]);
    assert!((until - salon.system.app.now() - TimeDelta::hours(24)).abs() < TimeDelta::minutes(1));
    let ping = async || {
        salon
            .post(&format!("{hook}/test"), &owner(&salon), json!({}))
            .await
            .expect(201);
        salon.system.settle().await.expect("at rest");
        receiver.calls().pop().expect("a call")
    };
    let call = ping().await;
    let now = salon.system.app.now();
    assert_eq!(call.header("webhook-signature").split(' ').count(), 2);
    assert!(call.is_signed_with(&old, now) && call.is_signed_with(new, now));
    travel(&salon, until + TimeDelta::seconds(1)).await;
    let call = ping().await;
    let now = salon.system.app.now();
    assert_eq!(call.header("webhook-signature").split(' ').count(), 1);
    assert!(!call.is_signed_with(&old, now) && call.is_signed_with(new, now));
}

#[tokio::test]
async fn a_webhook_that_takes_nothing_for_three_days_is_switched_off_after_a_warning_and_loses_nothing() {
    let salon = Salon::open().await;
    salon.sign_up(OWNER).await;
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-18T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    let begun = salon.system.app.now();
    let letters = async || {
        let all = salon.messages(OWNER).await;
        all.into_iter()
            .filter(|m| m["kind"].as_str().is_some_and(|k| k.starts_with("hook_")))
            .collect::<Vec<_>>()
    };
    let (mut warned, mut switched_off) = (None, None);
    while switched_off.is_none() {
        assert!(receiver.calls().len() <= 10, "it is called for ever");
        next_try(&salon, &hook).await;
        let now = salon.system.app.now();
        let kinds: Vec<_> = letters().await.iter().map(|m| m["kind"].clone()).collect();
        if kinds.first() == Some(&json!("hook_failing")) {
            warned.get_or_insert(now);
        }
        let state = shown(&salon, &hook).await;
        if state["enabled"] == false {
            switched_off = Some(now);
            assert_eq!(kinds, ["hook_failing", "hook_disabled"]);
            assert_eq!(state["disabled"]["reason"], "failing");
        }
    }
    let (warned, switched_off) = (warned.expect("a warning"), switched_off.expect("switched off"));
    assert!(
        warned - begun >= TimeDelta::days(1) && warned - begun < TimeDelta::days(2),
        "{warned}"
    );
    assert!(switched_off - begun >= TimeDelta::days(3) && switched_off - warned >= TimeDelta::days(1));
    assert_eq!(receiver.calls().len(), 10);
    // In the language of the business; of the address the host alone.
    let letter = letters().await[0].clone();
    let text = letter["text"].as_str().expect("a text");
    assert!(text.contains("127.0.0.1") && !text.contains("/in"), "{text}");
    assert!(
        letter["subject"]
            .as_str()
            .expect("a subject")
            .contains("webhook nie odpowiada")
    );
    let trail = salon
        .get(
            &format!("/businesses/{}/audit?type=HookDisabled", salon.business),
            &owner(&salon),
        )
        .await;
    assert_eq!(
        trail.body["data"][0]["actor"],
        json!({ "type": "system", "job": "deliver-hook" })
    );

    // What happens meanwhile is kept.
    salon.book("2027-03-18T12:00:00Z", "ewa").await.expect(201);
    salon.announce_to_hooks().await;
    let kept = deliveries(&salon, &hook).await;
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .all(|d| d["status"] == "suppressed" && d["reason"] == "hook_disabled"),
        "{kept:?}"
    );
    assert_eq!(receiver.calls().len(), 10);
    // One PATCH, and it is told what it missed, oldest first.
    receiver.now(|_| Reply::Status(200));
    let on = request(Method::PATCH, &hook).token(&owner(&salon));
    let on = salon.send(on.json(&json!({ "enabled": true }))).await.expect(200);
    assert_eq!((&on["disabled"], &on["failing_since"]), (&Value::Null, &Value::Null));
    let since = json!({ "since": begun - TimeDelta::days(1) });
    let begun_anew = salon
        .post(&format!("{hook}/replay"), &owner(&salon), since)
        .await
        .expect(200);
    assert_eq!(begun_anew, json!({ "replayed": 2, "more": false }));
    salon.system.settle().await.expect("at rest");
    let all = deliveries(&salon, &hook).await;
    assert!(all.iter().all(|d| d["status"] == "delivered"), "{all:?}");
    assert_eq!(receiver.calls().len(), 12);
}

#[tokio::test]
async fn who_cannot_be_warned_is_not_switched_off_and_its_calls_end_laid_aside() {
    // Nobody signed up: the owner has no account that could be written to.
    let salon = Salon::open().await;
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-18T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    for _ in 0..9 {
        next_try(&salon, &hook).await;
    }
    let ended = deliveries(&salon, &hook).await[0].clone();
    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("failed"), &json!("status_500"))
    );
    assert_eq!(ended["attempts"].as_array().map(Vec::len), Some(10));
    assert_eq!(shown(&salon, &hook).await["enabled"], true);
    // A single one is told again, too, and has its ten tries anew.
    let again = format!("{hook}/deliveries/{}/replay", ended["id"].as_str().expect("an id"));
    let anew = salon.post(&again, &owner(&salon), json!({})).await.expect(200);
    assert_eq!((&anew["id"], &anew["status"]), (&ended["id"], &json!("queued")));
    salon.system.settle().await.expect("at rest");
    let waits = deliveries(&salon, &hook).await[0].clone();
    assert_eq!(waits["status"], "scheduled");
    assert!(instant(&waits["next_try_at"]) < salon.system.app.now() + TimeDelta::seconds(10));
    assert_eq!(receiver.calls().len(), 11);
    assert!(receiver.calls().iter().all(|call| json!(call.id()) == ended["id"]));
}

#[tokio::test]
async fn who_says_that_it_is_gone_is_not_called_again() {
    let salon = Salon::open().await;
    salon.sign_up(OWNER).await;
    let receiver = Receiver::start(|_| Reply::Status(410)).await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-18T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    assert_eq!(shown(&salon, &hook).await["disabled"]["reason"], "gone");
    assert_eq!(deliveries(&salon, &hook).await[0]["reason"], "gone");
    let kinds: Vec<_> = salon.messages(OWNER).await.iter().map(|m| m["kind"].clone()).collect();
    assert!(kinds.contains(&json!("hook_disabled")), "{kinds:?}");
    salon.book("2027-03-18T12:00:00Z", "ewa").await.expect(201);
    salon.announce_to_hooks().await;
    assert_eq!(receiver.calls().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_nobody_goes_there() {
    let salon = Salon::open().await;
    let elsewhere = Receiver::taking_all().await;
    let to = elsewhere.url.clone();
    let receiver = Receiver::start(move |_| Reply::With(302, "location", to.clone())).await;
    let (hook, _) = hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    salon.announce_to_hooks().await;
    assert_eq!((receiver.calls().len(), elsewhere.calls().len()), (1, 0));
    assert_eq!(deliveries(&salon, &hook).await[0]["reason"], "status_302");
}

#[tokio::test]
async fn a_name_that_turned_inwards_is_not_called() {
    let salon = Salon::open().await;
    let pin = |address: &str| {
        salon
            .system
            .hosts
            .pin("hooks.example", &[address.parse().expect("an address")]);
    };
    pin("93.184.215.14");
    let wish = json!({ "url": "https://hooks.example/", "events": ["*"] });
    let made = salon
        .post(&format!("/businesses/{}/hooks", salon.business), &salon.owner, wish)
        .await
        .expect(201);
    let hook = format!("/hooks/{}", made["id"].as_str().expect("an id"));
    pin("169.254.169.254");
    salon
        .post(&format!("{hook}/test"), &salon.owner, json!({}))
        .await
        .expect(201);
    salon.system.settle().await.expect("at rest");
    let told = deliveries(&salon, &hook).await[0].clone();
    assert_eq!(told["reason"], "address_not_public");
    assert_eq!(told["attempts"][0]["status_code"], Value::Null);
}

#[tokio::test]
async fn a_slow_receiver_holds_nobody_up_and_is_left_after_its_time() {
    let salon = Salon::open().await;
    let slow = Receiver::start(|_| Reply::Stall(Duration::from_secs(60))).await;
    let quick = Receiver::taking_all().await;
    let (slow_hook, _) = hook(&salon, &slow, json!(["*"])).await;
    let (quick_hook, _) = hook(&salon, &quick, json!(["*"])).await;
    for hook in [&slow_hook, &quick_hook] {
        salon
            .post(&format!("{hook}/test"), &salon.owner, json!({}))
            .await
            .expect(201);
    }
    let begun = Instant::now();
    let both = async {
        while quick.calls().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        begun.elapsed()
    };
    let (settled, quick_after) = tokio::join!(salon.system.settle(), both);
    settled.expect("at rest");
    assert!(quick_after < Duration::from_secs(5), "{quick_after:?}");
    // The limit of a call is fifteen seconds.
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert_eq!(deliveries(&salon, &slow_hook).await[0]["reason"], "timed_out");
    assert_eq!(slow.calls().len(), 1);
}

#[tokio::test]
async fn a_call_whose_worker_died_is_made_again() {
    let salon = Salon::open().await;
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let (hook, _) = hook(&salon, &receiver, json!(["*"])).await;
    let ping = salon
        .post(&format!("{hook}/test"), &salon.owner, json!({}))
        .await
        .expect(201);
    salon.system.settle().await.expect("at rest");
    let id = hook.trim_start_matches("/hooks/");
    let Versioned { record, version } = salon.delivery(id, ping["id"].as_str().expect("an id")).await;
    // Claimed by somebody who never comes back, with no message in the queue.
    let now = salon.system.app.now();
    let claimed = record
        .progress()
        .handed_to_queue(now)
        .expect("queued")
        .claimed("dead".to_owned(), now);
    salon
        .system
        .app
        .store
        .replace(&record.moved_to(claimed), version)
        .await
        .expect("written");
    receiver.now(|_| Reply::Status(200));
    travel(&salon, now + TimeDelta::minutes(50)).await;
    assert_eq!(receiver.calls().len(), 1, "not before the queue had its time");
    travel(&salon, now + TimeDelta::minutes(61)).await;
    assert_eq!(receiver.calls().len(), 2);
    assert_eq!(deliveries(&salon, &hook).await[0]["status"], "delivered");
}

fn kinds(meter: &store::Meter) -> Vec<Operation> {
    meter.take().into_iter().map(|r| r.operation).collect()
}

#[tokio::test]
async fn telling_asks_this_of_the_table_and_no_more() {
    let salon = Salon::open().await;
    let receiver = Receiver::taking_all().await;
    let (app, meter) = salon.system.app.metered();
    salon.book("2027-03-11T08:00:00Z", "anna").await.expect(201);
    let events = salon.events().await;
    let last = |events: &[store::Event]| {
        events
            .iter()
            .rfind(|e| e.kind == "BookingConfirmed")
            .expect("one")
            .clone()
    };
    // The system itself has announced what happened; this is one more event, when nothing is in mind any more.
    let one_more = |event: store::Event| store::Event {
        id: booking_rules::ids::EventId::new(app.new_uuid()),
        ..event
    };
    let forget = || salon.system.clock.set(app.now() + TimeDelta::minutes(2));
    let event = one_more(last(&events));
    forget();
    meter.take();
    fan_out(&app, &event).await.expect("announced");
    assert_eq!(
        kinds(&meter),
        [Query],
        "a business without webhooks, met for the first time in a minute"
    );
    fan_out(&app, &event).await.expect("announced");
    assert_eq!(kinds(&meter), [], "and again");
    hook(&salon, &receiver, json!(["BookingConfirmed"])).await;
    salon.book("2027-03-11T10:00:00Z", "ewa").await.expect(201);
    let event = one_more(last(&salon.events().await));
    forget();
    meter.take();
    fan_out(&app, &event).await.expect("announced");
    // Webhooks, settings of the business, what the booking went through just before, which is there; the delivery.
    assert_eq!(kinds(&meter), [Query, Query, Query, PutItem, PutItem]);
    let caller = HttpHooks::new(salon.system.hosts.clone(), app.destinations()).expect("a client");
    let business = salon.business.parse().expect("an id");
    let hooks = app.store.hooks_of(business).await.expect("read");
    let id = store::HookDelivery::id_of(hooks[0].record.id, event.id);
    let found = app
        .store
        .hook_delivery(hooks[0].record.id, id)
        .await
        .expect("read")
        .expect("one");
    meter.take();
    let status = deliver(&app, &caller, &(&found.record).into())
        .await
        .expect("delivered");
    assert_eq!(status, NoticeStatus::Delivered);
    // The delivery with its webhook and secrets, its turn, the claim, the end.
    assert_eq!(kinds(&meter), [BatchGetItem, Query, PutItem, PutItem]);

    fan_out(&app, &one_more(event)).await.expect("announced");
    // Another event of the booking: what came before it is tried once more, and is there.
    assert_eq!(kinds(&meter), [Query, PutItem, PutItem]);
}
