//! A manager sees and changes what it was given and nothing else; what a list shows can be shown, and the other way round.

use std::collections::BTreeSet;

use api::auth::Claims;
use http::Method;
use serde_json::{Value, json};
use store::{MemberRole, Scope};
use testkit::{Answer, Desk, Request, Salon, claims_of, request};

/// Three shops, three people who work in all of them, and a booking with each in each.
struct House {
    salon: Salon,
    shops: Vec<String>,
    staff: Vec<String>,
    bookings: Vec<Booked>,
}

#[derive(Debug, Clone)]
struct Booked {
    id: String,
    shop: String,
    staff: String,
    customer: String,
}

const PERIOD: &str = "from=2027-03-08T00:00:00Z&to=2027-03-20T00:00:00Z";

impl House {
    async fn open() -> Self {
        let salon = Salon::open().await;
        let hours = json!({ "weekly": Desk::default().weekly });
        let mut shops = vec![salon.shop.clone()];
        for name in ["Mokotów", "Wola"] {
            let shop = json!({ "name": name, "time_zone": "Europe/Warsaw" });
            shops.push(salon.create("/shops", shop).await);
        }
        let mut staff = vec![salon.staff.clone()];
        for name in ["Beata", "Celina"] {
            staff.push(salon.hire(name, &json!([])).await);
        }
        for person in &staff {
            for shop in &shops {
                let path = format!("/staff/{person}/schedules/{shop}");
                let set = request(Method::PUT, &path).token(&salon.owner).json(&hours);
                salon.send(set).await.expect(200);
            }
        }
        let mut bookings = Vec::new();
        for (i, shop) in shops.iter().enumerate() {
            for (j, person) in staff.iter().enumerate() {
                // One day a shop; one hour a person.
                let mut wish = salon.wish(
                    &format!("2027-03-{:02}T{:02}:00:00Z", 10 + i, 9 + j),
                    &format!("guest{i}x{j}"),
                );
                wish["shop_id"] = json!(shop);
                wish["staff_id"] = json!(person);
                let made = salon.post("/bookings", "", wish).await.expect(201);
                let text = |name: &str| made[name].as_str().expect("a text").to_owned();
                bookings.push(Booked {
                    id: text("id"),
                    shop: shop.clone(),
                    staff: person.clone(),
                    customer: text("customer_id"),
                });
            }
        }
        Self {
            salon,
            shops,
            staff,
            bookings,
        }
    }

    /// Sends as a member of the salon who says so.
    async fn send(&self, token: &str, request: Request) -> Answer {
        let request = request.token(token).header("x-business-id", &self.salon.business);
        self.salon.send(request).await
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, request(Method::GET, path)).await
    }

    /// The ids of a list, read in pages of `limit`; every page but the last is full.
    async fn listed(&self, token: &str, path: &str, limit: usize) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut cursor = String::new();
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let answer = self.get(token, &format!("{path}{joint}limit={limit}{cursor}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            let page = answer.body["data"].as_array().expect("a list").clone();
            let next = answer.body["meta"]["pagination"]["next_cursor"]
                .as_str()
                .map(str::to_owned);
            assert!(
                next.is_none() || page.len() == limit,
                "a page that is not full: {}",
                answer.text
            );
            found.extend(page.iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
            match next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    async fn manager(&self, email: &str, given: &Given) -> String {
        let token = self.salon.sign_up(email).await;
        self.salon
            .place(&token, MemberRole::Manager, |place| {
                place.shops = scope(given.shops.as_ref());
                place.managed_staff = scope(given.staff.as_ref());
                place.customers = scope(given.customers.as_ref());
            })
            .await;
        token
    }
}

/// What a manager runs; `None` is everything.
#[derive(Debug, Clone, Default)]
struct Given {
    shops: Option<BTreeSet<String>>,
    staff: Option<BTreeSet<String>>,
    customers: Option<BTreeSet<String>>,
}

impl Given {
    fn has(of: Option<&BTreeSet<String>>, id: &str) -> bool {
        of.is_none_or(|these| these.contains(id))
    }

    fn has_booking(&self, booked: &Booked) -> bool {
        Self::has(self.shops.as_ref(), &booked.shop)
            && Self::has(self.staff.as_ref(), &booked.staff)
            && Self::has(self.customers.as_ref(), &booked.customer)
    }
}

fn scope<T: std::str::FromStr>(ids: Option<&BTreeSet<String>>) -> Scope<T> {
    let parse = |id: &String| id.parse().ok();
    ids.map_or(Scope::All, |ids| Scope::Only(ids.iter().filter_map(parse).collect()))
}

/// The workload's own generator (design, section 13), so that a failing draw can be named.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// All of them, one time in four; else each with even odds.
    fn some<'a>(&mut self, of: impl Iterator<Item = &'a String>) -> Option<BTreeSet<String>> {
        if self.roll(4) == 0 {
            return None;
        }
        Some(of.filter(|_| self.roll(2) == 0).cloned().collect())
    }
}

