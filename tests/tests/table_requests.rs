//! What each operation asks of the table: the number and kind of requests and the items of a transaction, pinned, and
//! the same however many bookings there ever were.

use application::access::{Identity, Reach, Role};
use application::announcements::announce;
use application::bookings::{self, BookedBy, CustomerDetails, Move, NewBooking, Viewer};
use application::consents::Ticked;
use application::deliveries::{Carrier, Way, deliver};
use application::ledger::{self, NewLine, NewRefund, NewSale, SaleOf};
use application::once::Once;
use application::relay::DeliveryOrder;
use application::search::{self, Wanted};
use application::{App, Author};
use booking_rules::booking::Command;
use booking_rules::ids::AccountId;
use booking_rules::ledger::{EntryKind, Lowers, PaymentMethod};
use booking_rules::notices::{Channel, Purpose, TextVersion};
use booking_rules::time::Span;
use booking_rules::values::{Email, Money, Name, Notes, Phone};
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Meter, Notice, Operation, Operation::*};
use testkit::{Desk, Salon, account_of};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn wanted(salon: &Salon) -> Wanted {
    let parse = "an id of the salon";
    Wanted {
        shop: salon.shop.parse().expect(parse),
        service: salon.service.parse().expect(parse),
        staff: None,
        persons: 1,
    }
}

fn booking(salon: &Salon, start: &str, guest: &str, staff: bool) -> NewBooking {
    let wanted = wanted(salon);
    NewBooking {
        shop: wanted.shop,
        service: wanted.service,
        staff: staff.then(|| salon.staff.parse().expect("an id")),
        start: at(start),
        persons: 1,
        customer: CustomerDetails {
            name: Name::parse(guest).expect("a name"),
            email: Some(Email::parse(&format!("{guest}@guests.example")).expect("an address")),
            phone: Some(Phone::parse("+48601234567", None).expect("a number")),
            locale: None,
            account: None,
            consents: Vec::new(),
        },
        by: BookedBy::Guest,
        notes: None,
        allow_overlap: None,
    }
}

fn author() -> Author {
    let account = AccountId::new(uuid::Uuid::from_u128(7));
    Author::account(&Identity::new(account, Role::Owner), None)
}

fn kinds(meter: &Meter) -> Vec<Operation> {
    meter.take().into_iter().map(|r| r.operation).collect()
}

/// The requests of the last operation and the items of its transaction.
fn with_items(meter: &Meter) -> (Vec<Operation>, usize) {
    let requests = meter.take();
    let items = requests
        .iter()
        .filter(|r| r.operation == TransactWriteItems)
        .map(|r| r.items)
        .sum();
    (requests.into_iter().map(|r| r.operation).collect(), items)
}

async fn searches(app: &App, meter: &Meter, salon: &Salon) -> [Vec<Operation>; 3] {
    let one_month = Span::new(at("2027-03-10T00:00:00Z"), at("2027-03-20T00:00:00Z")).expect("a period");
    let two_months = Span::new(at("2027-03-20T00:00:00Z"), at("2027-04-10T00:00:00Z")).expect("a period");
    // Half a minute later the catalogue of a warm function is still good; two minutes later it is not.
    salon.system.clock.set(app.now() + chrono::TimeDelta::minutes(2));
    search::search(app, wanted(salon), one_month).await.expect("found");
    let cold = kinds(meter);
    search::search(app, wanted(salon), one_month).await.expect("found");
    let warm = kinds(meter);
    search::search(app, wanted(salon), two_months).await.expect("found");
    [cold, warm, kinds(meter)]
}

#[tokio::test]
async fn a_search_is_one_query_a_month_and_one_for_the_catalogue() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let expected = [vec![Query, Query], vec![Query], vec![Query, Query]];
    assert_eq!(searches(&app, &meter, &salon).await, expected);
    for day in 10..24 {
        for hour in [8, 9, 10, 11, 12, 13, 14] {
            salon
                .book(
                    &format!("2027-03-{day}T{hour:02}:00:00Z"),
                    &format!("guest{day}x{hour}"),
                )
                .await
                .expect(201);
        }
    }
    assert_eq!(
        searches(&app, &meter, &salon).await,
        expected,
        "bookings cost no further request"
    );
}

