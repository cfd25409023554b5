//! Whose web pages may read answers: the platform's, and each business's own.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Salon, request};

const OWN: &str = "https://salon.example";
const ALLOWED: &str = "access-control-allow-origin";

/// A salon on a platform that lists one front end, as a deployment does; local mode lists every origin.
async fn deployed() -> Salon {
    Salon::open().await.listing_origins(&["https://platform.example"])
}

async fn asked_by(salon: &Salon, method: Method, path: &str, origin: &str) -> Answer {
    let asked = request(method.clone(), path).header("origin", origin);
    let asked = if method == Method::OPTIONS {
        asked.header("access-control-request-method", "POST")
    } else {
        asked
    };
    salon.send(asked).await
}

#[tokio::test]
async fn a_business_lists_the_pages_that_may_read_about_it() {
    let salon = deployed().await;
    let (business, shop) = (
        format!("/businesses/{}", salon.business),
        format!("/shops/{}", salon.shop),
    );
    for method in [Method::GET, Method::OPTIONS] {
        assert_eq!(asked_by(&salon, method, &shop, OWN).await.header(ALLOWED), None);
    }
    let set = |origins: Value| {
        let body = json!({ "allowed_origins": origins });
        salon.send(request(Method::PATCH, &business).token(&salon.owner).json(&body))
    };
    let changed = set(json!([OWN, OWN, "http://localhost:5173"])).await.expect(200);
    assert_eq!(changed["allowed_origins"], json!(["http://localhost:5173", OWN]));
    for method in [Method::GET, Method::OPTIONS] {
        assert_eq!(
            asked_by(&salon, method.clone(), &shop, OWN).await.header(ALLOWED),
            Some(OWN),
            "{method}"
        );
    }
    // A path without an id: any business that lists the origin will do, for the body is not read yet.
    let booking = asked_by(&salon, Method::OPTIONS, "/bookings", OWN).await;
    assert_eq!((booking.status, booking.header(ALLOWED)), (204, Some(OWN)));
    // About another business the page learns nothing.
    let other = "/shops/shp_06j28qfqhp1nb2gp06j28qfqhp1nb2gp06j28qfqhp";
    assert_eq!(asked_by(&salon, Method::GET, other, OWN).await.header(ALLOWED), None);
    for stranger in ["https://evil.example", "null", "https://salon.example.evil.example"] {
        assert_eq!(
            asked_by(&salon, Method::GET, &shop, stranger).await.header(ALLOWED),
            None,
            "{stranger}"
        );
    }
    let platform = asked_by(&salon, Method::GET, other, "https://platform.example").await;
    assert_eq!(platform.header(ALLOWED), Some("https://platform.example"));

    let _ = set(json!([])).await.expect(200);
    assert_eq!(asked_by(&salon, Method::GET, &shop, OWN).await.header(ALLOWED), None);
}

#[tokio::test]
async fn what_is_no_origin_is_refused_by_its_place_in_the_list() {
    let salon = deployed().await;
    let business = format!("/businesses/{}", salon.business);
    let set = |body: Value| salon.send(request(Method::PATCH, &business).token(&salon.owner).json(&body));
    set(json!({ "allowed_origins": [OWN, "salon.example/"] }))
        .await
        .wrong_field("allowed_origins[1]", "invalid_origin");
    let eleven: Vec<_> = (0..11).map(|n| format!("https://s{n}.example")).collect();
    set(json!({ "allowed_origins": eleven }))
        .await
        .wrong_field("allowed_origins", "too_many_items");
    set(json!({ "allowed_origins": null }))
        .await
        .wrong_field("allowed_origins", "required");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_businesses_list_one_origin_at_the_same_time() {
    let salon = Arc::new(deployed().await);
    let mut founded = Vec::new();
    for n in 0..6 {
        let owner = salon.token(json!({ "role": "owner", "email": format!("owner{n}@example.com") }));
        let new = json!({ "name": "Salon", "country": "PL", "currency": "PLN", "locale": "pl" });
        let business = salon.post("/businesses", &owner, new).await.expect(201)["id"].clone();
        founded.push((owner, business.as_str().expect("an id").to_owned()));
    }
    let changes = founded.iter().cloned().map(|(owner, business)| {
        let salon = salon.clone();
        tokio::spawn(async move {
            let body = json!({ "allowed_origins": [OWN] });
            let change = request(Method::PATCH, &format!("/businesses/{business}"));
            salon.send(change.token(&owner).json(&body)).await
        })
    });
    for answer in futures::future::join_all(changes).await {
        let _ = answer.expect("no panic").expect(200);
    }
    for (_, business) in &founded {
        let shops = format!("/businesses/{business}/shops");
        assert_eq!(
            asked_by(&salon, Method::OPTIONS, &shops, OWN).await.header(ALLOWED),
            Some(OWN)
        );
    }
}
