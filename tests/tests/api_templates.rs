//! The words of messages over HTTP: listed, chosen, previewed, given back.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

fn all(salon: &Salon) -> String {
    format!("/businesses/{}/templates", salon.business)
}

fn one(salon: &Salon, name: &str) -> String {
    format!("{}/{name}", all(salon))
}

async fn put(salon: &Salon, name: &str, body: Value) -> Answer {
    let path = one(salon, name);
    salon
        .send(request(Method::PUT, &path).token(&salon.owner).json(&body))
        .await
}

async fn preview(salon: &Salon, name: &str, body: Value) -> Answer {
    let path = format!("{}/preview", one(salon, name));
    salon.post(&path, &salon.owner, body).await
}

async fn listed(salon: &Salon, name: &str) -> Value {
    let found = salon.get(&all(salon), &salon.owner).await.expect(200);
    let templates = found["templates"].as_array().expect("a list").clone();
    let is_it = |t: &&Value| {
        let text = |field: &str| t[field].as_str().expect("a text").to_owned();
        format!("{}/{}/{}", text("kind"), text("locale"), text("channel")) == name
    };
    templates.iter().find(is_it).expect("the template").clone()
}

#[tokio::test]
async fn every_message_is_listed_with_its_words_and_what_they_may_name() {
    let salon = Salon::open().await;
    for (language, described) in [
        ("pl", "nazwa usługi"),
        ("en", "the name of the service"),
        ("ar", "اسم الخدمة"),
    ] {
        let asked = request(Method::GET, &all(&salon))
            .token(&salon.owner)
            .header("accept-language", language);
        let found = salon.send(asked).await.expect(200);
        // Seven kinds, three languages, three channels.
        assert_eq!(found["templates"].as_array().expect("a list").len(), 81);
        let variables = found["variables"].as_array().expect("a list");
        let service = variables.iter().find(|v| v["name"] == "service").expect("a name");
        assert_eq!(service["description"], described);
        for template in found["templates"].as_array().expect("a list") {
            assert_eq!(template["source"], "platform");
            assert_eq!(template["editable"], template["channel"] != "whatsapp");
            assert_eq!(
                template["text"].is_string(),
                template["channel"] != "whatsapp",
                "{template}"
            );
            assert_eq!(template["subject"].is_string(), template["channel"] == "email");
        }
    }
    let changed = listed(&salon, "booking_changed/pl/sms").await;
    let names = changed["variables"].as_array().expect("a list");
    assert!(names.contains(&json!("previous")) && !names.contains(&json!("reason")));
}

