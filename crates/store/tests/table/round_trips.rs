//! Every entity reads back as it was written, full and bare.

use std::fmt::Debug;

use booking_rules::booking::{Booking, ManageSecret, Origin, Status};
use booking_rules::catalog::{Category, Service, Shop, StaffCard};
use booking_rules::day_book::DayBook;
use booking_rules::ids::kinds;
use booking_rules::time::WallTime;
use booking_rules::values::Locale;
use booking_rules::waitlist::{DayRange, DayWindow, Offer, Standing, Waited, WaitlistEntry};
use store::entities::{AccountDay, CustomerDay, StaffDay, WaitingCustomer, WaitlistPlace};
use store::{
    Actor, AppNotice, ConsentHolder, Contact, CustomerCard, Entity, Event, Membership, Notice, NoticeStatus, SmsThread,
    StoreError, TimeOff, Versioned,
};

use crate::engine::Engine;
use crate::samples::*;

/// Written and read back: as the same record, at the first version.
async fn reads_back<E: Entity + PartialEq + Debug + Clone>(written: E) {
    let table = Engine::start().await;
    assert_eq!(table.read(&written).await, None);
    table.create(&written).await;
    assert_eq!(
        table.read(&written).await,
        Some(Versioned {
            record: written,
            version: 1
        })
    );
}

#[tokio::test]
async fn a_business_and_all_it_offers_read_back() {
    reads_back(business(biz())).await;
    let full = shop(own(1));
    reads_back(Shop {
        address: None,
        phone: None,
        email: None,
        closures: vec![],
        ..full.clone()
    })
    .await;
    reads_back(full).await;
    reads_back(Category {
        archived_at: None,
        ..category(own(1))
    })
    .await;
    reads_back(category(own(1))).await;
    let full = service(own(1));
    reads_back(Service {
        description: None,
        category: None,
        shops: None,
        ..full.clone()
    })
    .await;
    reads_back(Service {
        shops: Some(vec![]),
        ..full.clone()
    })
    .await;
    reads_back(full).await;
}

#[tokio::test]
async fn the_books_read_back_and_an_entry_is_found_by_its_id() {
    use booking_rules::ledger::SaleRef;
    let entry = ledger_entry(2);
    reads_back(books(&entry)).await;
    reads_back(tab(SaleRef::Booking(own(3)))).await;
    reads_back(tab(SaleRef::Counter(own(3)))).await;
    reads_back(sale_document(3, 1, Some(account(1)))).await;
    reads_back(sale_document(3, 2, None)).await;
    reads_back(entry.clone()).await;

    let table = Engine::start().await;
    table.create(&entry).await;
    table.create(&books(&entry)).await;
    let (month, at) = (entry.month(), entry.occurred_at);
    let months = [month.previous(), month];
    let found = table.store.entry_sheet(entry.id, at, &months, None).await.unwrap();
    assert_eq!(found.entry, Some(entry.clone()));
    // The month's own record is no entry.
    let page = table.store.recount_page(biz(), month, None).await.unwrap();
    assert_eq!((page.entries, page.next), (vec![entry], None));
}

#[tokio::test]
async fn a_place_in_line_reads_back_wherever_it_stands() {
    let day = |text: &str| text.parse().unwrap();
    let days = DayRange::new(day("2027-03-10"), day("2027-03-12")).unwrap();
    let wall = |text: &str| WallTime::parse(text).unwrap();
    let waiting = |standing, account| WaitingCustomer {
        entry: WaitlistEntry {
            id: own(40),
            shop: own(1),
            customer: own(6),
            wish: Waited {
                service: own(4),
                staff: Some(own(5)),
                persons: 2,
            },
            days,
            window: DayWindow::new(wall("09:00"), wall("12:30")).ok(),
            standing,
            passed: vec![utc("2027-03-10T08:00:00Z")],
            joined_at: utc("2027-03-08T09:00:00Z"),
            updated_at: utc("2027-03-08T10:00:00Z"),
        },
        account,
        name: name("Anna Nowak"),
        email: email(),
        phone: phone(),
        locale: Locale::Ar,
        secret: ManageSecret("wtJ0m".to_owned()),
    };
    let offer = Offer {
        booking: own(3),
        start: utc("2027-03-11T08:00:00Z"),
        until: utc("2027-03-08T10:30:00Z"),
    };
    for standing in [
        Standing::Waiting,
        Standing::Offered(offer),
        Standing::Accepted { booking: own(3) },
        Standing::Left,
        Standing::Lapsed,
    ] {
        reads_back(waiting(standing, None)).await;
        reads_back(waiting(standing, Some(account(1)))).await;
    }
    reads_back(WaitlistPlace {
        id: own(40),
        customer: own(6),
        to: days.to(),
    })
    .await;
}