fn changes(path: &str, body: Value) -> Request {
    request(Method::PATCH, path).json(&body)
}

#[tokio::test]
async fn what_is_listed_can_be_shown_and_changed_and_nothing_else_can() {
    let house = House::open().await;
    let mut dice = Dice(20_270_308);
    for round in 0..8 {
        let given = Given {
            shops: dice.some(house.shops.iter()),
            staff: dice.some(house.staff.iter()),
            customers: dice.some(house.bookings.iter().map(|b| &b.customer)),
        };
        let manager = house.manager(&format!("manager{round}@salon.example"), &given).await;
        shops_agree(&house, &manager, &given).await;
        staff_agree(&house, &manager, &given).await;
        bookings_agree(&house, &manager, &given).await;
    }
}

async fn shops_agree(house: &House, manager: &str, given: &Given) {
    let path = format!("/businesses/{}/shops", house.salon.business);
    let listed = house.listed(manager, &path, 2).await;
    for shop in &house.shops {
        let expected = Given::has(given.shops.as_ref(), shop);
        assert_eq!(listed.contains(shop), expected, "{given:?}");
        let path = format!("/shops/{shop}");
        for asked in [
            changes(&path, json!({ "email": "shop@salon.example" })),
            request(Method::GET, &format!("{path}/settings")),
            changes(&format!("{path}/settings"), json!({ "min_notice_minutes": 30 })),
            request(Method::GET, &format!("{path}/closures")),
            request(Method::GET, &format!("{path}/bookings?{PERIOD}")),
        ] {
            let answer = house.send(manager, asked).await;
            assert_eq!(answer.status == 200, expected, "{given:?}: {}", answer.text);
            assert!(matches!(answer.status, 200 | 404), "{}", answer.text);
        }
    }
}

async fn staff_agree(house: &House, manager: &str, given: &Given) {
    let path = format!("/staff?business_id={}", house.salon.business);
    let listed = house.listed(manager, &path, 2).await;
    for person in &house.staff {
        let expected = Given::has(given.staff.as_ref(), person);
        assert_eq!(listed.contains(person), expected, "{given:?}");
        let path = format!("/staff/{person}");
        for asked in [
            changes(&path, json!({ "email": "her@salon.example" })),
            request(Method::GET, &format!("{path}/time-off")),
        ] {
            let answer = house.send(manager, asked).await;
            assert_eq!(answer.status == 200, expected, "{given:?}: {}", answer.text);
            assert!(matches!(answer.status, 200 | 404), "{}", answer.text);
        }
        let shown = house.get(manager, &path).await.expect(200);
        assert_eq!(
            shown["email"].is_string(),
            expected,
            "a card is public, its contact is not: {shown}"
        );
        for shop in &house.shops {
            let both = expected && Given::has(given.shops.as_ref(), shop);
            let answer = house.get(manager, &format!("{path}/schedules/{shop}")).await;
            assert_eq!(
                answer.status,
                if both { 200 } else { 404 },
                "{given:?}: {}",
                answer.text
            );
        }
    }
}

async fn bookings_agree(house: &House, manager: &str, given: &Given) {
    let mut listed = BTreeSet::new();
    for shop in house.shops.iter().filter(|shop| Given::has(given.shops.as_ref(), shop)) {
        listed.extend(
            house
                .listed(manager, &format!("/shops/{shop}/bookings?{PERIOD}"), 1)
                .await,
        );
    }
    for booked in &house.bookings {
        let expected = given.has_booking(booked);
        assert_eq!(listed.contains(&booked.id), expected, "{given:?} {booked:?}");
        let path = format!("/bookings/{}", booked.id);
        for asked in [
            request(Method::GET, &path),
            request(Method::GET, &format!("{path}/calendar.ics")),
            changes(&path, json!({ "notes": "seen" })),
        ] {
            let answer = house.send(manager, asked).await;
            assert_eq!(
                answer.status,
                if expected { 200 } else { 404 },
                "{given:?}: {}",
                answer.text
            );
        }
        // A token that names no business shows the same: the account's place there counts.
        let plain = house.salon.get(&path, manager).await;
        assert_eq!(plain.status == 200, expected, "{given:?}: {}", plain.text);
        let check_in = house
            .send(manager, request(Method::POST, &format!("{path}/check-in")))
            .await;
        assert_eq!(check_in.status == 404, !expected, "{given:?}: {}", check_in.text);
    }
}

fn only(ids: &[&String]) -> Option<BTreeSet<String>> {
    Some(ids.iter().map(|id| (*id).clone()).collect())
}