#[tokio::test]
async fn a_booking_is_two_reads_and_one_transaction() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let named = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    bookings::create(&app, named, &author(), None).await.expect("booked");
    // Booking, contact, card, day of staff, day of customer, event, confirmation and reminder by two channels.
    assert_eq!(
        with_items(&meter),
        (vec![BatchGetItem, BatchGetItem, TransactWriteItems], 10)
    );
    let anybody = booking(&salon, "2027-03-11T10:00:00Z", "anna", false);
    bookings::create(&app, anybody, &author(), None).await.expect("booked");
    // The card is there already.
    assert_eq!(with_items(&meter), (vec![Query, BatchGetItem, TransactWriteItems], 9));
    let refused = booking(&salon, "2027-03-11T10:00:00Z", "beata", false);
    bookings::create(&app, refused, &author(), None)
        .await
        .expect_err("taken");
    assert_eq!(
        with_items(&meter),
        (vec![Query, BatchGetItem], 0),
        "a refusal writes nothing"
    );
}

#[tokio::test]
async fn moving_and_cancelling_are_a_few_reads_and_one_transaction() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    let booked = bookings::create(&app, new, &author(), None).await.expect("booked");
    meter.take();
    let viewer = Viewer::shop(Reach::whole(booked.id.business()));
    let to = Move {
        start: at("2027-03-12T10:00:00Z"),
        staff: None,
        allow_overlap: None,
    };
    bookings::reschedule(&app, booked.id, &viewer, &to, None, &author())
        .await
        .expect("moved");
    // Booking, two days of staff, two of the customer, event, change notices and reminders by two channels.
    assert_eq!(
        with_items(&meter),
        (vec![BatchGetItem, Query, BatchGetItem, TransactWriteItems], 10)
    );
    let cancel = Command::Cancel { reason: None };
    bookings::change(&app, booked.id, &viewer, cancel, None, &author())
        .await
        .expect("cancelled");
    // Booking, day of staff, day of the customer, event, cancellation by two channels.
    assert_eq!(
        with_items(&meter),
        (vec![BatchGetItem, GetItem, BatchGetItem, TransactWriteItems], 6)
    );
}

/// The most that one booking can write: five reminders by three channels, a consent for everything by every way, a daily
/// limit that guards every day it counted, an account, and a key to repeat it with.
#[tokio::test]
async fn the_fullest_booking_fits_into_one_transaction() {
    let ways = ["email", "sms", "whatsapp"];
    let reminder = |ahead: u32| json!({ "ahead_minutes": ahead, "channels": ways });
    let reminders: Vec<_> = [4_320, 2_880, 1_440, 240, 120].map(reminder).to_vec();
    let salon = Salon::open_with(Desk {
        settings: json!({ "staff_daily_limit": 20, "customer_daily_limit": 20 }),
        service: json!({
            "name": "Cut", "duration_minutes": 60, "price": { "amount": 12_000, "currency": "PLN" }, "reminders": reminders
        }),
        ..Desk::default()
    })
    .await;
    let (app, meter) = salon.system.app.metered();
    let mut new = booking(&salon, "2027-03-31T10:00:00Z", "anna", true);
    new.customer.account = Some(AccountId::new(uuid::Uuid::from_u128(8)));
    new.customer.consents = [Purpose::Reviews, Purpose::Offers]
        .map(|purpose| Ticked {
            purpose,
            channels: Channel::ALL.to_vec(),
            text_version: TextVersion::parse("v1").expect("a version"),
        })
        .to_vec();
    let once = Once::new("anna", "bookings-create", "key", [0; 32]);
    let booked = bookings::create(&app, new, &author(), Some(&once))
        .await
        .expect("booked");
    let (requests, made) = with_items(&meter);
    assert_eq!(requests, [BatchGetItem, BatchGetItem, TransactWriteItems]);
    let viewer = Viewer::shop(Reach::whole(booked.id.business()));
    let to = Move {
        start: at("2027-04-20T10:00:00Z"),
        staff: None,
        allow_overlap: None,
    };
    bookings::reschedule(&app, booked.id, &viewer, &to, None, &author())
        .await
        .expect("moved");
    let (_, moved) = with_items(&meter);
    // Of what both write 17 are messages: two at once and five reminders by three ways.
    assert_eq!((made, moved), (41, 28));
    assert!(made.max(moved) <= store::MAX_WRITES);
}

#[tokio::test]
async fn a_confirmation_plans_its_reminders_from_what_it_reads_anyway() {
    let salon = Salon::open_with(Desk {
        settings: json!({ "confirmation": "by_shop" }),
        ..Desk::default()
    })
    .await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    let booked = bookings::create(&app, new, &author(), None).await.expect("booked");
    meter.take();
    let viewer = Viewer::shop(Reach::whole(booked.id.business()));
    bookings::change(&app, booked.id, &viewer, Command::Confirm, None, &author())
        .await
        .expect("confirmed");
    // Booking, days of staff and customer, event, confirmation and reminder by two channels.
    assert_eq!(
        with_items(&meter),
        (vec![BatchGetItem, GetItem, BatchGetItem, Query, TransactWriteItems], 8)
    );
}

