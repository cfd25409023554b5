//! How a signed-in person wants to be written to.

use http::Method;
use serde_json::{Value, json};
use testkit::{Request, Salon, request};

const PATH: &str = "/me/preferences";

fn eve(salon: &Salon) -> String {
    salon.token(json!({ "role": "customer", "email": "eve@example.com" }))
}

fn change(token: &str, body: &Value) -> Request {
    request(Method::PATCH, PATH).token(token).json(body)
}

#[tokio::test]
async fn whoever_chose_nothing_leaves_it_to_others() {
    let salon = Salon::open().await;
    let answer = salon.get(PATH, &eve(&salon)).await;
    assert_eq!(answer.header("etag"), Some("\"0\""));
    let shown = answer.expect(200);
    let open = json!({ "reminders": null, "reviews": null, "offers": null });
    assert_eq!(
        shown,
        json!({ "locale": null, "time_zone": null, "channels": open, "quiet_hours": null })
    );
    salon.get(PATH, "").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn each_part_is_chosen_kept_and_cleared_by_itself() {
    let salon = Salon::open().await;
    let eve = eve(&salon);
    let all = json!({
        "locale": "ar", "time_zone": "Asia/Riyadh", "quiet_hours": { "from": "22:00", "to": "07:00" },
        "channels": { "reminders": ["sms", "email", "sms"], "offers": [] }
    });
    let chosen = salon.send(change(&eve, &all)).await;
    assert_eq!(chosen.header("etag"), Some("\"1\""));
    let chosen = chosen.expect(200);
    assert_eq!(chosen["channels"]["reminders"], json!(["email", "sms"]), "each once");
    assert_eq!(chosen["channels"]["offers"], json!([]));
    let one = salon
        .send(change(
            &eve,
            &json!({ "channels": { "reminders": null }, "locale": null }),
        ))
        .await
        .expect(200);
    assert_eq!(one["channels"]["reminders"], Value::Null);
    assert_eq!(
        (&one["locale"], &one["time_zone"]),
        (&Value::Null, &json!("Asia/Riyadh"))
    );
    assert_eq!(one["quiet_hours"], json!({ "from": "22:00", "to": "07:00" }));
    let cleared = salon
        .send(change(&eve, &json!({ "quiet_hours": null })))
        .await
        .expect(200);
    assert_eq!(cleared["quiet_hours"], Value::Null);
    assert_eq!(salon.get(PATH, &eve).await.expect(200), cleared);
    // Somebody else's are their own.
    let adam = salon.token(json!({ "role": "customer", "email": "adam@example.com" }));
    assert_eq!(salon.get(PATH, &adam).await.expect(200)["time_zone"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_field_by_field() {
    let salon = Salon::open().await;
    let eve = eve(&salon);
    for (body, path, code) in [
        (json!({ "locale": "xx" }), "locale", "unknown_locale"),
        (json!({ "time_zone": "Warsaw" }), "time_zone", "unknown_time_zone"),
        (json!({ "channels": null }), "channels", "required"),
        (
            json!({ "channels": { "reminders": ["fax"] } }),
            "channels.reminders[0]",
            "invalid_choice",
        ),
        (
            json!({ "channels": { "offers": vec!["sms"; 7] } }),
            "channels.offers",
            "too_many_items",
        ),
        (
            json!({ "quiet_hours": { "from": "25:00", "to": "07:00" } }),
            "quiet_hours.from",
            "invalid_wall_time",
        ),
        (
            json!({ "quiet_hours": { "from": "22:00", "to": "22:00" } }),
            "quiet_hours.to",
            "empty_interval",
        ),
        (
            json!({ "channels": { "bookings": [] } }),
            "channels.bookings",
            "unknown_field",
        ),
    ] {
        salon.send(change(&eve, &body)).await.wrong_field(path, code);
    }
    salon
        .send(change(&eve, &json!({ "locale": "pl" })).header("if-match", "\"7\""))
        .await
        .refused(412, "stale");
}
