//! Refreshing, ending and listing sessions, in body and cookie, through the real routes.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Request, Salon, request};

const HANNA: &str = "hanna@guests.example";
const PASSWORD: &str = "correct horse battery";

async fn signed_in() -> (Salon, Value) {
    let salon = Salon::empty("2027-03-08T09:00:00Z").await;
    let tokens = salon.register(HANNA, PASSWORD).await;
    (salon, tokens)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

async fn kinds(salon: &Salon) -> Vec<String> {
    let messages = salon.messages(HANNA).await;
    messages.iter().map(|m| text(m, "kind")).collect()
}

#[tokio::test]
async fn a_refresh_token_is_answered_with_the_next_for_seven_days_anew() {
    let (salon, tokens) = signed_in().await;
    salon.travel("2027-03-14T09:00:00Z").await;
    salon
        .get("/me", &text(&tokens, "access_token"))
        .await
        .refused(401, "unauthenticated");
    let next = salon.refresh(&text(&tokens, "refresh_token")).await.expect(200);
    assert_ne!(next["refresh_token"], tokens["refresh_token"]);
    salon.get("/me", &text(&next, "access_token")).await.expect(200);
    salon.travel("2027-03-20T09:00:00Z").await;
    let last = salon.refresh(&text(&next, "refresh_token")).await.expect(200);
    salon.travel("2027-03-27T09:05:00Z").await;
    salon
        .refresh(&text(&last, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_token_used_twice_ends_its_session_and_no_other() {
    let (salon, tokens) = signed_in().await;
    let other = salon.login(HANNA, PASSWORD).await.expect(200);
    let stolen = text(&tokens, "refresh_token");
    let next = salon.refresh(&stolen).await.expect(200);
    salon.refresh(&stolen).await.refused(401, "unauthenticated");
    salon
        .refresh(&text(&next, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
    salon.refresh(&text(&other, "refresh_token")).await.expect(200);
    assert_eq!(kinds(&salon).await, ["confirm_email", "session_revoked"]);
}

#[tokio::test]
async fn a_token_of_another_make_does_nothing() {
    let (salon, tokens) = signed_in().await;
    let good = text(&tokens, "refresh_token");
    let parts: Vec<_> = good.split('.').collect();
    let [account, session, family, secret] = parts.as_slice() else {
        panic!("four parts")
    };
    let other = "q3vS0bT9m2yKcX1uR8wZ4g";
    for bad in [
        String::new(),
        "rubbish".to_owned(),
        format!("{account}.{session}.{other}.{secret}"),
        format!("{account}.{session}.{other}.{other}"),
        format!("{session}.{account}.{family}.{secret}"),
        format!("{account}.{family}.{secret}"),
        format!("{good}.{secret}"),
    ] {
        salon.refresh(&bad).await.refused(401, "unauthenticated");
    }
    salon.refresh(&good).await.expect(200);
    assert_eq!(kinds(&salon).await, ["confirm_email"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_uses_at_once_one_is_answered_and_the_session_ends() {
    for uses in [2, 2, 2, 8] {
        let (salon, tokens) = signed_in().await;
        let token = text(&tokens, "refresh_token");
        let answers = join_all((0..uses).map(|_| salon.refresh(&token))).await;
        let won: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
        let lost = answers.iter().filter(|a| a.status == 401).count();
        assert_eq!((won.len(), lost), (1, uses - 1));
        let next = text(&won[0].body["data"], "refresh_token");
        salon.refresh(&next).await.refused(401, "unauthenticated");
        assert_eq!(kinds(&salon).await, ["confirm_email", "session_revoked"], "told once");
    }
}

fn with_cookie(cookie: &str, csrf: &str) -> Request {
    let request = request(Method::POST, "/auth/refresh").header("cookie", &format!("theme=dark; {cookie}"));
    if csrf.is_empty() {
        request
    } else {
        request.header("x-csrf-token", csrf)
    }
}

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").expect("a cookie");
    let (pair, attributes) = set.split_once(';').expect("attributes");
    assert_eq!(
        attributes,
        " HttpOnly; Secure; SameSite=Strict; Path=/api/v1/auth; Max-Age=604800"
    );
    assert!(pair.starts_with("__Secure-salonbook-refresh="));
    pair.to_owned()
}

#[tokio::test]
async fn in_a_cookie_the_token_needs_what_only_our_page_knows() {
    let (salon, _) = signed_in().await;
    let body = json!({ "email": HANNA, "password": PASSWORD, "transport": "cookie" });
    let answer = salon.post("/auth/login", "", body).await;
    let kept = cookie(&answer);
    let tokens = answer.expect(200);
    assert!(tokens.get("refresh_token").is_none());
    let csrf = text(&tokens, "csrf_token");
    for wrong in ["", "rubbish"] {
        salon
            .send(with_cookie(&kept, wrong))
            .await
            .refused(401, "unauthenticated");
    }
    let foreign = with_cookie(&kept, &csrf).header("origin", "https://evil.example");
    salon.send(foreign).await.refused(403, "forbidden");
    // A page of our own host; one of a listed origin is tried where origins are listed.
    let own = with_cookie(&kept, &csrf)
        .header("origin", "https://salon.example")
        .header("host", "salon.example");
    let answer = salon.send(own).await;
    let next = cookie(&answer);
    let tokens = answer.expect(200);
    assert!(next != kept && tokens["csrf_token"] != csrf.as_str());
    let no_page = with_cookie(&next, &text(&tokens, "csrf_token"));
    salon.send(no_page).await.expect(200);
    salon
        .send(request(Method::POST, "/auth/refresh"))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_foreign_page_gets_no_cookie() {
    let (salon, _) = signed_in().await;
    let body = json!({ "email": HANNA, "password": PASSWORD, "transport": "cookie" });
    let foreign = request(Method::POST, "/auth/login").header("origin", "https://evil.example");
    let answer = salon.send(foreign.json(&body)).await;
    answer.refused(403, "forbidden");
    assert_eq!(answer.header("set-cookie"), None);
    let wrong = json!({ "email": HANNA, "password": PASSWORD, "transport": "pigeon" });
    let answer = salon.post("/auth/login", "", wrong).await;
    answer.wrong_field("transport", "invalid_choice");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_only_it() {
    let (salon, tokens) = signed_in().await;
    let other = salon.login(HANNA, PASSWORD).await.expect(200);
    let access = text(&tokens, "access_token");
    let out = request(Method::POST, "/auth/logout")
        .token(&access)
        .header("cookie", "__Secure-salonbook-refresh=x");
    let answer = salon.send(out.clone()).await;
    assert!(answer.header("set-cookie").is_some_and(|c| c.ends_with("Max-Age=0")));
    answer.expect(200);
    salon.send(out).await.expect(200);
    salon
        .refresh(&text(&tokens, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
    // An access token lives out its quarter of an hour.
    salon.get("/me", &access).await.expect(200);
    let next = salon.refresh(&text(&other, "refresh_token")).await.expect(200);
    let all = request(Method::POST, "/auth/logout-all").token(&text(&next, "access_token"));
    salon.send(all).await.expect(200);
    salon
        .refresh(&text(&next, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
    let listed = salon.get("/auth/sessions", &text(&next, "access_token")).await;
    assert_eq!(listed.expect(200), json!([]));
}

#[tokio::test]
async fn sessions_are_listed_and_revoked_by_their_owner_alone() {
    let (salon, tokens) = signed_in().await;
    let phone = request(Method::POST, "/auth/login")
        .header("user-agent", "Telephone/1")
        .header("x-forwarded-for", "10.0.0.1, 192.0.2.7")
        .json(&json!({ "email": HANNA, "password": PASSWORD }));
    salon.travel("2027-03-08T09:05:00Z").await;
    let other = salon.send(phone).await.expect(200);
    let access = text(&tokens, "access_token");
    let listed = salon.get("/auth/sessions", &access).await.expect(200);
    let [newest, own] = listed.as_array().expect("a list").as_slice() else {
        panic!("{listed}")
    };
    assert_eq!(
        (
            &newest["method"],
            &newest["user_agent"],
            &newest["address"],
            &newest["current"]
        ),
        (
            &json!("password"),
            &json!("Telephone/1"),
            &json!("192.0.2.7"),
            &json!(false)
        )
    );
    assert_eq!((&own["method"], &own["current"]), (&json!("email"), &json!(true)));
    let path = format!("/auth/sessions/{}", text(newest, "id"));
    let eve = salon.register("eve@guests.example", PASSWORD).await;
    let delete = |token: &Value| request(Method::DELETE, &path).token(&text(token, "access_token"));
    salon.send(delete(&eve)).await.refused(404, "not_found");
    salon.send(delete(&tokens)).await.expect(200);
    salon.send(delete(&tokens)).await.refused(404, "not_found");
    salon
        .refresh(&text(&other, "refresh_token"))
        .await
        .refused(401, "unauthenticated");
    salon.refresh(&text(&tokens, "refresh_token")).await.expect(200);
}