#[tokio::test]
async fn a_delivery_reads_what_it_tells_and_to_whom_and_writes_twice() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    let booked = bookings::create(&app, new, &author(), None).await.expect("booked");
    let notices = app.store.notices_of(booked.id).await.expect("notices");
    let order = |channel: &str| {
        let wanted = |n: &Notice| n.kind == "booking_confirmed" && n.channel == channel;
        let found = notices.iter().map(|n| &n.record).find(|n| wanted(n)).expect("a notice");
        DeliveryOrder::of_notice(found)
    };
    let carrier = |way| Carrier::new(way, salon.system.vendors.clone());
    let from = Email::parse("bookings@salon.example").expect("an address");
    meter.take();
    // Notice, booking and contact; what their reader wishes; the catalogue and the business's own words, once a minute; the
    // address; claim and end.
    deliver(&app, &carrier(Way::Email { from }), &order("email"))
        .await
        .expect("sent");
    assert_eq!(
        kinds(&meter),
        [BatchGetItem, BatchGetItem, Query, GetItem, GetItem, PutItem, PutItem]
    );
    deliver(&app, &carrier(Way::Sms { sender: None }), &order("sms"))
        .await
        .expect("sent");
    // Own words are per channel.
    assert_eq!(
        kinds(&meter),
        [BatchGetItem, BatchGetItem, GetItem, GetItem, PutItem, PutItem]
    );
    // An order that comes twice costs one read.
    deliver(&app, &carrier(Way::Sms { sender: None }), &order("sms"))
        .await
        .expect("done");
    assert_eq!(kinds(&meter), [BatchGetItem]);
}

#[tokio::test]
async fn the_price_of_an_operation_in_capacity_units_is_known() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    bookings::create(&app, new, &author(), None).await.expect("booked");
    let requests = meter.take();
    let units = |operation| {
        requests
            .iter()
            .filter(|r| r.operation == operation)
            .map(|r| r.capacity_units)
            .sum::<f64>()
    };
    // Consistent reads of small records: the engine counts as DynamoDB documents it, a rough guide.
    assert!(units(BatchGetItem) <= 16.0, "{requests:?}");
    // Ten small items at two units each, and the index entries of booking, card and reminders.
    assert!(units(TransactWriteItems) <= 48.0, "{requests:?}");
}

/// A sale is one read and one transaction, a refund one read more, and a month one item however many entries it has.
#[tokio::test]
async fn a_sale_is_one_read_and_one_transaction() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-10T10:00:00Z", "anna", true);
    let booked = bookings::create(&app, new, &author(), None).await.expect("booked");
    let reach = Reach::whole(booked.id.business());
    let line = |kind, amount| NewLine {
        kind,
        amount: Money::new(amount, booked.price.currency()),
        rate: None,
        method: PaymentMethod::Cash,
        service: (kind == EntryKind::Charge).then(|| wanted(&salon).service),
        staff: None,
        lowers: Lowers::Only,
    };
    let lines = [
        line(EntryKind::Charge, 12_000),
        line(EntryKind::Tip, 1_000),
        line(EntryKind::Discount, 2_000),
    ];
    let sale = NewSale {
        shop: booked.shop,
        of: SaleOf::Booking(booked.id),
        day: None,
        lines: lines.to_vec(),
    };
    let once = Once::new("owner", "ledger-record-sale", "key", [0; 32]);
    meter.take();
    let sold = ledger::record_sale(&app, &reach, sale.clone(), &author(), Some(&once))
        .await
        .expect("sold");
    let requests = meter.take();
    let asked: Vec<_> = requests.iter().map(|r| (r.operation, r.items)).collect();
    // Business, shop, account, booking, service, the month's record and the key; contact and notice settings are read too,
    // and of them the salon has the contact alone.
    // Three entries, account, month, event and key; the document, its message, and that the booking stands as it was read.
    assert_eq!(asked, [(BatchGetItem, 9), (TransactWriteItems, 10)]);
    let units = |of| -> f64 {
        let of_kind = requests.iter().filter(|r| r.operation == of);
        of_kind.map(|r| r.capacity_units).sum()
    };
    assert!(units(BatchGetItem) <= 10.0, "{requests:?}");
    // Ten items, two units a kilobyte; account, document and key hold the sale's lines, the event is in the audit index, and
    // the message in the log and in what is due.
    assert!(units(TransactWriteItems) <= 52.0, "{requests:?}");
    let back = NewRefund {
        shop: booked.shop,
        of: sold.entries.first().expect("a charge").id,
        amount: Money::new(100, booked.price.currency()),
        method: PaymentMethod::Cash,
        reason: Notes::parse("Complaint").expect("a reason"),
        day: None,
    };
    ledger::refund(&app, &reach, &back, &author(), None)
        .await
        .expect("given back");
    // Entry, account, month, event, document, message, and the booking.
    assert_eq!(
        with_items(&meter),
        (vec![BatchGetItem, BatchGetItem, TransactWriteItems], 7)
    );
    let books_after = |app: &App| {
        let store = app.store.clone();
        async move {
            let month = "2027-03".parse().expect("a month");
            store
                .books(booked.id.business(), month)
                .await
                .expect("read")
                .expect("books")
                .record
        }
    };
    let few = serde_json::to_string(&books_after(&app).await).expect("text").len();
    for _ in 0..20 {
        let more = NewSale {
            of: SaleOf::Counter,
            ..sale.clone()
        };
        ledger::record_sale(&app, &reach, more, &author(), None)
            .await
            .expect("sold");
    }
    let many = serde_json::to_string(&books_after(&app).await).expect("text").len();
    assert!(many < few + 40, "the month's record grew from {few} to {many} bytes");
}

