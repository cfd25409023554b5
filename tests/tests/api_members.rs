//! Members: invited, changed, removed; and the owner that stays.

use http::Method;
use serde_json::{Value, json};
use store::MemberRole;
use testkit::{Answer, Salon, account_of, request};

fn members(salon: &Salon) -> String {
    format!("/businesses/{}/members", salon.business)
}

fn member(salon: &Salon, token: &str) -> String {
    format!("{}/{}", members(salon), account_of(token))
}

async fn patch(salon: &Salon, by: &str, path: &str, body: Value) -> Answer {
    salon.send(request(Method::PATCH, path).token(by).json(&body)).await
}

async fn delete(salon: &Salon, by: &str, path: &str) -> Answer {
    salon.send(request(Method::DELETE, path).token(by)).await
}

/// The token of the newest link mailed to an address.
async fn link(salon: &Salon, email: &str) -> String {
    let mail = salon.messages(email).await.pop().expect("a letter");
    let text = mail["text"].as_str().expect("a text");
    let token = text.split("token=").nth(1).expect("a link");
    token.split_whitespace().next().expect("a token").to_owned()
}

async fn accept(salon: &Salon, by: &str, token: &str) -> Answer {
    salon
        .send(request(Method::POST, &format!("/invitations/{token}/accept")).token(by))
        .await
}

/// Invites an address and takes the invitation up with its account.
async fn join(salon: &Salon, email: &str, given: Value) -> String {
    let mut invitation = given;
    invitation["email"] = json!(email);
    salon.post(&members(salon), &salon.owner, invitation).await.expect(201);
    let token = salon.sign_up(email).await;
    accept(salon, &token, &link(salon, email).await).await.expect(200);
    token
}

#[tokio::test]
async fn somebody_is_invited_joins_is_changed_and_removed() {
    let salon = Salon::open().await;
    let invitation = json!({ "email": "ewa@salon.example", "role": "manager", "shops": [salon.shop], "customers": [] });
    let invited = salon.post(&members(&salon), &salon.owner, invitation).await.expect(201);
    assert_eq!(
        (&invited["status"], &invited["email"]),
        (&json!("invited"), &json!("ewa@salon.example"))
    );
    assert_eq!(invited["shops"], json!([salon.shop]));
    assert_eq!(invited["customers"], json!([]), "an empty list is none");
    assert_eq!(invited["staff"], "all");

    let ewa = salon.sign_up("ewa@salon.example").await;
    salon
        .get(&members(&salon), &ewa)
        .await
        .refused(403, "business_required");
    let joined = accept(&salon, &ewa, &link(&salon, "ewa@salon.example").await)
        .await
        .expect(200);
    assert_eq!(
        (&joined["status"], &joined["role"]),
        (&json!("active"), &json!("manager"))
    );

    let listed = salon.get(&members(&salon), &ewa).await.expect(200);
    let rows: Vec<_> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (row["role"].as_str().unwrap_or_default(), row["email"].as_str()))
        .collect();
    assert_eq!(rows, [("owner", None), ("manager", Some("ewa@salon.example"))]);

    let path = member(&salon, &ewa);
    let narrowed = json!({ "permissions": ["read_shops", "read_agenda"], "shops": "all" });
    let changed = patch(&salon, &salon.owner, &path, narrowed).await.expect(200);
    assert_eq!(changed["shops"], "all");
    let may = changed["permissions"].as_array().expect("permissions");
    assert!(
        may.contains(&json!("read_agenda")) && !may.contains(&json!("manage_shops")),
        "{may:?}"
    );
    salon.get(&members(&salon), &ewa).await.refused(403, "forbidden");
    let promoted = patch(
        &salon,
        &salon.owner,
        &path,
        json!({ "role": "staff", "staff_id": salon.staff }),
    );
    let promoted = promoted.await.expect(200);
    assert_eq!(
        (&promoted["role"], &promoted["staff_id"]),
        (&json!("staff"), &json!(salon.staff))
    );

    let of_salon = format!("/businesses/{}", salon.business);
    salon.get(&of_salon, &ewa).await.expect(200);
    delete(&salon, &salon.owner, &path).await.expect(200);
    salon.get(&of_salon, &ewa).await.refused(403, "business_required");
    delete(&salon, &salon.owner, &path).await.refused(404, "not_found");
    let events = format!("/businesses/{}/audit?type=MemberRemoved", salon.business);
    let events = salon.get(&events, &salon.owner).await.expect(200);
    assert_eq!(events[0]["data"]["account_id"], json!(account_of(&ewa)));
}

