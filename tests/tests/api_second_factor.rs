//! The second factor: setting it up, signing in with it, and businesses that ask for it.

use booking_rules::ids::AccountId;
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use store::keys;
use testkit::{Answer, Salon, request};
use totp_rs::{Builder, Secret};

const NOW: &str = "2027-03-08T09:00:00Z";
const ANNA: &str = "+48601234567";

/// The code an authenticator shows at this second.
fn shown(secret: &str, at: &str) -> String {
    let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    let secret = Secret::try_from_base32(secret).unwrap();
    let authenticator = Builder::new().with_secret(secret).build().unwrap();
    authenticator
        .generate(u64::try_from(at.timestamp()).unwrap())
        .to_string()
}

/// Signs in with a code sent to a number; the answer.
async fn sign_in(salon: &Salon, phone: &str) -> Value {
    salon
        .post("/auth/code", "", json!({ "phone": phone }))
        .await
        .expect(202);
    let message = salon.system.inbox.list(Some(phone)).pop().unwrap();
    let code = message.text.split(' ').next().unwrap().to_owned();
    let told = json!({ "phone": phone, "code": code });
    salon.post("/auth/code/verify", "", told).await.expect(200)
}

fn token(answer: &Value) -> String {
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// Somebody with a second factor: token, secret, recovery codes. The code of the present step is used.
async fn protected(salon: &Salon) -> (String, String, Vec<String>) {
    let token = token(&sign_in(salon, ANNA).await);
    let begun = salon.post("/auth/totp", &token, json!({})).await.expect(201);
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let code = json!({ "code": shown(&secret, NOW) });
    let confirmed = salon.post("/auth/totp/confirm", &token, code).await.expect(200);
    let codes = confirmed["recovery_codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (token, secret, codes)
}

async fn challenge(salon: &Salon) -> String {
    let half = sign_in(salon, ANNA).await;
    assert_eq!(half["second_factor_required"], true, "{half}");
    assert!(half["access_token"].is_null());
    half["challenge"].as_str().unwrap().to_owned()
}

async fn answer(salon: &Salon, challenge: &str, with: Value) -> Answer {
    let mut body = with;
    body["challenge"] = json!(challenge);
    salon.post("/auth/login/second-factor", "", body).await
}

async fn events(salon: &Salon, token: &str) -> Vec<String> {
    let me = salon.get("/me", token).await.expect(200);
    let account: AccountId = me["account_id"].as_str().unwrap().parse().unwrap();
    let events = salon
        .system
        .app
        .store
        .events_of(&keys::account_partition(account), 50)
        .await
        .unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn an_authenticator_is_set_up_and_asked_for_from_then_on() {
    let salon = Salon::empty(NOW).await;
    let first = token(&sign_in(&salon, ANNA).await);
    let begun = salon.post("/auth/totp", &first, json!({})).await.expect(201);
    let secret = begun["secret"].as_str().unwrap();
    let uri = begun["uri"].as_str().unwrap();
    assert!(
        uri.starts_with("otpauth://totp/Salonbook:%2B48601234567?secret="),
        "{uri}"
    );
    assert!(uri.contains(secret));
    // Nothing asks for it before its first code.
    salon.travel("2027-03-08T09:02:00Z").await;
    assert!(sign_in(&salon, ANNA).await["access_token"].is_string());
    let code = json!({ "code": shown(secret, "2027-03-08T09:02:00Z") });
    let confirmed = salon.post("/auth/totp/confirm", &first, code).await.expect(200);
    assert_eq!(confirmed["recovery_codes"].as_array().unwrap().len(), 10);

    salon.travel("2027-03-08T09:04:00Z").await;
    let challenge = challenge(&salon).await;
    let code = json!({ "code": shown(secret, "2027-03-08T09:04:00Z") });
    let signed_in = answer(&salon, &challenge, code).await.expect(200);
    let me = salon.get("/me", &token(&signed_in)).await.expect(200);
    assert_eq!(me["second_factor"], true);
    let kinds = events(&salon, &first).await;
    assert!(kinds.contains(&"SecondFactorEnrolled".to_owned()), "{kinds:?}");
}

#[tokio::test]
async fn setting_up_refuses_wrong_codes_and_a_second_authenticator() {
    let salon = Salon::empty(NOW).await;
    let token = token(&sign_in(&salon, ANNA).await);
    let confirm = |code: String| salon.post("/auth/totp/confirm", &token, json!({ "code": code }));
    confirm("123456".to_owned())
        .await
        .refused(409, "second_factor_not_enrolled");
    let first = salon.post("/auth/totp", &token, json!({})).await.expect(201);
    let second = salon.post("/auth/totp", &token, json!({})).await.expect(201);
    assert_ne!(
        first["secret"], second["secret"],
        "beginning again gives another secret"
    );
    let secret = second["secret"].as_str().unwrap();
    confirm(shown(secret, "2027-03-08T08:00:00Z"))
        .await
        .wrong_field("code", "wrong_code");
    salon
        .post("/auth/totp/confirm", &token, json!({}))
        .await
        .wrong_field("code", "required");
    confirm(shown(secret, NOW)).await.expect(200);
    confirm(shown(secret, NOW)).await.refused(409, "second_factor_enrolled");
    salon
        .post("/auth/totp", &token, json!({}))
        .await
        .refused(409, "second_factor_enrolled");
    for path in ["/auth/totp", "/auth/totp/confirm"] {
        salon
            .post(path, "", json!({ "code": "123456" }))
            .await
            .refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_used_code_is_refused_and_two_uses_at_once_are_one() {
    let salon = Salon::empty(NOW).await;
    let (_, secret, _) = protected(&salon).await;
    let used = json!({ "code": shown(&secret, NOW) });
    salon.travel("2027-03-08T09:01:10Z").await;
    let one = challenge(&salon).await;
    // The code of a step before the newest one is used up with it.
    answer(&salon, &one, used).await.refused(401, "unauthenticated");
    salon.travel("2027-03-08T09:02:20Z").await;
    let two = challenge(&salon).await;
    let code = json!({ "code": shown(&secret, "2027-03-08T09:02:20Z") });
    let both = join_all([&one, &two].map(|challenge| answer(&salon, challenge, code.clone()))).await;
    let mut statuses: Vec<u16> = both.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    for challenge in [&one, &two] {
        answer(&salon, challenge, code.clone())
            .await
            .refused(401, "unauthenticated");
    }
    // Nor does a challenge work twice.
    let next = json!({ "code": shown(&secret, "2027-03-08T09:02:50Z") });
    let again = join_all([&one, &two].map(|challenge| answer(&salon, challenge, next.clone()))).await;
    assert_eq!(again.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_is_written_down() {
    let salon = Salon::empty(NOW).await;
    let (token, _, codes) = protected(&salon).await;
    salon.travel("2027-03-08T09:01:10Z").await;
    let one = challenge(&salon).await;
    let typed = codes[0].to_uppercase().replace('-', " ");
    let signed_in = answer(&salon, &one, json!({ "recovery_code": typed }))
        .await
        .expect(200);
    assert!(signed_in["access_token"].is_string());
    salon.travel("2027-03-08T09:02:20Z").await;
    let two = challenge(&salon).await;
    let used = json!({ "recovery_code": codes[0] });
    answer(&salon, &two, used).await.refused(401, "unauthenticated");
    answer(&salon, &two, json!({ "recovery_code": codes[1] }))
        .await
        .expect(200);
    let kinds = events(&salon, &token).await;
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "RecoveryCodeUsed").count(),
        2,
        "{kinds:?}"
    );
}

#[tokio::test]
async fn a_challenge_ends_after_five_tries_and_after_five_minutes() {
    let salon = Salon::empty(NOW).await;
    let (_, secret, _) = protected(&salon).await;
    salon.travel("2027-03-08T09:01:10Z").await;
    let one = challenge(&salon).await;
    let wrong = || answer(&salon, &one, json!({ "recovery_code": "0000-0000-0000-0000" }));
    for refused in join_all((0..12).map(|_| wrong())).await {
        refused.refused(401, "unauthenticated");
    }
    let good = json!({ "code": shown(&secret, "2027-03-08T09:01:10Z") });
    answer(&salon, &one, good).await.refused(401, "unauthenticated");

    salon.travel("2027-03-08T09:02:20Z").await;
    let two = challenge(&salon).await;
    salon.travel("2027-03-08T09:07:30Z").await;
    let late = json!({ "code": shown(&secret, "2027-03-08T09:07:30Z") });
    answer(&salon, &two, late).await.refused(401, "unauthenticated");
    for rubbish in ["", "acc_1.x", "rubbish", &format!("{two}x")] {
        let any = json!({ "code": "123456" });
        answer(&salon, rubbish, any).await.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn one_account_is_tried_ten_times_an_hour_whatever_the_challenge() {
    let salon = Salon::empty(NOW).await;
    let _ = protected(&salon).await;
    for minute in ["09:01:10", "09:02:20"] {
        salon.travel(&format!("2027-03-08T{minute}Z")).await;
        let challenge = challenge(&salon).await;
        for _ in 0..5 {
            let wrong = json!({ "recovery_code": "none" });
            answer(&salon, &challenge, wrong).await.refused(401, "unauthenticated");
        }
    }
    salon.travel("2027-03-08T09:03:30Z").await;
    let third = challenge(&salon).await;
    let wrong = answer(&salon, &third, json!({ "recovery_code": "none" })).await;
    wrong.refused(429, "too_many_requests");
    assert!(wrong.header("retry-after").is_some());
}

#[tokio::test]
async fn only_who_shows_it_once_more_takes_it_away() {
    let salon = Salon::empty(NOW).await;
    let (token, secret, codes) = protected(&salon).await;
    let disable = |body: Value| salon.send(request(Method::DELETE, "/auth/totp").token(&token).json(&body));
    disable(json!({})).await.wrong_field("code", "required");
    let both = json!({ "code": "123456", "recovery_code": "x" });
    disable(both).await.wrong_field("recovery_code", "one_of_both");
    disable(json!({ "code": shown(&secret, NOW) }))
        .await
        .wrong_field("code", "wrong_code");
    disable(json!({ "recovery_code": "x" }))
        .await
        .wrong_field("recovery_code", "wrong_code");
    disable(json!({ "recovery_code": codes[3] })).await.expect(200);
    disable(json!({ "recovery_code": codes[3] }))
        .await
        .refused(409, "second_factor_not_enrolled");
    salon.travel("2027-03-08T09:01:10Z").await;
    assert!(sign_in(&salon, ANNA).await["access_token"].is_string());
    let kinds = events(&salon, &token).await;
    assert!(kinds.contains(&"SecondFactorDisabled".to_owned()), "{kinds:?}");
}

/// Makes whoever the token is of a member of the salon.
async fn employ(salon: &Salon, token: &str, role: store::MemberRole) {
    let me = salon.get("/me", token).await.expect(200);
    let account = me["account_id"].as_str().unwrap().parse().unwrap();
    let place = store::Membership::new(account, salon.business.parse().unwrap(), role);
    let mut commit = store::Commit::new();
    commit.create(&place).unwrap();
    salon.system.app.store.commit(&commit).await.unwrap();
}

async fn require(salon: &Salon, token: &str, roles: Value) -> Answer {
    let path = format!("/businesses/{}", salon.business);
    let change = json!({ "second_factor_required_for": roles });
    salon
        .send(request(Method::PATCH, &path).token(token).json(&change))
        .await
}

#[tokio::test]
async fn a_business_asks_the_roles_it_names_for_a_second_factor() {
    let salon = Salon::open().await;
    let manager = token(&sign_in(&salon, ANNA).await);
    employ(&salon, &manager, store::MemberRole::Manager).await;
    let path = format!("/businesses/{}", salon.business);
    salon.get(&path, &manager).await.expect(200);

    require(&salon, &salon.owner, json!(["owner", "boss"]))
        .await
        .wrong_field("second_factor_required_for[1]", "invalid_choice");
    require(&salon, &manager, json!([])).await.refused(403, "forbidden");
    let changed = require(&salon, &salon.owner, json!(["manager", "owner", "manager"]))
        .await
        .expect(200);
    assert_eq!(changed["second_factor_required_for"], json!(["manager", "owner"]));

    salon.get(&path, &manager).await.refused(403, "second_factor_required");
    // A local token has shown everything.
    salon.get(&path, &salon.owner).await.expect(200);
    // One is still oneself, and can set a second factor up.
    let me = salon.get("/me", &manager).await.expect(200);
    assert_eq!((&me["role"], &me["business_id"]), (&json!("customer"), &Value::Null));
    let begun = salon.post("/auth/totp", &manager, json!({})).await.expect(201);
    let secret = begun["secret"].as_str().unwrap();
    let code = json!({ "code": shown(secret, NOW) });
    salon.post("/auth/totp/confirm", &manager, code).await.expect(200);
    salon.travel("2027-03-08T09:01:10Z").await;
    let challenge = challenge(&salon).await;
    let code = json!({ "code": shown(secret, "2027-03-08T09:01:10Z") });
    let manager = token(&answer(&salon, &challenge, code).await.expect(200));
    salon.get(&path, &manager).await.expect(200);
}

#[tokio::test]
async fn the_session_that_sets_it_up_has_shown_it_with_its_next_token() {
    let salon = Salon::empty(NOW).await;
    let signed_in = sign_in(&salon, ANNA).await;
    let token_now = token(&signed_in);
    let begun = salon.post("/auth/totp", &token_now, json!({})).await.expect(201);
    let code = json!({ "code": shown(begun["secret"].as_str().unwrap(), NOW) });
    salon.post("/auth/totp/confirm", &token_now, code).await.expect(200);
    let refresh = json!({ "refresh_token": signed_in["refresh_token"] });
    let next = salon.post("/auth/refresh", "", refresh).await.expect(200);
    assert_eq!(salon.get("/me", &token(&next)).await.expect(200)["second_factor"], true);
}

#[tokio::test]
async fn the_setting_costs_one_read_a_minute_and_none_for_whoever_has_shown_a_second_factor() {
    let salon = Salon::open().await;
    let manager = token(&sign_in(&salon, ANNA).await);
    employ(&salon, &manager, store::MemberRole::Manager).await;
    let (salon, meter) = salon.metered();
    let path = format!("/businesses/{}", salon.business);
    let mut reads = Vec::new();
    for asking in [&manager, &manager, &salon.owner] {
        meter.take();
        salon.get(&path, asking).await.expect(200);
        reads.push(meter.take().len());
    }
    assert_eq!(reads[0], reads[1] + 1, "{reads:?}");
    assert_eq!(reads[1], reads[2], "{reads:?}");
}
