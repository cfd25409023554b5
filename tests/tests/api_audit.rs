//! The audit trail: what was tried in vain, and who may read it.

use booking_rules::ids::BusinessId;
use chrono::NaiveDate;
use http::Method;
use serde_json::json;
use store::{Event, keys};
use testkit::{Salon, account_of, request};

async fn refused(salon: &Salon, token: &str, business: Option<&str>) -> Vec<Event> {
    let business: Option<BusinessId> = business.map(|id| id.parse().expect("an id"));
    let date = NaiveDate::from_ymd_opt(2027, 3, 8).expect("a date");
    let partition = keys::refused_partition(business, account_of(token), date);
    salon.system.app.store.events_of(&partition, 50).await.expect("read")
}

#[tokio::test]
async fn a_refused_try_is_written_down_once_an_hour_with_who_what_and_from_where() {
    let salon = Salon::open().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    for _ in 0..3 {
        let asked = request(Method::POST, "/services").token(&stylist).json(&json!({}));
        let asked = asked
            .header("x-forwarded-for", "192.0.2.7")
            .header("user-agent", "test");
        salon.send(asked).await.refused(403, "forbidden");
    }
    let written = refused(&salon, &stylist, Some(&salon.business)).await;
    let [event] = written.as_slice() else {
        panic!("{written:?}")
    };
    assert_eq!(event.kind, "AccessRefused");
    assert_eq!(
        event.data,
        json!({ "operation": "services-create", "permission": "manage_catalog" })
    );
    let place = event.place.clone().expect("a place");
    assert_eq!(
        (place.address.as_deref(), place.user_agent.as_deref()),
        (Some("192.0.2.7"), Some("test"))
    );
    salon.travel("2027-03-08T10:00:00Z").await;
    salon
        .post("/services", &stylist, json!({}))
        .await
        .refused(403, "forbidden");
    assert_eq!(refused(&salon, &stylist, Some(&salon.business)).await.len(), 2);
}

#[tokio::test]
async fn what_only_some_members_may_is_written_down_as_well() {
    let salon = Salon::open().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let other = salon.hire("Beata", &json!([])).await;
    let off = json!({ "start": "2027-04-05T08:00:00Z", "end": "2027-04-05T09:00:00Z" });
    salon
        .post(&format!("/staff/{other}/time-off"), &stylist, off)
        .await
        .refused(403, "forbidden");
    let written = refused(&salon, &stylist, Some(&salon.business)).await;
    assert_eq!(
        written[0].data,
        json!({ "operation": "time-off-create", "permission": "manage_time_off" })
    );
}

#[tokio::test]
async fn reaching_for_another_business_is_written_down_with_the_one_acted_for() {
    let salon = Salon::open().await;
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let business = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    let firm = salon.post("/businesses", &rival, business).await.expect(201);
    let firm = firm["id"].as_str().expect("an id");
    let path = format!("/shops/{}/settings", salon.shop);
    salon.get(&path, &rival).await.refused(404, "not_found");
    let written = refused(&salon, &rival, Some(firm)).await;
    assert_eq!(
        written[0].data,
        json!({ "operation": "shops-show-settings", "permission": "read_settings" })
    );
    let named = request(Method::GET, &path)
        .token(&rival)
        .header("x-business-id", &salon.business);
    salon.send(named).await.refused(404, "not_found");
    let of_nobody = refused(&salon, &rival, None).await;
    assert_eq!(
        of_nobody.len(),
        1,
        "naming a business one is not of is written down with the account"
    );
    assert_eq!(of_nobody[0].business_id, None);
    let untouched = refused(&salon, &rival, Some(&salon.business)).await;
    assert!(
        untouched.is_empty(),
        "a stranger writes nothing into the audit trail of the business it names"
    );
}

#[tokio::test]
async fn what_is_wrong_otherwise_is_no_refused_try() {
    let salon = Salon::open().await;
    let path = format!("/businesses/{}", salon.business);
    let nobody = salon.get(&path, "rubbish").await;
    nobody.refused(401, "unauthenticated");
    let _ = salon
        .get("/shops/shp_unknown/settings", &salon.owner)
        .await
        .refused(404, "not_found");
    let _ = salon
        .post("/shops", &salon.owner, json!({}))
        .await
        .refused(422, "invalid_input");
    assert!(refused(&salon, &salon.owner, Some(&salon.business)).await.is_empty());
}