#[tokio::test]
async fn an_invitation_is_good_once_for_its_address_and_for_a_week() {
    let salon = Salon::open().await;
    let invitation = json!({ "email": "ewa@salon.example", "role": "staff" });
    let path = members(&salon);
    let invite = || salon.post(&path, &salon.owner, invitation.clone());
    invite().await.expect(201);
    let first = link(&salon, "ewa@salon.example").await;
    invite().await.expect(201);
    let second = link(&salon, "ewa@salon.example").await;
    let ewa = salon.sign_up("ewa@salon.example").await;
    let eve = salon.sign_up("eve@salon.example").await;
    let listed = salon.get(&members(&salon), &salon.owner).await.expect(200);
    assert_eq!(
        listed.as_array().map(Vec::len),
        Some(2),
        "one owner, one open invitation: {listed}"
    );

    accept(&salon, &eve, &second).await.refused(404, "not_found");
    accept(&salon, &ewa, &first).await.refused(404, "not_found");
    for rubbish in ["x", "biz_x.y", &format!("{}.wrong", salon.business)] {
        accept(&salon, &ewa, rubbish).await.refused(404, "not_found");
    }
    // The address of a token is not proof of it: no account here has it.
    let claimed = salon.token(json!({ "role": "customer", "email": "other@salon.example" }));
    accept(&salon, &claimed, &second).await.refused(404, "not_found");
    accept(&salon, &ewa, &second).await.expect(200);
    accept(&salon, &ewa, &second).await.refused(404, "not_found");

    let late = json!({ "email": "late@salon.example", "role": "staff" });
    salon.post(&members(&salon), &salon.owner, late).await.expect(201);
    let expired = link(&salon, "late@salon.example").await;
    let late = salon.sign_up("late@salon.example").await;
    salon.travel("2027-03-15T09:10:00Z").await;
    accept(&salon, &late, &expired).await.refused(404, "not_found");
    let listed = salon.get(&members(&salon), &salon.owner).await.expect(200);
    let waiting = listed.as_array().expect("a list").last().expect("a row").clone();
    assert!(waiting["status"] != "invited", "{waiting}");
}

#[tokio::test]
async fn what_the_business_does_not_have_is_refused() {
    let salon = Salon::open().await;
    let other = Salon::open().await;
    for (given, field, code) in [
        (json!({ "role": "boss" }), "role", "invalid_choice"),
        (
            json!({ "role": "staff", "staff_id": other.staff }),
            "staff_id",
            "unknown_staff",
        ),
        (
            json!({ "role": "manager", "shops": [salon.shop, other.shop] }),
            "shops[1]",
            "unknown_shop",
        ),
        (
            json!({ "role": "manager", "staff": [other.staff] }),
            "staff[0]",
            "unknown_staff",
        ),
        (json!({ "role": "manager", "shops": "some" }), "shops", "invalid_choice"),
        (json!({ "role": "manager", "shops": ["x"] }), "shops[0]", "invalid_id"),
        (
            json!({ "role": "manager", "permissions": ["manage_members"] }),
            "permissions",
            "unknown_permission",
        ),
        (
            json!({ "role": "manager", "permissions": ["x"] }),
            "permissions[0]",
            "unknown_permission",
        ),
        (
            json!({ "role": "staff", "shops": [salon.shop] }),
            "shops",
            "only_for_managers",
        ),
        (
            json!({ "role": "owner", "permissions": [] }),
            "permissions",
            "only_for_managers",
        ),
    ] {
        let mut invitation = given;
        invitation["email"] = json!("ewa@salon.example");
        let answer = salon.post(&members(&salon), &salon.owner, invitation).await;
        answer.wrong_field(field, code);
    }
    let stranger = format!("cus_{}", &salon.shop["shp_".len()..]);
    let given = json!({ "email": "ewa@salon.example", "role": "manager", "customers": [stranger] });
    let answer = salon.post(&members(&salon), &salon.owner, given).await;
    answer.wrong_field("customers[0]", "unknown_customer");
    let missing = salon.post(&members(&salon), &salon.owner, json!({})).await;
    missing.wrong_field("email", "required").wrong_field("role", "required");
}

