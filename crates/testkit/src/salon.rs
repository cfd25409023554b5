//! A salon in Warsaw with one shop, one service and one stylist, and the verbs a test tells its story with.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use chrono::{DateTime, Utc};
use http::Method;
use http_body_util::BodyExt;
use local::{Place, System, TokenRequest};
use serde_json::{Value, json};
use store::Meter;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::caller::{Request, request};

/// The system and the ids of what stands in it.
pub struct Salon {
    pub system: Arc<System>,
    router: axum::Router,
    pub owner: String,
    pub business: String,
    pub shop: String,
    pub service: String,
    pub staff: String,
}

/// How the salon differs from the plain one: Europe/Warsaw, an hour's service, steps of 15 minutes, weekdays 9 to 17.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Where the clock stands, RFC 3339.
    pub now: String,
    pub time_zone: String,
    pub settings: Value,
    pub service: Value,
    pub weekly: Value,
}

impl Default for Desk {
    fn default() -> Self {
        let day = |day: &str| json!({ "day": day, "from": "09:00", "to": "17:00" });
        Self {
            // Monday, 10:00 in Warsaw.
            now: "2027-03-08T09:00:00Z".to_owned(),
            time_zone: "Europe/Warsaw".to_owned(),
            settings: json!({}),
            service: json!({
                "name": "Strzyżenie", "duration_minutes": 60, "price": { "amount": 12_000, "currency": "PLN" }
            }),
            weekly: json!([
                day("mon"),
                day("tue"),
                day("wed"),
                day("thu"),
                day("fri"),
                day("sat"),
                day("sun")
            ]),
        }
    }
}

impl Salon {
    /// The plain salon.
    pub async fn open() -> Self {
        Self::open_with(Desk::default()).await
    }

    /// A salon of its own, set up through the API.
    ///
    /// # Panics
    /// When the system does not start or refuses the set-up.
    pub async fn open_with(desk: Desk) -> Self {
        let salon = Self::empty(&desk.now).await;
        salon.set_up(desk).await
    }

    /// The plain salon, with its table and files in a folder.
    ///
    /// # Panics
    /// As [`Salon::open_with`].
    pub async fn open_in(folder: &Path) -> Self {
        let desk = Desk::default();
        let salon = Self::start(&Place::Folder(folder.to_owned()), &desk.now).await;
        salon.set_up(desk).await
    }

    async fn set_up(mut self, desk: Desk) -> Self {
        let salon = &mut self;
        salon.owner = salon.token(json!({ "role": "owner", "email": "owner@salon.example" }));
        let business = json!({ "name": "Salon", "country": "PL", "currency": "PLN", "locale": "pl" });
        salon.business = salon.create("/businesses", business).await;
        let shop = json!({
            "name": "Śródmieście", "time_zone": desk.time_zone, "settings": desk.settings,
            "address": "Piękna 12, Warszawa", "phone": "+48221234567", "email": "shop@salon.example"
        });
        salon.shop = salon.create("/shops", shop).await;
        salon.service = salon.create("/services", desk.service).await;
        salon.staff = salon.hire("Anna", &desk.weekly).await;
        self
    }

    /// The system without a business.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn empty(now: &str) -> Self {
        Self::start(&Place::Memory, now).await
    }

    async fn start(place: &Place, now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().expect("an instant");
        let system = System::start(place, Some(now), "http://salon.test")
            .await
            .expect("the system starts");
        let router = system.router();
        let none = String::new;
        Self {
            system,
            router,
            owner: none(),
            business: none(),
            shop: none(),
            service: none(),
            staff: none(),
        }
    }

    /// The same salon, counting what its endpoints ask of the table from now on.
    #[must_use]
    pub fn metered(self) -> (Self, Arc<Meter>) {
        let (router, meter) = self.system.metered_router();
        (Self { router, ..self }, meter)
    }

    /// The same salon on a platform that lists these origins only.
    #[must_use]
    pub fn listing_origins(self, origins: &[&str]) -> Self {
        let router = self.system.router_listing(origins);
        Self { router, ..self }
    }

    /// Adds somebody who performs the service, with weekly hours.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn hire(&self, name: &str, weekly: &Value) -> String {
        let staff = self
            .create(
                "/staff",
                json!({ "name": name, "services": [{ "service_id": self.service }] }),
            )
            .await;
        self.set_hours(&staff, &json!({ "weekly": weekly })).await;
        staff
    }

    /// Sets the hours of somebody in the shop.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn set_hours(&self, staff: &str, schedule: &Value) {
        let path = format!("/staff/{staff}/schedules/{}", self.shop);
        self.send(request(Method::PUT, &path).token(&self.owner).json(schedule))
            .await
            .expect(200);
    }

    /// Creates something as the owner; its id.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn create(&self, path: &str, body: Value) -> String {
        let made = self.post(path, &self.owner, body).await.expect(201);
        made["id"].as_str().expect("an id").to_owned()
    }

    /// A token of local mode.
    ///
    /// # Panics
    /// When the request for it is wrong.
    #[must_use]
    pub fn token(&self, wanted: Value) -> String {
        let wanted: TokenRequest = serde_json::from_value(wanted).expect("a token request");
        let app = &self.system.app;
        self.system
            .tokens
            .mint(wanted, app.new_uuid(), app.now())
            .expect("a token")
    }

    pub async fn send(&self, request: Request) -> Answer {
        let mut http = http::Request::builder().method(request.method).uri(request.path);
        for (name, value) in request.headers {
            http = http.header(name, value);
        }
        let http = http.body(Body::from(request.body)).expect("a request");
        let response = self.router.clone().oneshot(http).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send(with_token(request(Method::POST, path), token).json(&body))
            .await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(with_token(request(Method::GET, path), token)).await
    }

    /// A guest's booking of the service at a start, with somebody if named.
    #[must_use]
    pub fn wish(&self, start: &str, guest: &str) -> Value {
        json!({
            "shop_id": self.shop, "service_id": self.service, "start": start,
            "customer": { "name": guest, "email": format!("{guest}@guests.example"), "phone": "+48601234567" }
        })
    }

    /// Books as a guest.
    pub async fn book(&self, start: &str, guest: &str) -> Answer {
        self.post("/bookings", "", self.wish(start, guest)).await
    }

    /// The free starts in a period.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn starts(&self, from: &str, to: &str) -> Vec<String> {
        let path = format!(
            "/availability?shop_id={}&service_id={}&from={from}&to={to}",
            self.shop, self.service
        );
        let found = self.get(&path, "").await.expect(200);
        let slots = found["slots"].as_array().expect("slots");
        slots
            .iter()
            .map(|slot| slot["start"].as_str().expect("a start").to_owned())
            .collect()
    }

    /// Moves time and runs what became due.
    ///
    /// # Panics
    /// When the system does not come to rest.
    pub async fn travel(&self, now: &str) {
        self.send(request(Method::POST, "/local/clock").json(&json!({ "now": now })))
            .await
            .expect(200);
    }

    /// Runs relay, workers and sweep until idle, and lists the messages to an address or number.
    ///
    /// # Panics
    /// When the system does not come to rest.
    pub async fn messages(&self, to: &str) -> Vec<Value> {
        self.system.settle().await.expect("the system comes to rest");
        let messages = self.system.inbox.list(Some(to));
        messages
            .iter()
            .map(|m| serde_json::to_value(m).expect("a message"))
            .collect()
    }
}

fn with_token(request: Request, token: &str) -> Request {
    if token.is_empty() {
        request
    } else {
        request.token(token)
    }
}
