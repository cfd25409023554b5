//! Keys for servers: made, shown once, scoped, used, and ended in every way they can end.

use http::Method;
use serde_json::{Value, json};
use store::Operation;
use testkit::{Answer, Salon, request};

const KEYS: &str = "/auth/api-keys";

async fn make(salon: &Salon, permissions: Value) -> Value {
    let body = json!({ "name": "Website", "permissions": permissions });
    salon.post(KEYS, &salon.owner, body).await.expect(201)
}

/// The text that a server shows.
async fn secret(salon: &Salon, permissions: Value) -> String {
    let made = make(salon, permissions).await;
    made["secret"].as_str().expect("a secret").to_owned()
}

async fn settings(salon: &Salon, key: &str) -> Answer {
    salon.get(&format!("/shops/{}/settings", salon.shop), key).await
}

async fn agenda(salon: &Salon, key: &str) -> Answer {
    let period = "from=2027-03-08T00:00:00Z&to=2027-03-20T00:00:00Z";
    salon
        .get(&format!("/shops/{}/bookings?{period}", salon.shop), key)
        .await
}

#[tokio::test]
async fn a_key_is_told_once_and_does_what_it_was_given() {
    let salon = Salon::open().await;
    let made = make(&salon, json!(["read_settings", "read_agenda"])).await;
    let secret = made["secret"].as_str().expect("a secret");
    assert!(secret.starts_with(made["prefix"].as_str().expect("a prefix")));
    assert_eq!(made["expires_at"], "2027-06-06T09:00:00Z", "90 days unless said");
    settings(&salon, secret).await.expect(200);
    agenda(&salon, secret).await.expect(200);

    let listed = salon.get(KEYS, &salon.owner).await;
    assert!(
        !listed.text.contains(secret) && !listed.text.contains("secret"),
        "{}",
        listed.text
    );
    let [key] = listed.body["data"].as_array().expect("a list").as_slice() else {
        panic!("{}", listed.text)
    };
    for field in [
        "id",
        "prefix",
        "name",
        "permissions",
        "created_by",
        "created_at",
        "expires_at",
    ] {
        assert_eq!(key[field], made[field], "{field}");
    }
    assert_eq!(key["last_used_at"], "2027-03-08T09:00:00Z");
}

#[tokio::test]
async fn each_permission_opens_its_own_door_and_no_other() {
    let salon = Salon::open().await;
    let doors = [
        ("read_settings", Method::GET, format!("/shops/{}/settings", salon.shop)),
        (
            "read_schedules",
            Method::GET,
            format!("/staff/{}/time-off", salon.staff),
        ),
        ("read_business", Method::GET, format!("/businesses/{}", salon.business)),
        (
            "read_agenda",
            Method::GET,
            format!(
                "/shops/{}/bookings?from=2027-03-08T00:00:00Z&to=2027-03-20T00:00:00Z",
                salon.shop
            ),
        ),
        ("manage_catalog", Method::POST, "/categories".to_owned()),
    ];
    for (permission, ..) in &doors {
        let key = secret(&salon, json!([permission])).await;
        for (needed, method, path) in &doors {
            let asked = request(method.clone(), path).token(&key);
            let asked = if method == Method::POST {
                asked.json(&json!({ "name": permission }))
            } else {
                asked
            };
            let answer = salon.send(asked).await;
            let opens = (200..300).contains(&answer.status);
            assert_eq!(opens, permission == needed, "{permission} at {path}: {}", answer.text);
            if !opens {
                let _ = answer.refused(403, "forbidden");
            }
        }
    }
}