#[tokio::test]
async fn only_owners_manage_members_and_anybody_may_leave() {
    let salon = Salon::open().await;
    let manager = join(&salon, "ewa@salon.example", json!({ "role": "manager" })).await;
    let stylist = join(&salon, "ola@salon.example", json!({ "role": "staff" })).await;
    let invitation = json!({ "email": "x@salon.example", "role": "owner" });
    for by in [&manager, &stylist] {
        let answer = salon.post(&members(&salon), by, invitation.clone()).await;
        answer.refused(403, "forbidden");
        let own = member(&salon, by);
        patch(&salon, by, &own, json!({ "role": "owner" }))
            .await
            .refused(403, "forbidden");
    }
    delete(&salon, &manager, &member(&salon, &stylist))
        .await
        .refused(403, "forbidden");
    delete(&salon, &stylist, &member(&salon, &manager))
        .await
        .refused(403, "forbidden");
    salon.get(&members(&salon), &stylist).await.refused(403, "forbidden");
    delete(&salon, &stylist, &member(&salon, &stylist)).await.expect(200);
    salon
        .get(&members(&salon), &stylist)
        .await
        .refused(403, "business_required");
    let path = member(&salon, &manager);
    patch(&salon, &salon.owner, &path, json!({ "permissions": [] }))
        .await
        .expect(200);
    delete(&salon, &manager, &path).await.expect(200);
}

#[tokio::test]
async fn a_change_is_of_the_version_that_was_seen_and_nothing_is_no_change() {
    let salon = Salon::open().await;
    let manager = join(&salon, "ewa@salon.example", json!({ "role": "manager" })).await;
    let path = member(&salon, &manager);
    let nothing = patch(&salon, &salon.owner, &path, json!({})).await;
    assert_eq!(nothing.header("etag"), Some("\"1\""), "{}", nothing.text);
    let seen = |version: &str, body: Value| {
        let asked = request(Method::PATCH, &path).token(&salon.owner).json(&body);
        salon.send(asked.header("if-match", version))
    };
    seen("\"1\"", json!({ "shops": [] })).await.expect(200);
    seen("\"1\"", json!({ "shops": "all" })).await.refused(412, "stale");
    let rubbish = patch(&salon, &salon.owner, &path, json!({ "shops": null })).await;
    rubbish.wrong_field("shops", "required");
}