#[tokio::test]
async fn own_words_are_kept_told_in_the_trail_and_given_back() {
    let salon = Salon::open().await;
    let name = "booking_confirmed/pl/sms";
    let text = "{{ shop }}: czekamy {{ when_short }}";
    let answer = put(&salon, name, json!({ "text": text })).await;
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let saved = answer.expect(200);
    assert_eq!(
        (&saved["source"], &saved["text"], &saved["version"]),
        (&json!("own"), &json!(text), &json!(1))
    );
    assert!(saved["updated_by"].as_str().expect("an account").starts_with("acc_"));
    assert_eq!(listed(&salon, name).await["text"], text);
    assert_eq!(listed(&salon, "booking_confirmed/en/sms").await["source"], "platform");
    let stale = |method, version: &'static str| {
        request(method, &one(&salon, name))
            .token(&salon.owner)
            .header("if-match", version)
    };
    let body = json!({ "text": "{{ when }}" });
    let answer = salon.send(stale(Method::PUT, "\"0\"").json(&body)).await;
    answer.refused(412, "stale");
    salon.send(stale(Method::DELETE, "\"7\"")).await.refused(412, "stale");
    let back = salon.send(stale(Method::DELETE, "\"1\"")).await.expect(200);
    assert_eq!((&back["source"], &back["version"]), (&json!("platform"), &json!(2)));
    // Once more is nothing new.
    let again = salon
        .send(request(Method::DELETE, &one(&salon, name)).token(&salon.owner))
        .await;
    assert_eq!(again.expect(200)["version"], 2);
    let trail = salon
        .get(&format!("/businesses/{}/audit", salon.business), &salon.owner)
        .await
        .expect(200);
    let told: Vec<&str> = trail
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event| event["type"].as_str().or(event["kind"].as_str()))
        .filter(|kind| kind.starts_with("Template"))
        .collect();
    assert_eq!(told, ["TemplateRestored", "TemplateUpdated"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_name_line_and_column_in_the_callers_language() {
    let salon = Salon::open().await;
    let path = one(&salon, "booking_confirmed/en/sms");
    for (language, sentence) in [
        ("en", "Line 2, column 4: there is no “whem” in this message."),
        ("pl", "Wiersz 2, kolumna 4: w tej wiadomości nie ma „whem”."),
        ("ar", "السطر 2، العمود 4: لا يوجد \"whem\" في هذه الرسالة."),
    ] {
        let asked = request(Method::PUT, &path)
            .token(&salon.owner)
            .header("accept-language", language)
            .json(&json!({ "text": "{{ when }}\nat {{ whem }}" }));
        let answer = salon.send(asked).await;
        answer
            .refused(422, "invalid_input")
            .wrong_field("text", "unknown_variable");
        assert_eq!(answer.body["error"]["details"]["text"][0], sentence);
    }
    for (name, body, path, code) in [
        (
            "booking_confirmed/en/sms",
            json!({ "text": "See you!" }),
            "text",
            "template_without_time",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "{{ when" }),
            "text",
            "template_not_closed",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "{% for x in y %}" }),
            "text",
            "template_not_offered",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "{{ when|upper }}" }),
            "text",
            "template_not_offered",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "{% endif %}" }),
            "text",
            "template_nothing_open",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": " " }),
            "text",
            "template_empty",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "x".repeat(613) }),
            "text",
            "template_too_long",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "text": "{{ when }} {{ reason }}" }),
            "text",
            "unknown_variable",
        ),
        (
            "booking_confirmed/en/sms",
            json!({ "subject": "x" }),
            "subject",
            "template_without_subject",
        ),
        ("booking_confirmed/en/sms", json!({}), "text", "required"),
        (
            "booking_confirmed/en/email",
            json!({ "subject": "a\nb" }),
            "subject",
            "subject_has_lines",
        ),
        (
            "booking_confirmed/en/email",
            json!({ "subject": "x".repeat(201) }),
            "subject",
            "template_too_long",
        ),
        (
            "booking_confirmed/en/email",
            json!({ "text": "a\u{202e}b" }),
            "text",
            "template_has_hidden_characters",
        ),
    ] {
        put(&salon, name, body.clone()).await.wrong_field(path, code);
        if body != json!({}) {
            preview(&salon, name, body).await.wrong_field(path, code);
        }
    }
    assert_eq!(listed(&salon, "booking_confirmed/en/sms").await["source"], "platform");
}