#[tokio::test]
async fn what_people_wish_agreed_to_and_refused_reads_back() {
    reads_back(preferences(1)).await;
    reads_back(store::Preferences::unset(account(1))).await;
    for holder in [
        ConsentHolder::Account(account(1)),
        ConsentHolder::Guest(number_digest()),
    ] {
        reads_back(store::Consent {
            business: None,
            ..consent(holder.clone())
        })
        .await;
        reads_back(consent_record(holder, 7)).await;
    }
    reads_back(suppression()).await;
    reads_back(store::Suppression {
        business: None,
        ..suppression()
    })
    .await;
}

#[tokio::test]
async fn a_letter_reads_back() {
    let full = letter(1, "2027-03-15T09:00:00Z");
    reads_back(store::Letter {
        email: None,
        business: None,
        facts: std::collections::BTreeMap::new(),
        look_at: None,
        ..full.clone()
    })
    .await;
    reads_back(full).await;
}

#[tokio::test]
async fn own_words_counts_and_rounds_read_back() {
    let words = template_override("booking_confirmed");
    reads_back(words.clone()).await;
    reads_back(store::TemplateOverride {
        subject: None,
        text: None,
        updated_by: None,
        ..words
    })
    .await;
    let mut counts = store::NoticeCounts::none(biz(), date("2027-03-01"));
    reads_back(counts.clone()).await;
    counts.add(&notice(own::<kinds::Booking>(1), "2027-03-15T09:00:00Z"));
    counts.add(&notice(own::<kinds::Booking>(2), "2027-03-15T10:00:00Z"));
    let day = date("2027-03-15");
    assert_eq!(counts.of(day, "booking_reminder", "sms", NoticeStatus::Scheduled), 2);
    reads_back(counts).await;
    reads_back(store::BusinessEntry { business: biz() }).await;
    for after in [None, Some(biz())] {
        reads_back(store::JobRound {
            job: "retention".to_owned(),
            begun_at: utc("2027-03-15T09:00:00Z"),
            shard: 2,
            after,
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_serves_reads_back_with_hours_and_absences() {
    let full = staff_card(own(1));
    reads_back(StaffCard {
        email: None,
        phone: None,
        services: vec![],
        ..full.clone()
    })
    .await;
    reads_back(full).await;
    reads_back(schedule(own(1), own(2))).await;
    reads_back(TimeOff {
        reason: None,
        ..time_off(own(1), own(1))
    })
    .await;
    reads_back(time_off(own(1), own(1))).await;
}

#[tokio::test]
async fn a_booking_reads_back_in_every_status() {
    let full = booking(own(1), "2027-03-28T00:30:00Z");
    for status in Status::ALL {
        reads_back(Booking {
            status,
            closing_reason: notes("Chora"),
            ..full.clone()
        })
        .await;
    }
    reads_back(held(own(1), "2027-03-15T09:00:00Z", "2027-03-15T08:10:00Z")).await;
    let guest = Booking {
        account: None,
        notes: None,
        overlap_reason: None,
        origin: Origin::Guest,
        ..full
    };
    reads_back(guest).await;
}

#[tokio::test]
async fn what_stands_beside_a_booking_reads_back() {
    reads_back(Contact {
        email: None,
        phone: None,
        ..contact(own(1))
    })
    .await;
    reads_back(contact(own(1))).await;
    let bare = notice(own(1), "2027-03-14T09:00:00Z");
    let full = Notice {
        claimed_at: Some(utc("2027-03-14T09:00:01Z")),
        ended_at: Some(utc("2027-03-14T09:00:02.500Z")),
        reason: Some("throttled".to_owned()),
        reference: Some("SM123".to_owned()),
        attempts: 3,
        ..bare.clone()
    };
    for status in NoticeStatus::ALL {
        reads_back(Notice { status, ..full.clone() }).await;
        reads_back(Notice { status, ..bare.clone() }).await;
    }
}

#[tokio::test]
async fn day_books_read_back() {
    let full = staff_day(own(1), "2027-03-15");
    reads_back(StaffDay {
        book: DayBook::default(),
        ..full.clone()
    })
    .await;
    reads_back(full).await;
    reads_back::<CustomerDay>(customer_day(own(1), "2027-03-31")).await;
    reads_back::<AccountDay>(account_day(account(1), "2027-12-31")).await;
}

#[tokio::test]
async fn people_and_their_places_read_back() {
    let full = customer_card(own(1));
    reads_back(CustomerCard {
        email: None,
        phone: None,
        account: None,
        ..full.clone()
    })
    .await;
    reads_back(full).await;
    reads_back(Membership {
        staff: None,
        ..membership(account(1), biz())
    })
    .await;
    reads_back(membership(account(1), biz())).await;
}

#[tokio::test]
async fn an_event_reads_back_with_whatever_data_it_tells_of() {
    let full = event(1, "BIZ#somewhere");
    let job = Actor::System {
        job: "expire-holds".to_owned(),
    };
    reads_back(Event {
        actor: job,
        trace: None,
        ..full.clone()
    })
    .await;
    reads_back(Event {
        actor: Actor::Guest,
        data: serde_json::Value::Null,
        ..full.clone()
    })
    .await;
    reads_back(full).await;
}

#[tokio::test]
async fn what_people_are_told_and_write_reads_back() {
    let full = app_notice(1);
    reads_back(AppNotice {
        read_at: None,
        shop: None,
        booking: None,
        told: store::Told::default(),
        ..full.clone()
    })
    .await;
    reads_back(full).await;
    reads_back(shop_message(1)).await;
    reads_back(SmsThread {
        sender: None,
        ..sms_thread(1)
    })
    .await;
    reads_back(sms_thread(1)).await;
}

#[tokio::test]
async fn what_is_unread_is_found_apart_newest_first_until_it_is_read() {
    let table = Engine::start().await;
    for number in 1..=3 {
        table
            .create(&AppNotice {
                read_at: None,
                ..app_notice(number)
            })
            .await;
    }
    let account = app_notice(1).account;
    let unread = table.store.unread_notices(account, 2, None).await.unwrap();
    let ids: Vec<_> = unread.records.iter().map(|found| found.record.id).collect();
    assert_eq!((ids, unread.more), (vec![app_notice(3).id, app_notice(2).id], true));
    let rest = table
        .store
        .unread_notices(account, 2, Some(app_notice(2).id))
        .await
        .unwrap();
    assert_eq!(rest.records.len(), 1);
    table.store.replace(&app_notice(3), 1).await.unwrap();
    assert_eq!(
        table
            .store
            .unread_notices(account, 9, None)
            .await
            .unwrap()
            .records
            .len(),
        2
    );
    assert_eq!(
        table.store.app_notices(account, 9, None).await.unwrap().records.len(),
        3
    );
}

#[tokio::test]
async fn every_shop_is_found_in_its_shard() {
    let table = Engine::start().await;
    for number in 1..=9 {
        table.create(&shop(own(number))).await;
    }
    let mut found = 0;
    for shard in 0..store::keys::DUE_SHARDS {
        let (shops, next) = table.store.shops_of_shard(shard, None).await.unwrap();
        assert!(next.is_none());
        let Some(first) = shops.first() else { continue };
        let (rest, _) = table.store.shops_of_shard(shard, Some(first.id)).await.unwrap();
        assert_eq!(rest[..], shops[1..]);
        found += shops.len();
    }
    assert_eq!(found, 9);
}

#[tokio::test]
async fn records_of_what_is_done_read_back() {
    reads_back(idempotency_record("2027-03-16T09:00:00Z")).await;
    let table = Engine::start().await;
    assert_eq!(table.store.watermark("due").await.unwrap(), None);
    let done = watermark("2027-03-15T09:00:00Z");
    table.create(&done).await;
    assert_eq!(
        table.store.watermark("due").await.unwrap(),
        Some(Versioned {
            record: done,
            version: 1
        })
    );
    let kept = idempotency_record("2027-03-16T09:00:00Z");
    assert_eq!(table.store.idempotency_record(&kept.key()).await.unwrap(), None);
    table.create(&kept).await;
    assert_eq!(table.store.idempotency_record(&kept.key()).await.unwrap(), Some(kept));
}

#[tokio::test]
async fn a_record_of_another_type_is_damaged_and_not_misread() {
    let table = Engine::start().await;
    let there = booking(own(1), "2027-03-15T09:00:00Z");
    table.create(&there).await;
    let shelf = table.store.shelf(vec![there.key()]).await.unwrap();
    let misread = shelf.get::<Contact>(&there.key());
    assert!(matches!(misread, Err(StoreError::Damaged { key, .. }) if key == there.key().to_string()));
}

#[tokio::test]
async fn an_id_of_another_business_finds_nothing() {
    let table = Engine::start().await;
    table.create(&shop(own(1))).await;
    assert!(table.store.shop(own(1)).await.unwrap().is_some());
    let foreign = booking_rules::ids::TenantId::<kinds::Shop>::new(another_business(2), own::<kinds::Shop>(1).own());
    assert_eq!(table.store.shop(foreign).await.unwrap(), None);
}

#[tokio::test]
async fn a_warm_function_has_read_before_its_first_request() {
    let table = Engine::start().await;
    table.store.warm_up().await;
    table.store.can_read().await.unwrap();
}

#[tokio::test]
async fn what_people_ask_about_themselves_reads_back() {
    use store::{Addresses, DataRequest, Erased, Person, PersonFile, RequestKind, RequestStatus, Stage};
    let id = booking_rules::ids::DataRequestId::new(uuid::Uuid::from_u128(9));
    let email = booking_rules::values::Email::parse("anna@example.pl").unwrap();
    let addresses = Addresses::of(Some(&email), None);
    let customer = own::<booking_rules::ids::kinds::Customer>(1);
    let bare = DataRequest {
        id,
        person: Person::Account(account(1)),
        kind: RequestKind::Erasure,
        status: RequestStatus::Working,
        requested_by: Actor::Guest,
        requested_at: utc("2027-03-15T09:00:00Z"),
        locale: booking_rules::values::Locale::Pl,
        addresses: Addresses::default(),
        stage: Stage::Cancelling,
        source: 0,
        after: None,
        turn: 0,
        look_at: None,
        bookings: 0,
        parts: 0,
        books: std::collections::BTreeMap::new(),
        customers: Vec::new(),
        files: Vec::new(),
        finished_at: None,
        files_until: None,
        expires_at: None,
    };
    reads_back(bare.clone()).await;
    let month = booking_rules::ledger::LedgerMonth::parse("2027-03").unwrap();
    reads_back(DataRequest {
        person: Person::Customer(customer),
        kind: RequestKind::Export,
        addresses: addresses.clone(),
        after: Some("2027-03 2027-03-15".to_owned()),
        look_at: Some(utc("2027-03-15T10:00:00Z")),
        books: [(biz(), month)].into(),
        customers: vec![customer],
        files: vec![PersonFile {
            key: "exports/people/x/data.json".to_owned(),
            file: "data.json".to_owned(),
            content_type: "application/json".to_owned(),
            bytes: 12,
        }],
        ..bare
    })
    .await;
    reads_back(Erased {
        id,
        person: Person::Customer(customer),
        at: utc("2027-03-15T09:00:00Z"),
        by: Actor::Guest,
        addresses,
    })
    .await;
}
