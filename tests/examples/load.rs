//! Load against a running system: a race for one place, then customers who search and book for a while.
//!
//! `cargo run --release -- --port 8090 --data /tmp/load` in one shell, then
//! `cargo run --release --example load -p tests -- http://127.0.0.1:8090 60` in another. It reports; it asserts only that
//! nobody is double-booked and nothing answers 5xx.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures::future::join_all;
use serde_json::{Value, json};

const CUSTOMERS: usize = 100;
const RACERS: usize = 200;

struct Api {
    base: String,
    http: reqwest::Client,
    owner: String,
}

impl Api {
    async fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        token: bool,
        body: Option<&Value>,
    ) -> anyhow::Result<(u16, Value)> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if token {
            request = request.bearer_auth(&self.owner);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    async fn create(&self, path: &str, body: Value) -> anyhow::Result<String> {
        let (status, answer) = self.send(reqwest::Method::POST, path, true, Some(&body)).await?;
        ensure!(status == 201, "{path}: {status} {answer}");
        Ok(answer["data"]["id"].as_str().context("an id")?.to_owned())
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let seconds = arguments.next().map_or(Ok(60), |s| s.parse())?;
    let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
    let answer: Value = http
        .post(format!("{base}/local/tokens"))
        .json(&json!({ "role": "owner" }))
        .send()
        .await?
        .json()
        .await?;
    let owner = answer["token"].as_str().context("a token")?.to_owned();
    let api = Arc::new(Api { base, http, owner });
    let (shop, service) = salon(&api).await?;
    race(&api, &shop, &service).await?;
    crowd(&api, &shop, &service, Duration::from_secs(seconds)).await
}

async fn salon(api: &Api) -> anyhow::Result<(String, String)> {
    let business = json!({ "name": "Load", "country": "PL", "currency": "PLN", "locale": "pl" });
    api.create("/api/v1/businesses", business).await?;
    let settings = json!({ "min_notice_minutes": 0 });
    let shop = api
        .create(
            "/api/v1/shops",
            json!({ "name": "Load", "time_zone": "Europe/Warsaw", "settings": settings }),
        )
        .await?;
    let price = json!({ "amount": 12_000, "currency": "PLN" });
    let service = api
        .create(
            "/api/v1/services",
            json!({ "name": "Cut", "duration_minutes": 30, "price": price }),
        )
        .await?;
    let weekly: Vec<_> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .map(|day| json!({ "day": day, "from": "00:00", "to": "24:00" }))
        .into();
    for n in 0..10 {
        let staff = json!({ "name": format!("Staff {n}"), "services": [{ "service_id": service }] });
        let staff = api.create("/api/v1/staff", staff).await?;
        let path = format!("/api/v1/staff/{staff}/schedules/{shop}");
        let (status, answer) = api
            .send(reqwest::Method::PUT, &path, true, Some(&json!({ "weekly": weekly })))
            .await?;
        ensure!(status == 200, "{answer}");
    }
    Ok((shop, service))
}

fn wish(shop: &str, service: &str, start: &Value, staff: &Value, guest: &str) -> Value {
    json!({
        "shop_id": shop, "service_id": service, "start": start, "staff_id": staff,
        "customer": { "name": guest, "email": format!("{guest}@load.example"), "phone": "+48601234567" }
    })
}

async fn search(api: &Api, shop: &str, service: &str, day: u64) -> anyhow::Result<(u16, Value)> {
    let (_, clock) = api.send(reqwest::Method::GET, "/local/clock", false, None).await?;
    let now: chrono::DateTime<chrono::Utc> = clock["now"].as_str().context("now")?.parse()?;
    let from = now.date_naive() + chrono::Days::new(1 + day);
    let path = format!(
        "/api/v1/availability?shop_id={shop}&service_id={service}&from={from}T00:00:00Z&to={}T00:00:00Z",
        from + chrono::Days::new(1)
    );
    api.send(reqwest::Method::GET, &path, false, None).await
}

/// Fires all requests at once and tells how they ended.
async fn at_once(
    api: &Arc<Api>,
    name: &str,
    requests: impl Iterator<Item = (String, bool, Value)>,
) -> anyhow::Result<BTreeMap<String, usize>> {
    let begin = Instant::now();
    let tries: Vec<_> = requests
        .map(|(path, token, body)| {
            let api = api.clone();
            tokio::spawn(async move { api.send(reqwest::Method::POST, &path, token, Some(&body)).await })
        })
        .collect();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for tried in join_all(tries).await {
        let (status, answer) = tried??;
        *outcomes
            .entry(format!(
                "{status} {}",
                answer["error"]["code"].as_str().unwrap_or("done")
            ))
            .or_default() += 1;
    }
    report(&format!("{name} in {:?}: {outcomes:?}", begin.elapsed()));
    Ok(outcomes)
}

/// Two hundred want one place: by booking as guests, by moving with a guest's link and as the shop, by confirming.
async fn race(api: &Arc<Api>, shop: &str, service: &str) -> anyhow::Result<()> {
    let (_, found) = search(api, shop, service, 40).await?;
    let slots = found["data"]["slots"].as_array().cloned().unwrap_or_default();
    let one = |outcomes: &BTreeMap<String, usize>, won: &str, lost: &str| {
        ensure!(outcomes.get(won) == Some(&1), "not exactly one won");
        ensure!(
            outcomes.get(lost) == Some(&(RACERS - 1)),
            "the others were not refused by {lost}"
        );
        Ok(())
    };
    let (target, staff) = (&slots[0]["start"], &slots[0]["staff_ids"][0]);
    let wishes = (0..RACERS).map(|n| {
        (
            "/api/v1/bookings".to_owned(),
            false,
            wish(shop, service, target, staff, &format!("racer{n}")),
        )
    });
    one(
        &at_once(api, "200 guests book one place", wishes).await?,
        "201 done",
        "409 time_taken",
    )?;
    let (mut moves, target) = (Vec::new(), &slots[2]["start"]);
    for n in 0..RACERS {
        // From thirty days of other people's time to one place with the first.
        // Far enough ahead that a guest may still move it.
        let day = 3 + n as u64 % 30;
        let (_, found) = search(api, shop, service, day).await?;
        let slot = &found["data"]["slots"][0];
        let booked = wish(
            shop,
            service,
            &slot["start"],
            &slot["staff_ids"][0],
            &format!("mover{n}"),
        );
        let (status, booked) = api
            .send(reqwest::Method::POST, "/api/v1/bookings", false, Some(&booked))
            .await?;
        ensure!(status == 201, "{booked}");
        let text = |name: &str| booked["data"][name].as_str().unwrap_or_default().to_owned();
        let by_link = n % 2 == 0;
        let path = if by_link {
            format!("/api/v1/guest-bookings/{}/reschedule", text("manage_token"))
        } else {
            format!("/api/v1/bookings/{}/reschedule", text("id"))
        };
        moves.push((path, !by_link, json!({ "start": target, "staff_id": staff })));
    }
    one(
        &at_once(api, "200 move to one place", moves.into_iter()).await?,
        "200 done",
        "409 time_taken",
    )?;
    confirmations(api, shop, service, &slots[4]["start"]).await
}

async fn confirmations(api: &Arc<Api>, shop: &str, service: &str, start: &Value) -> anyhow::Result<()> {
    let settings = format!("/api/v1/shops/{shop}/settings");
    for (mode, expected) in [("by_shop", "pending"), ("automatic", "")] {
        let change = json!({ "confirmation": mode });
        let (status, answer) = api.send(reqwest::Method::PATCH, &settings, true, Some(&change)).await?;
        ensure!(status == 200, "{answer}");
        if expected.is_empty() {
            break;
        }
        let wish = wish(shop, service, start, &Value::Null, "pending");
        let (_, booked) = api
            .send(reqwest::Method::POST, "/api/v1/bookings", false, Some(&wish))
            .await?;
        ensure!(booked["data"]["status"] == expected, "{booked}");
        let path = format!(
            "/api/v1/bookings/{}/confirm",
            booked["data"]["id"].as_str().unwrap_or_default()
        );
        let outcomes = at_once(
            api,
            "200 confirm one booking",
            (0..RACERS).map(|_| (path.clone(), true, json!({}))),
        )
        .await?;
        ensure!(
            outcomes.get("200 done") == Some(&1) && outcomes.len() == 2,
            "not exactly one confirmed"
        );
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    searches: Vec<Duration>,
    bookings: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
}

async fn crowd(api: &Arc<Api>, shop: &str, service: &str, length: Duration) -> anyhow::Result<()> {
    let until = Instant::now() + length;
    let customers = (0..CUSTOMERS).map(|n| {
        let (api, shop, service) = (api.clone(), shop.to_owned(), service.to_owned());
        tokio::spawn(async move { customer(&api, &shop, &service, n, until).await })
    });
    let mut all = Tally::default();
    for tally in join_all(customers).await {
        let tally = tally??;
        all.searches.extend(tally.searches);
        all.bookings.extend(tally.bookings);
        for (status, n) in tally.statuses {
            *all.statuses.entry(status).or_default() += n;
        }
    }
    let requests = all.searches.len() + all.bookings.len();
    report(&format!(
        "{CUSTOMERS} customers for {length:?}: {requests} requests, {:.0}/s",
        requests as f64 / length.as_secs_f64()
    ));
    report(&format!("search  {}", percentiles(&mut all.searches)));
    report(&format!("booking {}", percentiles(&mut all.bookings)));
    report(&format!("statuses {:?}", all.statuses));
    ensure!(
        all.statuses.keys().all(|status| *status < 500),
        "something answered 5xx"
    );
    Ok(())
}

/// Searches a day, thinks, and books one of the starts with whoever is free.
async fn customer(api: &Api, shop: &str, service: &str, n: usize, until: Instant) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for visit in 0.. {
        if Instant::now() >= until {
            break;
        }
        let begin = Instant::now();
        let (status, found) = search(api, shop, service, (n as u64 + visit) % 30).await?;
        tally.searches.push(begin.elapsed());
        *tally.statuses.entry(status).or_default() += 1;
        let slots = found["data"]["slots"].as_array().cloned().unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(200)).await;
        if slots.is_empty() {
            continue;
        }
        let slot = &slots[(n * 7 + visit as usize * 13) % slots.len()];
        let wish = wish(
            shop,
            service,
            &slot["start"],
            &Value::Null,
            &format!("guest{n}x{visit}"),
        );
        let begin = Instant::now();
        let (status, _) = api
            .send(reqwest::Method::POST, "/api/v1/bookings", false, Some(&wish))
            .await?;
        tally.bookings.push(begin.elapsed());
        *tally.statuses.entry(status).or_default() += 1;
    }
    Ok(tally)
}

fn percentiles(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)));
    format!(
        "n={} p50={:?} p99={:?}",
        times.len(),
        at(0.5).copied().unwrap_or_default(),
        at(0.99).copied().unwrap_or_default()
    )
}

#[expect(clippy::print_stdout, reason = "the report is the program's output")]
fn report(line: &str) {
    println!("{line}");
}