#[tokio::test]
async fn words_of_whatsapp_and_of_nothing_cannot_be_chosen() {
    let salon = Salon::open().await;
    let text = json!({ "text": "{{ when }}" });
    let code = "template_approved_by_vendor";
    let whatsapp = "booking_confirmed/pl/whatsapp";
    put(&salon, whatsapp, text.clone()).await.refused(409, code);
    preview(&salon, whatsapp, text.clone()).await.refused(409, code);
    let path = one(&salon, whatsapp);
    let answer = salon.send(request(Method::DELETE, &path).token(&salon.owner)).await;
    answer.refused(409, code);
    for nothing in [
        "booking_praised/pl/sms",
        "booking_confirmed/de/sms",
        "booking_confirmed/pl-PL/sms",
        "booking_confirmed/pl/pigeon",
    ] {
        put(&salon, nothing, text.clone()).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn words_are_for_those_who_manage_the_settings_of_their_own_business() {
    let salon = Salon::open().await;
    let name = "booking_confirmed/pl/sms";
    let body = json!({ "text": "{{ when }}" });
    let as_one = |token: &str| request(Method::PUT, &one(&salon, name)).token(token).json(&body);
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let _ = salon.get(&all(&salon), &stylist).await.expect(200);
    salon.send(as_one(&stylist)).await.refused(403, "forbidden");
    let manager = salon.token(json!({ "role": "manager", "business_id": salon.business }));
    let _ = salon.send(as_one(&manager)).await.expect(200);
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    let business = json!({ "name": "Rival", "country": "DE", "currency": "EUR", "locale": "en" });
    let own = salon.post("/businesses", &rival, business).await.expect(201);
    salon.send(as_one(&rival)).await.refused(404, "not_found");
    salon.get(&all(&salon), &rival).await.refused(404, "not_found");
    let path = format!("/businesses/{}/templates", own["id"].as_str().expect("an id"));
    let theirs = salon.get(&path, &rival).await.expect(200);
    let is_own = |t: &&Value| t["source"] == "own";
    assert_eq!(
        theirs["templates"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(is_own)
            .count(),
        0
    );
}

#[tokio::test]
async fn a_preview_shows_the_message_and_what_it_costs() {
    let salon = Salon::open().await;
    let sms = "booking_confirmed/pl/sms";
    let shown = preview(&salon, sms, json!({ "text": "{{ when_short }} ąę" }))
        .await
        .expect(200);
    // As it is sent: Polish letters would cost the alphabet.
    assert_eq!(shown["text"], "wt. 16.03.2027 10:00 (Europe/Warsaw UTC+1) ae");
    assert_eq!(
        shown["sms"],
        json!({ "characters": 45, "alphabet": "GSM-7", "segments": 1, "forced_by": null })
    );
    assert!(shown["subject"].is_null() && shown["html"].is_null());
    let shown = preview(&salon, sms, json!({ "text": "😀{{ when_short }}" }))
        .await
        .expect(200);
    assert_eq!(shown["sms"]["alphabet"], "UCS-2");
    assert_eq!(shown["sms"]["forced_by"], json!({ "character": "😀", "position": 0 }));
    let shown = preview(
        &salon,
        "booking_confirmed/ar/email",
        json!({ "text": "مرحبًا {{ staff }}" }),
    )
    .await
    .expect(200);
    let html = shown["html"].as_str().expect("a page");
    assert!(
        html.contains("dir=\"rtl\"") && html.contains("<p>مرحبًا نورة</p>"),
        "{html}"
    );
    assert!(shown["subject"].is_string() && shown["sms"].is_null());
    // Words that are saved are shown when none are given.
    let _ = put(&salon, sms, json!({ "text": "X {{ when_short }}" }))
        .await
        .expect(200);
    let shown = preview(&salon, sms, json!({})).await.expect(200);
    assert!(shown["text"].as_str().expect("a text").starts_with("X wt."));
}

#[tokio::test]
async fn a_preview_on_a_booking_is_for_those_who_may_see_it_and_hides_its_link() {
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-11T10:00:00Z", "anna").await.expect(201);
    let body = json!({ "text": "{{ customer }} {{ when_short }} {{ manage_url }}", "booking_id": booked["id"] });
    let shown = preview(&salon, "booking_confirmed/en/sms", body.clone())
        .await
        .expect(200);
    let text = shown["text"].as_str().expect("a text");
    assert!(
        text.starts_with("anna Thu 11 Mar 2027 11:00 (Europe/Warsaw UTC+1)"),
        "{text}"
    );
    let secret = booked["manage_token"]
        .as_str()
        .and_then(|t| t.split_once('.'))
        .expect("a token")
        .1;
    assert!(!text.contains(secret), "{text}");
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.pl" }));
    let business = json!({ "name": "Rival", "country": "DE", "currency": "EUR", "locale": "en" });
    let own = salon.post("/businesses", &rival, business).await.expect(201);
    let path = format!(
        "/businesses/{}/templates/booking_confirmed/en/sms/preview",
        own["id"].as_str().expect("an id")
    );
    salon.post(&path, &rival, body).await.refused(404, "not_found");
    let nothing = json!({ "booking_id": "bkg_x" });
    preview(&salon, "booking_confirmed/en/sms", nothing)
        .await
        .wrong_field("booking_id", "invalid_id");
}