#[tokio::test]
async fn whoever_runs_only_some_cannot_add_to_the_rest() {
    let house = House::open().await;
    let given = Given {
        shops: only(&[&house.shops[0]]),
        staff: only(&[&house.staff[0]]),
        customers: None,
    };
    let manager = house.manager("some@salon.example", &given).await;
    let shop = request(Method::POST, "/shops").json(&json!({ "name": "New", "time_zone": "Europe/Warsaw" }));
    house.send(&manager, shop).await.refused(403, "forbidden");
    let hire = request(Method::POST, "/staff").json(&json!({ "name": "Dorota", "services": [] }));
    house.send(&manager, hire).await.refused(403, "forbidden");
    let archived = format!("/staff?business_id={}&include_archived=true", house.salon.business);
    assert_eq!(house.listed(&manager, &archived, 10).await, given.staff.expect("some"));
    let everybody = format!("/staff?business_id={}", house.salon.business);
    let public = house.salon.get(&everybody, "").await.expect(200);
    assert_eq!(public.as_array().map(Vec::len), Some(3), "the public list stays public");
}

#[tokio::test]
async fn a_manager_books_for_others_only_where_it_manages() {
    let house = House::open().await;
    let given = Given {
        shops: only(&[&house.shops[0]]),
        staff: only(&[&house.staff[1]]),
        customers: only(&[&house.bookings[0].customer]),
    };
    let manager = house.manager("some@salon.example", &given).await;
    let wish = |guest: &str| house.salon.wish("2027-03-15T10:00:00Z", guest);
    let mut elsewhere = wish("guest0x0");
    elsewhere["shop_id"] = json!(house.shops[1]);
    let mut with_another = wish("guest0x0");
    with_another["staff_id"] = json!(house.staff[0]);
    for (wish, field, code) in [
        (elsewhere, "shop_id", "unknown_shop"),
        (with_another, "staff_id", "unknown_staff"),
        (wish("stranger"), "customer", "unknown_customer"),
    ] {
        let answer = house
            .send(&manager, request(Method::POST, "/bookings").json(&wish))
            .await;
        answer.wrong_field(field, code);
    }
    let anybody = request(Method::POST, "/bookings").json(&wish("guest0x0"));
    let made = house.send(&manager, anybody).await.expect(201);
    assert_eq!(
        made["staff_id"],
        json!(house.staff[1]),
        "whoever is free is somebody it manages"
    );
    assert_eq!(made["origin"], "shop");
    let path = format!("/bookings/{}/reschedule", made["id"].as_str().expect("an id"));
    let to = json!({ "start": "2027-03-15T12:00:00Z", "staff_id": house.staff[0] });
    let moved = house.send(&manager, request(Method::POST, &path).json(&to)).await;
    moved.wrong_field("staff_id", "unknown_staff");
    let to = json!({ "start": "2027-03-15T12:00:00Z" });
    let moved = house
        .send(&manager, request(Method::POST, &path).json(&to))
        .await
        .expect(200);
    assert_eq!(moved["staff_id"], json!(house.staff[1]));
}

#[tokio::test]
async fn an_absence_tells_only_of_bookings_within_reach() {
    let house = House::open().await;
    let given = Given {
        shops: only(&[&house.shops[0]]),
        ..Given::default()
    };
    let manager = house.manager("some@salon.example", &given).await;
    let path = format!("/staff/{}/time-off", house.staff[0]);
    let off = json!({ "start": "2027-03-10T06:00:00Z", "end": "2027-03-13T00:00:00Z" });
    let entered = house
        .send(&manager, request(Method::POST, &path).json(&off))
        .await
        .expect(201);
    assert_eq!(entered["conflicts"], json!([house.bookings[0].id]));
}

#[tokio::test]
async fn a_managers_own_booking_stays_its_own_out_of_reach() {
    let house = House::open().await;
    let given = Given {
        shops: only(&[]),
        staff: only(&[]),
        customers: only(&[]),
    };
    let manager = house.manager("some@salon.example", &given).await;
    let mut wish = house.salon.wish("2027-03-15T10:00:00Z", "x");
    wish.as_object_mut().expect("a wish").remove("customer");
    let made = house.salon.post("/bookings", &manager, wish).await.expect(201);
    let path = format!("/bookings/{}", made["id"].as_str().expect("an id"));
    house.get(&manager, &path).await.expect(200);
    let cancelled = house
        .send(&manager, request(Method::POST, &format!("{path}/cancel")))
        .await;
    cancelled.expect(200);
    let confirmed = house
        .send(&manager, request(Method::POST, &format!("{path}/confirm")))
        .await;
    confirmed.refused(404, "not_found");
}

#[tokio::test]
async fn a_missing_second_factor_closes_the_back_way_too() {
    let house = House::open().await;
    let manager = house.manager("some@salon.example", &Given::default()).await;
    let mut claims: Claims = serde_json::from_value(claims_of(&manager)).expect("claims");
    claims.second_factor = false;
    let bare = house.salon.system.tokens.sign(&claims).expect("a token");
    let path = format!("/bookings/{}", house.bookings[0].id);
    house.salon.get(&path, &bare).await.expect(200);
    let business = format!("/businesses/{}", house.salon.business);
    let asked = changes(&business, json!({ "second_factor_required_for": ["manager"] }));
    house.send(&house.salon.owner, asked).await.expect(200);
    house.salon.get(&path, &bare).await.refused(404, "not_found");
    house.get(&bare, &path).await.refused(404, "not_found");
    house.salon.get(&path, &manager).await.expect(200);
}
