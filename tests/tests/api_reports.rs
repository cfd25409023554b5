//! Reports: what they say of a day worked by hand, who may read them, what is wrong with a question, and what they cost.

use application::access::Reach;
use application::reports::{self, Asked};
use application::stats::{compare, rebuild};
use booking_rules::booking::{Booking, Status};
use booking_rules::ids::ShopId;
use booking_rules::ledger::{EntryKind, LedgerMonth};
use booking_rules::stats::{Counter, Row, Unit};
use booking_rules::time::Span;
use chrono::NaiveDate;
use http::Method;
use serde_json::{Value, json};
use store::{Commit, MemberRole, Operation::*, Scope, Versioned};
use testkit::{Salon, request};

const ALL: [&str; 7] = [
    "revenue",
    "service-profitability",
    "staff-utilisation",
    "retention",
    "no-shows",
    "conversion",
    "kpi",
];

fn month(text: &str) -> LedgerMonth {
    LedgerMonth::parse(text).expect("a month")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn path(salon: &Salon, report: &str, query: &str) -> String {
    format!("/shops/{}/reports/{report}?{query}", salon.shop)
}

async fn report(salon: &Salon, report: &str, query: &str) -> Value {
    salon.get(&path(salon, report, query), &salon.owner).await.expect(200)
}

fn zloty(minor: i64) -> Value {
    json!({ "amount": minor, "currency": "PLN" })
}

async fn patch(salon: &Salon, path: &str, token: &str, body: Value) -> testkit::Answer {
    salon.send(request(Method::PATCH, path).token(token).json(&body)).await
}

async fn booked(salon: &Salon, start: &str, guest: &str) -> String {
    let made = salon.book(start, guest).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn done(salon: &Salon, booking: &str, what: &str) {
    let path = format!("/bookings/{booking}/{what}");
    salon.post(&path, &salon.owner, json!({})).await.expect(200);
}

/// A Wednesday of four bookings: two completed, one missed, one called off; and what the till took.
async fn worked_day() -> Salon {
    let salon = Salon::open().await;
    let staff = format!("/staff/{}", salon.staff);
    let costs = json!({ "hourly_cost": zloty(6_000), "commission_percent": 40 });
    patch(&salon, &staff, &salon.owner, costs).await.expect(200);
    let service = format!("/services/{}", salon.service);
    patch(&salon, &service, &salon.owner, json!({ "material_cost": zloty(500) }))
        .await
        .expect(200);
    let mut bookings = Vec::new();
    for (hour, guest) in [(9, "anna"), (10, "beata"), (11, "celina"), (12, "danuta")] {
        bookings.push(booked(&salon, &format!("2027-03-10T{hour:02}:00:00Z"), guest).await);
    }
    done(&salon, &bookings[3], "cancel").await;
    salon.travel("2027-03-10T18:00:00Z").await;
    done(&salon, &bookings[0], "complete").await;
    done(&salon, &bookings[1], "complete").await;
    done(&salon, &bookings[2], "no-show").await;
    let at = "2027-03-10T18:00:00Z";
    let sale = [
        salon.entry(at, EntryKind::Charge, 12_000),
        salon.entry(at, EntryKind::Charge, 12_000),
        salon.entry(at, EntryKind::Discount, -2_000),
        salon.entry(at, EntryKind::Tip, 1_500),
    ];
    salon.take(&sale).await;
    salon.take(&[salon.entry(at, EntryKind::Refund, -3_000)]).await;
    salon.system.settle().await.expect("the system comes to rest");
    salon
}

#[tokio::test]
async fn a_day_worked_by_hand_is_what_the_reports_say() {
    let salon = worked_day().await;
    let week = "from=2027-03-08&to=2027-03-14&by=week";

    // 12000 at 23 % is 9756 and 2244 of tax; 2000 is 1626 and 374; 3000 is 2439 and 561.
    let revenue = report(&salon, "revenue", week).await;
    let expected = json!({
        "net": zloty(2 * 9_756 - 1_626 - 2_439), "vat": zloty(2 * 2_244 - 374 - 561), "gross": zloty(19_000),
        "tips": zloty(1_500), "refunds": zloty(-3_000), "discounts": zloty(-2_000), "deposits": zloty(0)
    });
    assert_eq!(revenue["total"]["revenue"], expected);
    assert_eq!(revenue["rows"][0]["revenue"], expected);
    assert_eq!(revenue["total"]["before"]["from"], "2027-03-01");
    assert_eq!(revenue["total"]["change_basis_points"], Value::Null, "nothing before");
    assert_eq!(
        (&revenue["time_zone"], &revenue["currency"], &revenue["by"]),
        (&json!("Europe/Warsaw"), &json!("PLN"), &json!("week"))
    );
    let days = report(&salon, "revenue", "from=2027-03-08&to=2027-03-14").await;
    let by_day: Vec<_> = days["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["revenue"]["gross"]["amount"])
        .collect();
    assert_eq!(json!(by_day), json!([0, 0, 19_000, 0, 0, 0, 0]));
    assert_eq!(days["rows"][3]["change_basis_points"], -10_000, "the day after");

    let missed = &report(&salon, "no-shows", week).await["total"];
    let (booked, completed) = (&missed["booked"], &missed["completed"]);
    assert_eq!(
        (booked, completed, &missed["no_shows"], &missed["cancelled"]),
        (&json!(4), &json!(2), &json!(1), &json!(1))
    );
    assert_eq!(missed["no_show_share_basis_points"], 3_333);
    assert_eq!(
        (&missed["missed_value"], &missed["cancelled_value"]),
        (&zloty(12_000), &zloty(12_000))
    );

    // 15447 net: 40 % is 6178.8. Eight hours of working time, three of them booked.
    let staff = report(&salon, "staff-utilisation", "from=2027-03-10&to=2027-03-10").await;
    let anna = &staff["staff"][0];
    assert_eq!(
        (&anna["staff_id"], &anna["name"]),
        (&json!(salon.staff), &json!("Anna"))
    );
    let total = &anna["total"];
    assert_eq!(
        (&total["booked_minutes"], &total["available_minutes"]),
        (&json!(180), &json!(480))
    );
    assert_eq!(total["utilisation_basis_points"], 3_750);
    assert_eq!((&total["commission"], &total["tips"]), (&zloty(6_179), &zloty(1_500)));

    // Two hours at 60.00, and 5.00 of material twice.
    let services = report(&salon, "service-profitability", week).await;
    let cut = &services["services"][0]["total"];
    assert_eq!(
        (&cut["served_minutes"], &cut["served_persons"]),
        (&json!(120), &json!(2))
    );
    assert_eq!(
        (&cut["staff_cost"], &cut["material_cost"]),
        (&zloty(12_000), &zloty(1_000))
    );
    assert_eq!((&cut["net"], &cut["margin"]), (&zloty(15_447), &zloty(2_447)));
    assert_eq!(
        (&cut["margin_basis_points"], &cut["minutes_without_cost"]),
        (&json!(1_584), &json!(0))
    );

    let kpi = &report(&salon, "kpi", "from=2027-03-10&to=2027-03-10").await["total"];
    assert_eq!(
        (&kpi["new_customers"], &kpi["returning_visits"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        (&kpi["average_visit"], &kpi["utilisation_basis_points"]),
        (&zloty(9_500), &json!(3_750))
    );
}

#[tokio::test]
async fn counters_equal_a_recount_and_a_wrong_one_is_set_right() {
    let salon = worked_day().await;
    let app = &salon.system.app;
    let business = salon.business.parse().expect("an id");
    let (first, last) = (month("2027-02"), month("2027-04"));
    let found = compare(app, business, first, last).await.expect("compared");
    assert_eq!((found.bookings, found.entries), (4, 5));
    assert_eq!(found.deviations, []);

    let shop = salon.shop.parse().expect("an id");
    let row = Row::Shop {
        shop,
        day: day("2027-03-10"),
    };
    let wrong = [(Counter::Booked, 3), (Counter::Searches, 9)].into_iter().collect();
    app.store.add_to_stats(row, &wrong).await.expect("added");
    let found = compare(app, business, first, last).await.expect("compared");
    let [deviation] = found.deviations.as_slice() else {
        panic!("{:?}", found.deviations)
    };
    assert_eq!(
        (
            deviation.row,
            deviation.stood.get(Counter::Booked),
            deviation.counted.get(Counter::Booked)
        ),
        (row, 7, 4)
    );
    assert_eq!(found.corrected, 0, "comparing writes nothing");
    assert_eq!(rebuild(app, business, first, last).await.expect("rebuilt").corrected, 1);
    assert_eq!(
        compare(app, business, first, last).await.expect("compared").deviations,
        []
    );
    let searched = report(&salon, "conversion", "from=2027-03-10&to=2027-03-10").await;
    assert_eq!(
        searched["total"]["searches"], 9,
        "what leaves nothing to be counted again stays"
    );
}

#[tokio::test]
async fn searches_are_counted_without_asking_the_table_each_time() {
    let (salon, meter) = Salon::open().await.metered();
    meter.take();
    for _ in 0..25 {
        salon.starts("2027-03-10T00:00:00Z", "2027-03-11T00:00:00Z").await;
    }
    let writes = meter.take().into_iter().filter(|r| r.operation == UpdateItem).count();
    assert_eq!(writes, 1);
    booked(&salon, "2027-03-10T09:00:00Z", "anna").await;
    let wish = salon.wish("2027-03-11T09:00:00Z", "beata");
    salon.post("/bookings", &salon.owner, wish).await.expect(201);
    salon.system.settle().await.expect("the system comes to rest");
    let report = report(&salon, "conversion", "from=2027-03-08&to=2027-03-08").await;
    let total = &report["total"];
    assert_eq!(
        (
            &total["searches"],
            &total["bookings_online"],
            &total["bookings_by_shop"]
        ),
        (&json!(25), &json!(1), &json!(1))
    );
    assert_eq!(total["conversion_basis_points"], 400);
}

#[tokio::test]
async fn cohorts_are_followed_by_month() {
    let salon = worked_day().await;
    // Anna comes again in April and in May; both are heard of out of order.
    let app = &salon.system.app;
    let path = format!(
        "/shops/{}/bookings?from=2027-03-10T00:00:00Z&to=2027-03-11T00:00:00Z&status=completed",
        salon.shop
    );
    let first = salon.get(&path, &salon.owner).await.expect(200)[0]["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    let Versioned { record: first, .. } = app.store.booking(first).await.expect("read").expect("a booking");
    salon.travel("2027-05-20T08:00:00Z").await;
    for start in ["2027-05-12T08:00:00Z", "2027-04-14T08:00:00Z", "2027-04-15T08:00:00Z"] {
        let start: chrono::DateTime<chrono::Utc> = start.parse().expect("an instant");
        let again = Booking {
            id: app.new_id(first.id.business()),
            span: Span::new(start, start + first.span.length()).expect("a span"),
            local_start: first.zone.local(start),
            status: Status::Completed,
            ..first.clone()
        };
        let mut commit = Commit::new();
        commit.create(&again).expect("a booking");
        app.store.commit(&commit).await.expect("written");
        let order = application::stats::StatsOrder::Booking(again.id);
        application::stats::project(app, &order).await.expect("counted");
    }
    let report = report(&salon, "retention", "from=2027-03-01&to=2027-04-30").await;
    let month = |month: &str, customers: i64, share: i64| json!({ "month": month, "customers": customers, "share_basis_points": share });
    let march = &report["cohorts"][0];
    assert_eq!((&march["month"], &march["customers"]), (&json!("2027-03"), &json!(2)));
    assert_eq!(
        march["months"],
        json!([month("2027-04", 1, 5_000), month("2027-05", 1, 5_000)])
    );
    let april = &report["cohorts"][1];
    assert_eq!(
        (&april["customers"], &april["before"]["customers"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(april["change_basis_points"], -10_000);
}

#[tokio::test]
async fn days_on_which_the_clock_changes_and_closed_days_have_their_own_hours() {
    let salon = Salon::open().await;
    let night = |date: &str| json!({ "date": date, "intervals": [{ "from": "00:00", "to": "04:00" }] });
    let plan = json!({ "weekly": [{ "day": "mon", "from": "09:00", "to": "17:00" }], "dates": [night("2027-03-28"), night("2027-10-31")] });
    salon.set_hours(&salon.staff, &plan).await;
    // 00:00 in Warsaw of the 28th.
    booked(&salon, "2027-03-27T23:00:00Z", "anna").await;
    let at = "2027-10-30T22:30:00Z";
    salon.take(&[salon.entry(at, EntryKind::Charge, 5_000)]).await;
    salon.system.settle().await.expect("the system comes to rest");
    for (date, minutes, share) in [("2027-03-28", 180, json!(3_333)), ("2027-10-31", 300, json!(0))] {
        let staff = report(&salon, "staff-utilisation", &format!("from={date}&to={date}")).await;
        let total = &staff["staff"][0]["total"];
        assert_eq!(
            (&total["available_minutes"], &total["utilisation_basis_points"]),
            (&json!(minutes), &share),
            "{date}"
        );
    }
    let autumn = report(&salon, "revenue", "from=2027-10-31&to=2027-10-31").await;
    assert_eq!(
        autumn["total"]["revenue"]["gross"],
        zloty(5_000),
        "half past midnight in Warsaw"
    );

    let monday = "from=2027-03-15&to=2027-03-15";
    assert_eq!(report(&salon, "kpi", monday).await["total"]["available_minutes"], 480);
    let off = json!({ "start": "2027-03-15T08:00:00Z", "end": "2027-03-15T10:00:00Z" });
    salon
        .post(&format!("/staff/{}/time-off", salon.staff), &salon.owner, off)
        .await
        .expect(201);
    assert_eq!(report(&salon, "kpi", monday).await["total"]["available_minutes"], 360);
    let closure = json!({ "from_date": "2027-03-15", "to_date": "2027-03-15" });
    salon
        .post(&format!("/shops/{}/closures", salon.shop), &salon.owner, closure)
        .await
        .expect(201);
    let closed = report(&salon, "kpi", monday).await;
    assert_eq!(
        (
            &closed["total"]["available_minutes"],
            &closed["total"]["utilisation_basis_points"]
        ),
        (&json!(0), &Value::Null)
    );
}

#[tokio::test]
async fn a_wrong_question_names_its_field() {
    let salon = Salon::open().await;
    for (query, field, code) in [
        ("from=2027-03-02&to=2027-03-01", "to", "reversed_interval"),
        ("from=2027-01-01&to=2028-02-05&by=day", "to", "window_too_long"),
        ("from=2027-01-01&to=2030-01-10&by=year", "to", "window_too_long"),
        ("to=2027-03-01", "from", "required"),
        ("from=2027-03-01", "to", "required"),
        ("from=2027-02-30&to=2027-03-01", "from", "invalid_date"),
        ("from=2027-03-01&to=2027-03-02&by=hour", "by", "invalid_choice"),
        ("from=2027-03-01&to=2027-03-02&of=all", "of", "unknown_field"),
    ] {
        for name in ALL {
            salon
                .get(&path(&salon, name, query), &salon.owner)
                .await
                .wrong_field(field, code);
        }
    }
    let by_week = path(&salon, "retention", "from=2027-03-01&to=2027-03-31&by=week");
    salon
        .get(&by_week, &salon.owner)
        .await
        .wrong_field("by", "invalid_choice");
    // 400 days by day, and a year by quarters, are not too much.
    report(&salon, "revenue", "from=2027-01-01&to=2028-02-04").await;
    let year = report(&salon, "revenue", "from=2027-01-01&to=2027-12-31&by=quarter").await;
    assert_eq!(year["rows"].as_array().map(Vec::len), Some(4));
    assert_eq!(year["rows"][1]["before"]["to"], "2027-03-31");
}

#[tokio::test]
async fn reports_are_for_those_who_read_the_finances_and_as_far_as_they_reach() {
    let salon = worked_day().await;
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let rival = salon.token(json!({ "role": "owner", "email": "rival@example.com" }));
    let firm = json!({ "name": "Rival", "country": "PL", "currency": "PLN", "locale": "pl" });
    salon.post("/businesses", &rival, firm).await.expect(201);
    let manager = salon.sign_up("manager@salon.example").await;
    let other = salon.hire("Beata", &json!([])).await;
    let own = other.parse().expect("an id");
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.managed_staff = Scope::Only(vec![own])
        })
        .await;
    let query = "from=2027-03-08&to=2027-03-14&by=month";
    for name in ALL {
        let path = path(&salon, name, query);
        salon.get(&path, &stylist).await.refused(403, "forbidden");
        salon.get(&path, &rival).await.refused(404, "not_found");
        let answer = salon.get(&path, &manager).await;
        if name == "staff-utilisation" {
            let listed = answer.expect(200);
            let ids: Vec<_> = listed["staff"]
                .as_array()
                .expect("staff")
                .iter()
                .map(|s| &s["staff_id"])
                .collect();
            assert_eq!(json!(ids), json!([other]), "nobody out of reach");
        } else {
            // Sums tell of everybody, so they are for who reaches everybody.
            answer.refused(403, "forbidden");
        }
    }
    salon
        .place(&manager, MemberRole::Manager, |place| {
            place.shops = Scope::Only(Vec::new())
        })
        .await;
    for name in ALL {
        salon
            .get(&path(&salon, name, query), &manager)
            .await
            .refused(404, "not_found");
    }
    salon.place(&manager, MemberRole::Manager, |_| {}).await;
    for name in ALL {
        salon.get(&path(&salon, name, query), &manager).await.expect(200);
    }
    let business = salon.business.parse().expect("an id");
    let unknown: ShopId = salon.system.app.new_id(business);
    let unknown = format!("/shops/{unknown}/reports/revenue?{query}");
    salon.get(&unknown, &salon.owner).await.refused(404, "not_found");
}

#[tokio::test]
async fn costs_are_set_and_seen_by_the_owner_alone() {
    let salon = worked_day().await;
    let staff = format!("/staff/{}", salon.staff);
    let shown = salon.get(&staff, &salon.owner).await.expect(200);
    assert_eq!(
        (&shown["hourly_cost"], &shown["commission_percent"]),
        (&zloty(6_000), &json!(40))
    );
    let manager = salon.token(json!({ "role": "manager", "business_id": salon.business }));
    let stylist = salon.token(json!({ "role": "staff", "business_id": salon.business, "staff_id": salon.staff }));
    let list = format!("/staff?business_id={}", salon.business);
    for token in ["", &stylist, &manager] {
        for path in [&staff, &list] {
            let answer = salon.get(path, token).await;
            assert_eq!(answer.status, 200);
            assert!(
                !answer.text.contains("hourly_cost") && !answer.text.contains("commission"),
                "{}",
                answer.text
            );
        }
    }
    for body in [
        json!({ "hourly_cost": zloty(1) }),
        json!({ "commission_percent": null }),
    ] {
        patch(&salon, &staff, &manager, body).await.refused(403, "forbidden");
    }
    let named = patch(&salon, &staff, &manager, json!({ "name": "Anna N." })).await;
    assert!(!named.text.contains("hourly_cost"), "{}", named.text);
    let owner = &salon.owner;
    patch(&salon, &staff, owner, json!({ "commission_percent": 101 }))
        .await
        .wrong_field("commission_percent", "out_of_range");
    let euros = json!({ "hourly_cost": { "amount": 1, "currency": "EUR" } });
    patch(&salon, &staff, owner, euros)
        .await
        .wrong_field("hourly_cost.currency", "currency_mismatch");
    let cleared = patch(&salon, &staff, owner, json!({ "hourly_cost": null }))
        .await
        .expect(200);
    assert_eq!(
        (&cleared["hourly_cost"], &cleared["commission_percent"]),
        (&Value::Null, &json!(40))
    );

    let services = format!("/services?business_id={}", salon.business);
    let public = salon.get(&services, "").await;
    assert!(!public.text.contains("material_cost"), "{}", public.text);
    assert_eq!(
        salon.get(&services, owner).await.expect(200)[0]["material_cost"],
        zloty(500)
    );
    let service = format!("/services/{}", salon.service);
    let euros = json!({ "material_cost": { "amount": 1, "currency": "EUR" } });
    patch(&salon, &service, owner, euros)
        .await
        .wrong_field("material_cost.currency", "currency_mismatch");
    patch(&salon, &service, owner, json!({ "material_cost": null }))
        .await
        .expect(200);
    let plain =
        json!({ "name": "Kolor", "duration_minutes": 90, "price": zloty(30_000), "material_cost": zloty(4_000) });
    let made = salon.post("/services", owner, plain).await.expect(201);
    assert_eq!(made["material_cost"], zloty(4_000));
    let margin = report(&salon, "service-profitability", "from=2027-03-10&to=2027-03-10").await;
    let total = &margin["services"][0]["total"];
    assert_eq!(
        (&total["margin"], &total["minutes_without_cost"]),
        (&zloty(15_447), &json!(120))
    );
}

#[tokio::test]
async fn the_revenue_of_a_month_is_two_queries_however_many_bookings_there_are() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let reach = Reach::whole(salon.business.parse().expect("an id"));
    let shop = reach.shop(salon.shop.parse().expect("an id")).expect("within reach");
    let mut seen = Vec::new();
    for round in 0..2 {
        for unit in [Unit::Day, Unit::Month] {
            let asked = Asked::new(day("2027-03-01"), day("2027-03-31"), unit).expect("a period");
            meter.take();
            let report = reports::of_shop(&app, shop, asked).await.expect("a report");
            let asked_for = meter.take();
            let items: usize = asked_for.iter().filter(|r| r.operation == Query).map(|r| r.items).sum();
            assert!(items <= 59, "{items} rows: one a day");
            seen.push(asked_for.into_iter().map(|r| r.operation).collect::<Vec<_>>());
            assert_eq!(report.total.figures.get(Counter::Booked), round * 40);
        }
        if round == 1 {
            break;
        }
        for day in 10..15 {
            for hour in 8..16 {
                booked(
                    &salon,
                    &format!("2027-03-{day}T{hour:02}:00:00Z"),
                    &format!("g{day}x{hour}"),
                )
                .await;
            }
        }
        salon.system.settle().await.expect("the system comes to rest");
    }
    assert_eq!(seen, vec![vec![BatchGetItem, Query, Query]; 4]);
}