#[tokio::test]
async fn a_server_takes_and_serves_bookings_of_its_business() {
    let salon = Salon::open().await;
    let key = secret(&salon, json!(["read_agenda", "serve_bookings", "book_for_others"])).await;
    let wish = salon.wish("2027-03-10T10:00:00Z", "anna");
    let booked = salon.post("/bookings", &key, wish.clone()).await.expect(201);
    let path = format!("/bookings/{}", booked["id"].as_str().expect("an id"));
    salon.get(&path, &key).await.expect(200);
    let to = json!({ "start": "2027-03-11T10:00:00Z" });
    salon.post(&format!("{path}/reschedule"), &key, to).await.expect(200);
    salon.post(&format!("{path}/cancel"), &key, json!({})).await.expect(200);

    let weak = secret(&salon, json!(["read_settings"])).await;
    salon.get(&path, &weak).await.refused(403, "forbidden");
    salon.post("/bookings", &weak, wish).await.refused(403, "forbidden");
    salon
        .post(&format!("{path}/cancel"), &weak, json!({}))
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn what_is_a_humans_own_is_not_for_servers() {
    let salon = Salon::open().await;
    let key = secret(&salon, json!(["read_business", "read_agenda"])).await;
    for (method, path) in [
        (Method::GET, "/me"),
        (Method::GET, "/businesses"),
        (Method::GET, "/bookings"),
        (Method::POST, "/businesses"),
    ] {
        let asked = request(method, path).token(&key);
        salon.send(asked).await.refused(403, "humans_only");
    }
    for (method, path) in [(Method::GET, KEYS), (Method::POST, KEYS)] {
        let asked = request(method, path).token(&key);
        salon.send(asked).await.refused(403, "forbidden");
    }
}

#[tokio::test]
async fn what_is_asked_for_must_be_right() {
    let salon = Salon::open().await;
    let cases = [
        (json!({ "name": "A" }), "permissions", "required"),
        (json!({ "name": "A", "permissions": [] }), "permissions", "required"),
        (json!({ "permissions": ["read_shops"] }), "name", "required"),
        (
            json!({ "name": "A", "permissions": ["fly"] }),
            "permissions[0]",
            "unknown_permission",
        ),
        (
            json!({ "name": "A", "permissions": ["read_shops", "manage_api_keys"] }),
            "permissions[1]",
            "permission_of_humans",
        ),
        (
            json!({ "name": "A", "permissions": ["manage_members"] }),
            "permissions[0]",
            "permission_of_humans",
        ),
        (
            json!({ "name": "A", "permissions": ["create_business"] }),
            "permissions[0]",
            "permission_of_humans",
        ),
        (
            json!({ "name": "A", "permissions": ["administer_platform"] }),
            "permissions[0]",
            "permission_of_humans",
        ),
        (
            json!({ "name": "A", "permissions": ["read_shops"], "expires_in_days": 366 }),
            "expires_in_days",
            "out_of_range",
        ),
        (
            json!({ "name": "A", "permissions": ["read_shops"], "expires_in_days": 0 }),
            "expires_in_days",
            "out_of_range",
        ),
    ];
    for (body, field, code) in cases {
        salon.post(KEYS, &salon.owner, body).await.wrong_field(field, code);
    }
}

#[tokio::test]
async fn only_who_manages_keys_and_belongs_to_the_business_makes_them() {
    let salon = Salon::open().await;
    let body = json!({ "name": "Website", "permissions": ["read_shops"] });
    salon.post(KEYS, "", body.clone()).await.refused(401, "unauthenticated");
    for role in ["staff", "manager", "customer"] {
        let other = salon.token(json!({ "role": role, "business_id": salon.business }));
        salon.post(KEYS, &other, body.clone()).await.refused(403, "forbidden");
        salon.get(KEYS, &other).await.refused(403, "forbidden");
    }
    // Support belongs to no business: a key of its making would die at once.
    let admin = salon.token(json!({ "role": "admin", "business_id": salon.business }));
    salon.post(KEYS, &admin, body).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let salon = Salon::open().await;
    let made = make(&salon, json!(["read_settings"])).await;
    let secret = made["secret"].as_str().expect("a secret");
    settings(&salon, secret).await.expect(200);
    let path = format!("{KEYS}/{}", made["id"].as_str().expect("an id"));
    let revoke = || request(Method::DELETE, &path).token(&salon.owner);
    let revoked = salon.send(revoke()).await.expect(200);
    assert!(revoked["secret"].is_null());
    settings(&salon, secret).await.refused(401, "unauthenticated");
    salon.send(revoke()).await.refused(404, "not_found");
    assert_eq!(salon.get(KEYS, &salon.owner).await.body["data"], json!([]));
}

#[tokio::test]
async fn an_expired_key_is_refused_and_stays_in_the_list_for_a_while() {
    let salon = Salon::open().await;
    let body = json!({ "name": "A", "permissions": ["read_settings"], "expires_in_days": 1 });
    let made = salon.post(KEYS, &salon.owner, body).await.expect(201);
    let secret = made["secret"].as_str().expect("a secret");
    salon
        .system
        .clock
        .set("2027-03-09T08:59:59Z".parse().expect("an instant"));
    settings(&salon, secret).await.expect(200);
    salon
        .system
        .clock
        .set("2027-03-09T09:00:05Z".parse().expect("an instant"));
    settings(&salon, secret).await.refused(401, "unauthenticated");
    let listed = salon.get(KEYS, &salon.owner).await;
    assert_eq!(listed.body["data"].as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_key_is_one_answer() {
    let salon = Salon::open().await;
    let good = secret(&salon, json!(["read_settings"])).await;
    let (head, tail) = good.rsplit_at_secret();
    let other = secret(&salon, json!(["read_settings"])).await;
    let (other_head, _) = other.rsplit_at_secret();
    let wrong = [
        format!("{head}{}", "A".repeat(43)),
        format!("{head}{}", &tail[1..]),
        format!("{other_head}{tail}"),
        head.to_owned(),
        "sbk_".to_owned(),
        "sbk_rubbish".to_owned(),
        good.to_uppercase(),
        format!("{good}A"),
    ];
    for key in wrong {
        settings(&salon, &key).await.refused(401, "unauthenticated");
    }
    settings(&salon, &good).await.expect(200);
}

trait AtSecret {
    /// What may be seen, with the mark before the secret, and the secret.
    fn rsplit_at_secret(&self) -> (&str, &str);
}

impl AtSecret for String {
    fn rsplit_at_secret(&self) -> (&str, &str) {
        self.split_at(self.len() - 43)
    }
}

#[tokio::test]
async fn another_business_neither_sees_nor_ends_a_key_and_a_key_reaches_no_other() {
    let salon = Salon::open().await;
    let made = make(&salon, json!(["read_settings", "read_business"])).await;
    let secret = made["secret"].as_str().expect("a secret");
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let firm = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let firm = salon.post("/businesses", &rival, firm).await.expect(201);
    assert_eq!(salon.get(KEYS, &rival).await.body["data"], json!([]));
    let path = format!("{KEYS}/{}", made["id"].as_str().expect("an id"));
    let theirs = request(Method::DELETE, &path).token(&rival);
    salon.send(theirs).await.refused(404, "not_found");

    let firm = firm["id"].as_str().expect("an id");
    salon
        .get(&format!("/businesses/{firm}"), secret)
        .await
        .refused(404, "not_found");
    let named = request(Method::GET, &format!("/shops/{}/settings", salon.shop)).token(secret);
    salon
        .send(named.header("x-business-id", firm))
        .await
        .refused(404, "not_found");
    settings(&salon, secret).await.expect(200);
}

/// Changes the place that the owner holds.
async fn place(salon: &Salon, change: impl FnOnce(&mut store::Membership)) {
    let store = &salon.system.app.store;
    let business = salon.business.parse().expect("an id");
    let [owner] = store
        .members(business)
        .await
        .expect("members")
        .try_into()
        .expect("one member");
    let mut place = owner.record;
    change(&mut place);
    store.replace(&place, owner.version).await.expect("replaced");
}

#[tokio::test]
async fn a_key_dies_with_the_place_of_its_maker_and_shrinks_with_it() {
    let salon = Salon::open().await;
    let key = secret(&salon, json!(["read_settings", "manage_business", "read_agenda"])).await;
    let renamed = async || {
        let path = format!("/businesses/{}", salon.business);
        let asked = request(Method::PATCH, &path)
            .token(&key)
            .json(&json!({ "name": "New" }));
        salon.send(asked).await
    };
    renamed().await.expect(200);
    place(&salon, |place| {
        place.role = store::MemberRole::Manager;
        place.permissions = Some(vec!["read_settings".to_owned()]);
    })
    .await;
    settings(&salon, &key).await.expect(200);
    renamed().await.refused(403, "forbidden");
    agenda(&salon, &key).await.refused(403, "forbidden");

    let store = &salon.system.app.store;
    let business = salon.business.parse().expect("an id");
    let [maker] = store
        .members(business)
        .await
        .expect("members")
        .try_into()
        .expect("one member");
    let mut removal = store::Commit::new();
    removal.delete(store::keys::membership(maker.record.account, business), maker.version);
    store.commit(&removal).await.expect("removed");
    settings(&salon, &key).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_use_is_two_reads_and_noted_once_an_hour() {
    let salon = Salon::open().await;
    let owner = salon.owner.clone();
    let key = secret(&salon, json!(["read_settings"])).await;
    let (salon, meter) = salon.metered();
    let asked = async |token: &str| {
        settings(&salon, token).await.expect(200);
        meter
            .take()
            .into_iter()
            .map(|request| request.operation)
            .collect::<Vec<_>>()
    };
    // Which business the owner means costs a query of the memberships.
    let of_the_endpoint: Vec<_> = asked(&owner).await.into_iter().skip(1).collect();
    let reads = [Operation::GetItem, Operation::GetItem];
    let noted: Vec<_> = [&reads[..], &[Operation::PutItem], &of_the_endpoint].concat();
    let plain: Vec<_> = [&reads[..], &of_the_endpoint].concat();
    assert_eq!(asked(&key).await, noted);
    salon
        .system
        .clock
        .set("2027-03-08T09:59:00Z".parse().expect("an instant"));
    assert_eq!(asked(&key).await, plain);
    salon
        .system
        .clock
        .set("2027-03-08T10:01:00Z".parse().expect("an instant"));
    assert_eq!(asked(&key).await, noted);
    let listed = salon.get(KEYS, &owner).await;
    assert_eq!(listed.body["data"][0]["last_used_at"], "2027-03-08T10:01:00Z");
}

#[tokio::test]
async fn what_is_done_with_keys_and_by_keys_is_in_the_audit_trail() {
    let salon = Salon::open().await;
    let made = make(&salon, json!(["manage_catalog"])).await;
    let (id, secret) = (&made["id"], made["secret"].as_str().expect("a secret"));
    salon
        .post("/categories", secret, json!({ "name": "Hair" }))
        .await
        .expect(201);
    let path = format!("{KEYS}/{}", id.as_str().expect("an id"));
    salon
        .send(request(Method::DELETE, &path).token(&salon.owner))
        .await
        .expect(200);
    let partition = store::keys::business_partition(salon.business.parse().expect("an id"));
    let events = salon.system.app.store.events_of(&partition, 3).await.expect("events");
    let [revoked, category, created] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(
        (created.kind.as_str(), &created.data["api_key_id"]),
        ("ApiKeyCreated", id)
    );
    assert_eq!(
        (revoked.kind.as_str(), &revoked.data["api_key_id"]),
        ("ApiKeyRevoked", id)
    );
    assert_eq!(json!(category.actor)["key"], *id, "which server it was");
    assert!(json!(created.actor)["key"].is_null());
    assert!(events.iter().all(|event| !event.data.to_string().contains(secret)));
}

#[tokio::test]
async fn a_business_has_so_many_keys_and_lists_them_in_pages() {
    let salon = Salon::open().await;
    for _ in 0..50 {
        make(&salon, json!(["read_shops"])).await;
    }
    let body = json!({ "name": "One more", "permissions": ["read_shops"] });
    salon
        .post(KEYS, &salon.owner, body)
        .await
        .refused(409, "too_many_api_keys");
    let first = salon.get(&format!("{KEYS}?limit=30"), &salon.owner).await;
    assert_eq!(first.body["data"].as_array().expect("a list").len(), 30);
    let cursor = first.body["meta"]["pagination"]["next_cursor"]
        .as_str()
        .expect("a cursor");
    let rest = salon
        .get(&format!("{KEYS}?limit=30&cursor={cursor}"), &salon.owner)
        .await;
    assert_eq!(rest.body["data"].as_array().expect("a list").len(), 20);
    // What a salon offers is read without its keys.
    let path = format!("/services?business_id={}", salon.business);
    salon.get(&path, "").await.expect(200);
}