#[tokio::test]
async fn the_last_owner_can_neither_leave_nor_become_less() {
    let salon = Salon::open().await;
    let own = member(&salon, &salon.owner);
    delete(&salon, &salon.owner, &own).await.refused(409, "last_owner");
    for role in ["staff", "manager"] {
        patch(&salon, &salon.owner, &own, json!({ "role": role }))
            .await
            .refused(409, "last_owner");
    }
    let second = join(&salon, "ewa@salon.example", json!({ "role": "owner" })).await;
    // Also an invitation does not take the only ownership away.
    delete(&salon, &second, &own).await.expect(200);
    let invitation = json!({ "email": "ewa@salon.example", "role": "staff" });
    salon.post(&members(&salon), &second, invitation).await.expect(201);
    let token = link(&salon, "ewa@salon.example").await;
    accept(&salon, &second, &token).await.refused(409, "last_owner");
    delete(&salon, &second, &member(&salon, &second))
        .await
        .refused(409, "last_owner");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_owners_who_remove_each_other_one_stays() {
    let salon = Salon::open().await;
    let mut other = join(&salon, "owner0@salon.example", json!({ "role": "owner" })).await;
    let mut one = salon.owner.clone();
    for round in 1..=5 {
        let (by_one, by_other) = (member(&salon, &other), member(&salon, &one));
        let (a, b) = futures::join!(delete(&salon, &one, &by_one), delete(&salon, &other, &by_other));
        let statuses = [a.status, b.status];
        // Who is removed before it is asked who it is, is nobody any more.
        assert!(statuses.contains(&200), "{statuses:?}");
        assert!(
            statuses.iter().any(|status| matches!(status, 403 | 409)),
            "{statuses:?}"
        );
        let stays = if a.status == 200 { one } else { other };
        let of_salon = salon.get(&members(&salon), &stays).await.expect(200);
        let owners = of_salon.as_array().expect("a list").iter();
        assert_eq!(owners.filter(|row| row["role"] == "owner").count(), 1, "{of_salon}");
        let email = format!("owner{round}@salon.example");
        let invitation = json!({ "email": email, "role": "owner" });
        salon.post(&members(&salon), &stays, invitation).await.expect(201);
        other = salon.sign_up(&email).await;
        accept(&salon, &other, &link(&salon, &email).await).await.expect(200);
        one = stays;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn owners_who_step_down_at_once_leave_one() {
    let salon = Salon::open().await;
    let mut owners = vec![salon.owner.clone()];
    for i in 0..3 {
        owners.push(join(&salon, &format!("owner{i}@salon.example"), json!({ "role": "owner" })).await);
    }
    let down = owners.iter().map(|owner| {
        let path = member(&salon, owner);
        let salon = &salon;
        async move { patch(salon, owner, &path, json!({ "role": "manager" })).await.status }
    });
    let mut statuses = futures::future::join_all(down).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 409]);
}

#[tokio::test]
async fn a_business_founded_before_owners_were_kept_keeps_its_founder() {
    let salon = Salon::open().await;
    let business = salon.business.parse().expect("an id");
    let store = &salon.system.app.store;
    let kept = store.owners(business).await.expect("read").expect("owners");
    let mut commit = store::Commit::new();
    commit.delete(store::keys::owners(business), kept.version);
    store.commit(&commit).await.expect("deleted");
    delete(&salon, &salon.owner, &member(&salon, &salon.owner))
        .await
        .refused(409, "last_owner");
    let second = join(&salon, "ewa@salon.example", json!({ "role": "owner" })).await;
    delete(&salon, &second, &member(&salon, &salon.owner)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_invitation_taken_up_twice_at_once_makes_one_member() {
    let salon = Salon::open().await;
    let invitation = json!({ "email": "ewa@salon.example", "role": "staff" });
    salon.post(&members(&salon), &salon.owner, invitation).await.expect(201);
    let token = link(&salon, "ewa@salon.example").await;
    let ewa = salon.sign_up("ewa@salon.example").await;
    let tries = (0..8).map(|_| accept(&salon, &ewa, &token));
    let answers = futures::future::join_all(tries).await;
    let accepted = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(accepted, 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 404)));
}

#[tokio::test]
async fn invitations_are_limited_by_the_day_and_repeat_harmlessly() {
    let salon = Salon::open().await;
    let invite = |i: u32, key: &str| {
        let body = json!({ "email": format!("x{i}@salon.example"), "role": "staff" });
        let asked = request(Method::POST, &members(&salon)).token(&salon.owner).json(&body);
        salon.send(asked.header("idempotency-key", key))
    };
    let first = invite(0, "a").await.expect(201);
    assert_eq!(invite(0, "a").await.expect(201), first);
    for i in 1..49 {
        invite(i, &format!("k{i}")).await.expect(201);
    }
    let refused = invite(99, "z").await;
    refused.refused(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some());
    salon.travel("2027-03-09T09:00:00Z").await;
    invite(99, "z").await.expect(201);
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let salon = Salon::open().await;
    for i in 0..4 {
        let token = salon.sign_up(&format!("m{i}@salon.example")).await;
        salon.place(&token, MemberRole::Staff, |_| {}).await;
    }
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{}?limit=2{cursor}", members(&salon));
        let answer = salon.get(&path, &salon.owner).await;
        rows.extend(answer.body["data"].as_array().expect("a list").clone());
        match answer.body["meta"]["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().skip(1).all(|row| row["email"].is_string()), "{rows:?}");
}
