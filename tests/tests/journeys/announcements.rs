//! Who hears what: those who serve, those who run a shop, in their language, once, and never of what they did themselves.

use application::announcements::announce;
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use providers::delivery::DeliveryError;
use serde_json::{Value, json};
use store::{AuditQuery, Event, MemberRole, Scope};
use testkit::{Desk, Salon, request};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// The kinds in somebody's list in the application, newest first.
async fn told(salon: &Salon, token: &str) -> Vec<String> {
    salon.system.settle().await.expect("the system comes to rest");
    let data = salon.get("/me/notices?limit=100", token).await.expect(200);
    let notices = data["notices"].as_array().expect("a list");
    notices
        .iter()
        .map(|n| n["kind"].as_str().expect("a kind").to_owned())
        .collect()
}

/// What came by letter, without what one hears of one's own account.
async fn letters(salon: &Salon, to: &str) -> Vec<Value> {
    salon.messages(to).await
}

fn kinds(letters: &[Value]) -> Vec<&str> {
    letters.iter().filter_map(|letter| letter["kind"].as_str()).collect()
}

async fn speaks(salon: &Salon, token: &str, locale: &str) {
    let change = request(Method::PATCH, "/me")
        .token(token)
        .json(&json!({ "locale": locale }));
    salon.send(change).await.expect(200);
}

/// Somebody with an account who serves with a card of the salon.
async fn stylist(salon: &Salon, email: &str, card: &str, locale: &str) -> String {
    let token = salon.sign_up(email).await;
    salon
        .place(&token, MemberRole::Staff, |place| place.staff = card.parse().ok())
        .await;
    speaks(salon, &token, locale).await;
    token
}

/// Somebody who owns the salon besides whoever founded it, and reads mail.
async fn owner(salon: &Salon) -> String {
    let token = salon.sign_up("ola@salon.example").await;
    salon.place(&token, MemberRole::Owner, |_| {}).await;
    token
}

async fn book_with(salon: &Salon, card: &str, start: &str, guest: &str) -> String {
    let mut wish = salon.wish(start, guest);
    wish["staff_id"] = json!(card);
    let booked = salon.post("/bookings", "", wish).await.expect(201);
    booked["id"].as_str().expect("an id").to_owned()
}

async fn events(salon: &Salon) -> Vec<Event> {
    let now = salon.system.app.now();
    let query = AuditQuery {
        business: salon.business.parse().expect("an id"),
        from: now - TimeDelta::days(60),
        to: now + TimeDelta::days(1),
        limit: 1_000,
        after: None,
    };
    salon
        .system
        .app
        .store
        .audit(query, |_| true)
        .await
        .expect("read")
        .events
}