/// A page of what somebody paid is one Query of an index, however many bookings and months it comes from.
#[tokio::test]
async fn what_somebody_paid_is_one_query() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let eve = account_of(&salon.sign_up("eve@example.com").await);
    let reach = Reach::whole(salon.business.parse().expect("an id"));
    for day in 10..14 {
        let mut new = booking(&salon, &format!("2027-03-{day}T10:00:00Z"), "eve", true);
        new.customer.account = Some(eve);
        let booked = bookings::create(&app, new, &author(), None).await.expect("booked");
        let sale = NewSale {
            shop: booked.shop,
            of: SaleOf::Booking(booked.id),
            day: None,
            lines: vec![NewLine {
                kind: EntryKind::Charge,
                amount: Money::new(12_000, booked.price.currency()),
                rate: None,
                method: PaymentMethod::Cash,
                service: None,
                staff: None,
                lowers: Lowers::Only,
            }],
        };
        ledger::record_sale(&app, &reach, sale, &author(), None)
            .await
            .expect("sold");
    }
    meter.take();
    let page = ledger::invoices(&app, eve, None, 3).await.expect("read");
    assert_eq!((page.documents.len(), kinds(&meter)), (3, vec![Query]));
    let rest = ledger::invoices(&app, eve, page.next, 3).await.expect("read");
    assert_eq!((rest.documents.len(), rest.next), (1, None));
    assert_eq!(kinds(&meter), [Query]);
}

#[tokio::test]
async fn telling_of_an_event_is_a_few_reads_and_a_write_for_each_who_hears() {
    let salon = Salon::open().await;
    let (app, meter) = salon.system.app.metered();
    let new = booking(&salon, "2027-03-20T10:00:00Z", "anna", true);
    let booked = bookings::create(&app, new, &Author::guest(None), None)
        .await
        .expect("booked");
    let business = booked.id.business();
    let viewer = Viewer::shop(Reach::whole(business));
    let cancel = Command::Cancel { reason: None };
    bookings::change(&app, booked.id, &viewer, cancel, None, &Author::guest(None))
        .await
        .expect("cancelled");
    let now = app.now();
    let query = store::AuditQuery {
        business,
        from: now - chrono::TimeDelta::hours(1),
        to: now + chrono::TimeDelta::hours(1),
        limit: 100,
        after: None,
    };
    let events = app.store.audit(query, |_| true).await.expect("read").events;
    // A minute later the catalogue is read anew.
    salon.system.clock.set(now + chrono::TimeDelta::minutes(2));
    meter.take();
    let mut told = Vec::new();
    for event in &events {
        announce(&app, event).await.expect("told");
        told.push((event.kind.clone(), kinds(&meter)));
    }
    let of = |kind: &str| {
        told.iter()
            .find(|(of, _)| of == kind)
            .map(|(_, requests)| requests.clone())
    };
    // Newest first: the booking and its contact, who belongs to the business, its catalogue, what else was called off;
    // the owner's list.
    // And the webhooks of the business, once a minute.
    let cancelled = vec![BatchGetItem, Query, Query, Query, PutItem, Query];
    assert_eq!(of("BookingCancelled"), Some(cancelled));
    // The catalogue is in mind; nobody asks for more.
    assert_eq!(of("BookingConfirmed"), Some(vec![BatchGetItem, Query, PutItem]));
    for unheard in [
        "BusinessCreated",
        "ShopCreated",
        "ServiceCreated",
        "StaffCreated",
        "ScheduleSet",
    ] {
        assert_eq!(of(unheard), Some(Vec::new()), "{unheard}");
    }
}