#[tokio::test]
async fn each_who_serves_reads_of_their_bookings_in_their_own_language() {
    let salon = Salon::open().await;
    let people = [
        (
            "anna@salon.example",
            "pl",
            ["nowa wizyta", "nowy termin", "nie jest już w Twoim planie"],
            "wtorek, 16 marca 2027, 11:00",
        ),
        (
            "beth@salon.example",
            "en",
            ["a new booking", "a new time", "no longer in your plan"],
            "Tuesday, 16 March 2027, 11:00",
        ),
        (
            "noor@salon.example",
            "ar",
            ["حجز جديد", "تغيّر موعد", "لم يعد"],
            "الثلاثاء، 16 مارس 2027، الساعة 11:00",
        ),
    ];
    for (email, locale, words, when) in people {
        let card = salon.hire(locale, &Desk::default().weekly).await;
        stylist(&salon, email, &card, locale).await;
        let id = book_with(&salon, &card, "2027-03-15T10:00:00Z", &format!("guest-{locale}")).await;
        letters(&salon, email).await;
        let to = json!({ "start": "2027-03-16T10:00:00Z" });
        salon
            .post(&format!("/bookings/{id}/reschedule"), &salon.owner, to)
            .await
            .expect(200);
        letters(&salon, email).await;
        salon
            .post(&format!("/bookings/{id}/cancel"), &salon.owner, json!({}))
            .await
            .expect(200);
        let read = letters(&salon, email).await;
        assert_eq!(
            kinds(&read),
            ["staff_new_booking", "staff_booking_moved", "staff_booking_gone"]
        );
        for (letter, word) in read.iter().zip(words) {
            let text = letter["text"].as_str().expect("a text");
            assert!(text.contains(word), "{text}");
            assert!(
                text.contains("Europe/Warsaw, UTC+1") && text.contains(&format!("guest-{locale}")),
                "{text}"
            );
        }
        for letter in &read[1..] {
            assert!(
                letter["text"].as_str().is_some_and(|text| text.contains(when)),
                "{letter}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_is_told_of_what_they_did_themselves_and_everybody_else_is() {
    let salon = Salon::open().await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    let ola = owner(&salon).await;
    let id = book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    assert_eq!(told(&salon, &anna).await, ["new_booking"]);
    salon
        .post(&format!("/bookings/{id}/cancel"), &anna, json!({}))
        .await
        .expect(200);
    assert_eq!(told(&salon, &anna).await, ["new_booking"]);
    assert_eq!(
        kinds(&letters(&salon, "anna@salon.example").await),
        ["staff_new_booking"]
    );
    assert_eq!(told(&salon, &ola).await, ["booking_called_off", "new_booking"]);
}

#[tokio::test]
async fn an_event_that_comes_again_tells_nobody_twice() {
    let salon = Salon::open().await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    let id = book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    salon
        .post(&format!("/bookings/{id}/cancel"), &salon.owner, json!({}))
        .await
        .expect(200);
    let before = (told(&salon, &anna).await, salon.system.inbox.list(None).len());
    assert_eq!(before.0, ["booking_called_off", "new_booking"]);
    let happened = events(&salon).await;
    assert!(happened.len() >= 5, "{} events", happened.len());
    for event in happened.iter().chain(happened.iter().rev()) {
        announce(&salon.system.app, event).await.expect("told");
    }
    assert_eq!((told(&salon, &anna).await, salon.system.inbox.list(None).len()), before);
    // What was read stays read.
    salon.post("/me/notices/read-all", &anna, json!({})).await.expect(200);
    for event in &happened {
        announce(&salon.system.app, event).await.expect("told");
    }
    assert_eq!(salon.get("/me/notices", &anna).await.expect(200)["unread"], 0);
}

#[tokio::test]
async fn a_manager_hears_of_what_is_theirs() {
    let salon = Salon::open().await;
    let beata = salon.hire("Beata", &Desk::default().weekly).await;
    let runs_all = salon.sign_up("all@salon.example").await;
    let runs_beata = salon.sign_up("some@salon.example").await;
    let runs_nothing = salon.sign_up("none@salon.example").await;
    let sees_nothing = salon.sign_up("blind@salon.example").await;
    salon.place(&runs_all, MemberRole::Manager, |_| {}).await;
    let card = beata.parse().expect("an id");
    salon
        .place(&runs_beata, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(vec![card])
        })
        .await;
    salon
        .place(&runs_nothing, MemberRole::Manager, |place| {
            place.shops = Scope::Only(Vec::new())
        })
        .await;
    salon
        .place(&sees_nothing, MemberRole::Manager, |place| {
            place.permissions = Some(vec!["manage_catalog".to_owned()]);
        })
        .await;
    book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    book_with(&salon, &beata, "2027-03-15T12:00:00Z", "iga").await;
    assert_eq!(told(&salon, &runs_all).await.len(), 2);
    assert_eq!(told(&salon, &runs_beata).await.len(), 1);
    assert!(told(&salon, &runs_nothing).await.is_empty());
    assert!(told(&salon, &sees_nothing).await.is_empty());
}

#[tokio::test]
async fn a_booking_that_goes_to_somebody_else_is_told_to_both() {
    let salon = Salon::open().await;
    let card = salon.hire("Beata", &Desk::default().weekly).await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "en").await;
    let beata = stylist(&salon, "beata@salon.example", &card, "en").await;
    let id = book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    letters(&salon, "anna@salon.example").await;
    let to = json!({ "start": "2027-03-15T10:00:00Z", "staff_id": card });
    salon
        .post(&format!("/bookings/{id}/reschedule"), &salon.owner, to)
        .await
        .expect(200);
    assert_eq!(told(&salon, &anna).await, ["booking_handed_over", "new_booking"]);
    assert_eq!(told(&salon, &beata).await, ["booking_moved"]);
    let read = letters(&salon, "anna@salon.example").await;
    assert_eq!(kinds(&read), ["staff_new_booking", "staff_booking_gone"]);
    assert_eq!(
        kinds(&letters(&salon, "beata@salon.example").await),
        ["staff_new_booking"]
    );
}

#[tokio::test]
async fn who_chose_no_letters_gets_none_and_still_finds_it_in_the_list() {
    let salon = Salon::open().await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    let path = format!("/businesses/{}/letter-choices", salon.business);
    let none = json!({ "new_bookings": false, "day_plan": false });
    salon
        .send(request(Method::PATCH, &path).token(&anna).json(&none))
        .await
        .expect(200);
    let id = book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    salon.travel("2027-03-15T06:30:00Z").await;
    assert!(letters(&salon, "anna@salon.example").await.is_empty());
    salon
        .post(&format!("/bookings/{id}/cancel"), &salon.owner, json!({}))
        .await
        .expect(200);
    assert_eq!(
        kinds(&letters(&salon, "anna@salon.example").await),
        ["staff_booking_gone"]
    );
    assert_eq!(told(&salon, &anna).await, ["booking_called_off", "new_booking"]);
}

#[tokio::test]
async fn a_card_without_an_account_is_written_to_at_its_own_address() {
    let salon = Salon::open().await;
    let path = format!("/staff/{}", salon.staff);
    let change = json!({ "email": "anna@home.example" });
    salon
        .send(request(Method::PATCH, &path).token(&salon.owner).json(&change))
        .await
        .expect(200);
    book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    assert_eq!(
        kinds(&letters(&salon, "anna@home.example").await),
        ["staff_new_booking"]
    );
}

async fn cancel_as_guest(salon: &Salon, start: &str, guest: &str) {
    let booked = salon.book(start, guest).await.expect(201);
    let token = booked["manage_token"].as_str().expect("a token");
    salon
        .post(&format!("/guest-bookings/{token}/cancel"), "", json!({}))
        .await
        .expect(200);
    salon.system.settle().await.expect("the system comes to rest");
}

#[tokio::test]
async fn the_third_cancellation_by_customers_within_a_day_is_unusual_and_told_once() {
    let salon = Salon::open().await;
    let ola = owner(&salon).await;
    let unusual = |told: Vec<String>| told.into_iter().filter(|kind| kind == "many_cancellations").count();
    for (day, expected) in [(15, 0), (16, 0), (17, 1), (18, 1)] {
        cancel_as_guest(&salon, &format!("2027-03-{day}T10:00:00Z"), &format!("guest{day}")).await;
        assert_eq!(unusual(told(&salon, &ola).await), expected, "after that of {day}");
    }
    assert_eq!(
        kinds(&letters(&salon, "ola@salon.example").await),
        ["many_cancellations"]
    );
    // What the shop calls off in good time is its own affair, and a day later the count begins anew.
    let quiet = Salon::open().await;
    let ola = owner(&quiet).await;
    for (day, hour) in [(9, 8), (9, 9), (11, 8), (11, 9)] {
        quiet.travel(&format!("2027-03-{day:02}T{hour:02}:00:00Z")).await;
        cancel_as_guest(
            &quiet,
            &format!("2027-03-2{}T10:00:00Z", hour - 8 + day - 9),
            &format!("g{day}{hour}"),
        )
        .await;
    }
    assert_eq!(unusual(told(&quiet, &ola).await), 0);
}

#[tokio::test]
async fn a_visit_that_the_shop_calls_off_just_before_it_begins_is_unusual() {
    let salon = Salon::open().await;
    let ola = owner(&salon).await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    let early = book_with(&salon, &salon.staff, "2027-03-15T10:00:00Z", "ewa").await;
    let late = book_with(&salon, &salon.staff, "2027-03-15T14:00:00Z", "iga").await;
    salon.travel("2027-03-15T08:01:00Z").await;
    for id in [late, early] {
        salon
            .post(&format!("/bookings/{id}/cancel"), &anna, json!({}))
            .await
            .expect(200);
    }
    let told = told(&salon, &ola).await;
    assert_eq!(
        told.iter().filter(|kind| *kind == "short_notice_cancellation").count(),
        1,
        "{told:?}"
    );
    let read = letters(&salon, "ola@salon.example").await;
    assert_eq!(kinds(&read).iter().filter(|kind| **kind == "short_notice").count(), 1);
}

#[tokio::test]
async fn a_message_that_never_arrives_is_told_to_who_runs_the_shop_once_an_hour() {
    let salon = Salon::open().await;
    let anna = stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    salon.system.inbox.fail_next(DeliveryError::rejected("550"));
    salon.system.inbox.fail_next(DeliveryError::rejected("21211"));
    salon.book("2027-03-15T10:00:00Z", "ewa").await.expect(201);
    let owner = told(&salon, &salon.owner).await;
    assert_eq!(
        owner.iter().filter(|kind| *kind == "notices_failed").count(),
        1,
        "{owner:?}"
    );
    assert!(!told(&salon, &anna).await.contains(&"notices_failed".to_owned()));
}

#[tokio::test]
async fn mornings_come_at_seven_by_the_shops_own_wall_also_when_the_clock_changes() {
    let salon = Salon::open().await;
    owner(&salon).await;
    stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    salon.travel("2027-03-27T12:00:00Z").await;
    book_with(&salon, &salon.staff, "2027-03-28T10:00:00Z", "ewa").await;
    let missed = book_with(&salon, &salon.staff, "2027-03-29T10:00:00Z", "iga").await;
    salon
        .post(&format!("/bookings/{missed}/cancel"), &salon.owner, json!({}))
        .await
        .expect(200);
    letters(&salon, "ola@salon.example").await;
    // Seven o'clock of the 28th, an hour earlier than the day before by the sun.
    salon.travel("2027-03-28T04:59:59Z").await;
    assert!(
        kinds(&letters(&salon, "ola@salon.example").await)
            .iter()
            .all(|kind| *kind != "daily_digest")
    );
    salon.travel("2027-03-28T05:00:00Z").await;
    salon.travel("2027-03-28T05:20:00Z").await;
    let read = letters(&salon, "ola@salon.example").await;
    let digests: Vec<&Value> = read.iter().filter(|letter| letter["kind"] == "daily_digest").collect();
    assert_eq!(digests.len(), 1, "once");
    let text = digests[0]["text"].as_str().expect("a text");
    for line in [
        "sobota, 27 marca 2027, 00:00 (czas: Europe/Warsaw, UTC+1)",
        "Nowe wizyty: 2",
        "Ich wartość: 240,00",
        "Odwołane: 1",
        "Nieobecności: 0",
        "Niewysłane wiadomości: 0",
        "Wizyty dzisiaj: 1. Dzień: niedziela, 28 marca 2027",
    ] {
        assert!(text.contains(line), "no `{line}` in {text}");
    }
    let read = letters(&salon, "anna@salon.example").await;
    let plans: Vec<&Value> = read.iter().filter(|letter| letter["kind"] == "day_plan").collect();
    assert_eq!(plans.len(), 1);
    let text = plans[0]["text"].as_str().expect("a text");
    // The clock was put forward between midnight, where the day begins, and the visit.
    assert!(
        text.contains("niedz. 28.03.2027 12:00 UTC+2 · Strzyżenie · ewa"),
        "{text}"
    );
}

#[tokio::test]
async fn mornings_that_were_missed_are_made_up_for_and_a_quiet_one_says_nothing() {
    let salon = Salon::open().await;
    owner(&salon).await;
    stylist(&salon, "anna@salon.example", &salon.staff, "pl").await;
    salon.travel("2027-03-20T12:00:00Z").await;
    book_with(&salon, &salon.staff, "2027-03-22T10:00:00Z", "ewa").await;
    letters(&salon, "ola@salon.example").await;
    // Nothing ran for three mornings: of 21 March with yesterday's booking, of 22 with today's, and a quiet one.
    salon.travel("2027-03-23T12:00:00Z").await;
    salon.travel("2027-03-23T12:20:00Z").await;
    let read = letters(&salon, "ola@salon.example").await;
    let digests: Vec<&str> = read
        .iter()
        .filter(|letter| letter["kind"] == "daily_digest")
        .filter_map(|letter| letter["text"].as_str())
        .collect();
    assert_eq!(digests.len(), 2, "{digests:?}");
    assert!(
        digests
            .iter()
            .any(|text| text.contains("20 marca 2027") && text.contains("Nowe wizyty: 1"))
    );
    assert!(
        digests
            .iter()
            .any(|text| text.contains("21 marca 2027") && text.contains("Wizyty dzisiaj: 1"))
    );
    let read = letters(&salon, "anna@salon.example").await;
    assert!(
        !kinds(&read).contains(&"day_plan"),
        "a plan of a day that is over helps nobody"
    );
    // A clock that goes back and forth writes nothing again.
    salon.travel("2027-03-21T12:00:00Z").await;
    salon.travel("2027-03-23T13:00:00Z").await;
    let again = letters(&salon, "ola@salon.example").await;
    assert_eq!(
        again.iter().filter(|letter| letter["kind"] == "daily_digest").count(),
        2
    );
    assert!(at("2027-03-23T13:00:00Z") <= salon.system.app.now());
}

#[tokio::test]
async fn a_manager_of_some_people_gets_no_sums_of_everybody() {
    let salon = Salon::open().await;
    let some = salon.sign_up("some@salon.example").await;
    let card = salon.staff.parse().expect("an id");
    salon
        .place(&some, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(vec![card])
        })
        .await;
    salon.sign_up("all@salon.example").await;
    let all = salon.sign_up("boss@salon.example").await;
    salon.place(&all, MemberRole::Manager, |_| {}).await;
    salon.book("2027-03-20T10:00:00Z", "ewa").await.expect(201);
    salon.travel("2027-03-09T06:00:00Z").await;
    assert!(letters(&salon, "some@salon.example").await.is_empty());
    assert_eq!(kinds(&letters(&salon, "boss@salon.example").await), ["daily_digest"]);
}
