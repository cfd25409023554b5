//! Records with every field set, to be changed where a test cares.

use std::collections::BTreeMap;

use booking_rules::booking::{Booking, ManageSecret, Origin, Segment, Status};
use booking_rules::catalog::{Address, Business, Category, Service, Shop, StaffCard, StaffService, TaxId};
use booking_rules::day_book::{DayBook, Entry, Occupant};
use booking_rules::ids::{
    AccountId, AppNoticeId, BookingId, BusinessId, CategoryId, ClosureId, CustomerId, EventId, Kind, LetterId,
    ServiceId, ShopId, StaffId, TenantId, TimeOffId,
};
use booking_rules::ledger::{
    Books, DocumentKind, DocumentLine, DocumentNumber, EntryKind, LedgerEntry, PaymentMethod, SaleDocument, SaleRef,
    Seller, Tab, TabLine, VatRate,
};
use booking_rules::notices::{Channel, OptOutReason, Purpose, QuietHours, Reminder, TextVersion, WantedChannels};
use booking_rules::policy::{BookingPolicy, Horizon};
use booking_rules::schedule::{Closure, DailyWindow, DateOverride, Schedule, Weekday, WeeklyWindow};
use booking_rules::time::{Span, WallTime, Zone};
use booking_rules::values::{Country, Currency, Email, Locale, Minutes, Money, Name, Notes, Phone, WebOrigin};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use store::entities::{AccountDay, CustomerDay, StaffDay};
use store::{
    Actor, AddressDigest, AppNotice, Consent, ConsentHolder, ConsentRecord, Contact, CustomerCard, Event,
    IdempotencyRecord, Letter, MemberRole, Membership, MessageOutcome, Notice, NoticeStatus, Preferences, Question,
    Refused, Scope, ShopMessage, SmsThread, StaffSchedule, Suppression, TimeOff, Told, Watermark,
};
use uuid::Uuid;

pub fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn notes(text: &str) -> Option<Notes> {
    Notes::parse(text).ok()
}

pub fn zloty(amount: i64) -> Money {
    Money::new(amount * 100, Currency::parse("PLN").unwrap())
}

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The business most samples belong to.
pub fn biz() -> BusinessId {
    another_business(1)
}

pub fn another_business(number: u128) -> BusinessId {
    BusinessId::from_uuid(uuid(number << 100 | number))
}

/// The thing of that number in the business of the samples.
pub fn own<K: Kind>(number: u128) -> TenantId<K> {
    TenantId::new(biz(), uuid(number))
}

pub fn account(number: u128) -> AccountId {
    AccountId::new(uuid(number))
}

fn created() -> DateTime<Utc> {
    utc("2027-01-05T09:30:00.125Z")
}

pub fn phone() -> Option<Phone> {
    "+48601234567".parse().ok()
}

pub fn email() -> Option<Email> {
    Email::parse("anna@example.pl").ok()
}

pub fn business(id: BusinessId) -> Business {
    Business {
        id,
        name: name("Pod Nożyczkami"),
        country: Country::parse("PL").unwrap(),
        currency: Currency::parse("PLN").unwrap(),
        locale: Locale::Pl,
        owner: account(900),
        second_factor_required_for: Vec::new(),
        tax_profile: None,
        exports_kept_days: None,
        allowed_origins: vec![WebOrigin::parse("https://salon.example").unwrap()],
        created_at: created(),
    }
}

pub fn shop(id: ShopId) -> Shop {
    let address = Address {
        line: None,
        street: Some(name("ul. Długa 5")),
        city: Some(name("Kraków")),
        postal_code: Some(name("31-147")),
    };
    let closed = Span::new(utc("2027-12-24T23:00:00Z"), utc("2027-12-26T23:00:00Z")).unwrap();
    Shop {
        id,
        name: name("Kraków"),
        time_zone: Zone::parse("Europe/Warsaw").unwrap(),
        address: Some(address),
        phone: phone(),
        email: email(),
        policy: BookingPolicy {
            horizon: Horizon::FixedRange {
                from: date("2027-01-01"),
                to: date("2027-12-31"),
            },
            staff_daily_limit: Some(8),
            ..BookingPolicy::default()
        },
        closures: vec![Closure {
            id: ClosureId::new(id.business(), uuid(5)),
            span: closed,
            reason: Some(name("Święta")),
        }],
        created_at: created(),
    }
}

pub fn category(id: CategoryId) -> Category {
    Category {
        id,
        name: name("Strzyżenie"),
        position: 3,
        archived_at: Some(created()),
    }
}

pub fn service(id: ServiceId) -> Service {
    Service {
        id,
        name: name("Strzyżenie damskie"),
        description: notes("Mycie, strzyżenie,\nsuszenie"),
        category: Some(own(7)),
        duration: Minutes::new(60),
        price: zloty(120),
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::new(10),
        capacity: 1,
        shops: Some(vec![own(1), own(2)]),
        reminders: Some(vec![Reminder {
            ahead: Minutes::new(120),
            channels: vec![Channel::Sms],
        }]),
        material_cost: None,
        vat_rate: VatRate::parse("8").ok(),
        archived_at: None,
    }
}

pub fn staff_card(id: StaffId) -> StaffCard {
    let senior = StaffService {
        service: own(1),
        price: Some(zloty(150)),
        duration: Some(Minutes::new(45)),
    };
    StaffCard {
        id,
        name: name("Zofia"),
        email: email(),
        phone: phone(),
        services: vec![
            senior,
            StaffService {
                service: own(2),
                price: None,
                duration: None,
            },
        ],
        hourly_cost: None,
        commission_percent: None,
        archived_at: None,
    }
}

pub fn schedule(staff: StaffId, shop: ShopId) -> StaffSchedule {
    let wall = |text: &str| WallTime::parse(text).unwrap();
    let weekly = vec![WeeklyWindow {
        day: Weekday::ALL[0],
        from: wall("09:00"),
        to: wall("24:00"),
    }];
    let breaks = vec![WeeklyWindow {
        day: Weekday::ALL[0],
        from: wall("13:00"),
        to: wall("13:30"),
    }];
    let intervals = vec![DailyWindow {
        from: wall("22:00"),
        to: wall("06:00"),
    }];
    let dates = vec![
        DateOverride {
            date: date("2027-03-28"),
            intervals,
        },
        DateOverride {
            date: date("2027-05-01"),
            intervals: vec![],
        },
    ];
    StaffSchedule {
        staff,
        shop,
        schedule: Schedule::new(weekly, breaks, dates).unwrap(),
    }
}

pub fn time_off(id: TimeOffId, staff: StaffId) -> TimeOff {
    let span = Span::new(utc("2027-07-01T00:00:00Z"), utc("2027-07-15T00:00:00Z")).unwrap();
    TimeOff {
        id,
        staff,
        span,
        reason: notes("Urlop"),
        created_at: created(),
    }
}

/// A confirmed hour from `start`, of the account 1.
pub fn booking(id: BookingId, start: &str) -> Booking {
    let span = Span::new(utc(start), utc(start) + TimeDelta::hours(1)).unwrap();
    let segment = Segment {
        service: own(1),
        staff: own(1),
        span,
        buffer_before: Minutes::ZERO,
        buffer_after: Minutes::new(10),
        price: zloty(120),
    };
    let zone = Zone::parse("Europe/Warsaw").unwrap();
    Booking {
        id,
        shop: own(1),
        status: Status::Confirmed,
        span,
        segments: vec![segment],
        persons: 2,
        price: zloty(240),
        customer: own(1),
        account: Some(account(1)),
        origin: Origin::Customer,
        zone,
        local_start: zone.local(span.start()),
        locale: Locale::Ar,
        notes: notes("Uczulenie na amoniak"),
        overlap_reason: Some(name("Between two others")),
        acknowledged_at: Some(created()),
        held_until: None,
        offered_to: None,
        closing_reason: None,
        sequence: 4,
        manage_secret: ManageSecret("wtJ0m".to_owned()),
        created_at: created(),
        updated_at: created(),
    }
}

/// The booking as somebody holds it until then.
pub fn held(id: BookingId, start: &str, until: &str) -> Booking {
    Booking {
        status: Status::Held,
        held_until: Some(utc(until)),
        ..booking(id, start)
    }
}

pub fn contact(booking: BookingId) -> Contact {
    Contact {
        booking,
        account: None,
        name: name("Anna Nowak"),
        email: email(),
        phone: phone(),
        locale: Locale::Pl,
    }
}

pub fn notice(booking: BookingId, due_at: &str) -> Notice {
    Notice::scheduled(booking, "booking_reminder", "sms", 0, utc(due_at))
}

pub fn template_override(kind: &str) -> store::TemplateOverride {
    store::TemplateOverride {
        business: biz(),
        kind: kind.to_owned(),
        locale: Locale::Pl,
        channel: booking_rules::notices::Channel::Email,
        subject: Some("{{ shop }}".to_owned()),
        text: Some("{{ when }}".to_owned()),
        updated_at: created(),
        updated_by: Some(account(1)),
    }
}

/// A letter by e-mail that the sweep asks for at `look_at`.
pub fn letter(number: u128, look_at: &str) -> Letter {
    Letter {
        id: LetterId::new(uuid(number)),
        kind: "reset_password".to_owned(),
        email: email(),
        phone: None,
        locale: Locale::Pl,
        business: Some(biz()),
        facts: BTreeMap::from([("link".to_owned(), "https://salon.example/reset?token=s3cret".to_owned())]),
        status: NoticeStatus::Queued,
        useful_until: utc(look_at) + TimeDelta::hours(1),
        look_at: Some(utc(look_at)),
        given_again: 0,
        claimed_at: None,
        claim: None,
        created_at: created(),
        ended_at: None,
        reason: None,
        reference: None,
        attempts: 0,
        vendor: None,
        history: Vec::new(),
        question: Question::default(),
        went_by: None,
    }
}

pub fn customer_card(id: CustomerId) -> CustomerCard {
    CustomerCard {
        id,
        name: name("Anna Nowak"),
        email: email(),
        phone: phone(),
        locale: Locale::En,
        account: Some(account(1)),
        created_at: created(),
    }
}

pub fn membership(account: AccountId, business: BusinessId) -> Membership {
    Membership {
        staff: Some(StaffId::new(business, uuid(1))),
        permissions: Some(vec!["read_shops".to_owned()]),
        shops: Scope::Only(vec![ShopId::new(business, uuid(1))]),
        managed_staff: Scope::Only(Vec::new()),
        ..Membership::new(account, business, MemberRole::Manager)
    }
}

pub fn book_of(bookings: usize) -> DayBook {
    let entries = (0u128..).take(bookings).map(|number| {
        let occupant = Occupant::Booking {
            booking: own(number),
            shop: own(1),
            service: own(1),
            persons: 1,
            held_until: None,
        };
        let start = utc("2027-03-15T09:00:00Z");
        Entry {
            occupant,
            span: Span::new(start, start + TimeDelta::minutes(30)).unwrap(),
            buffer_before: Minutes::new(5),
            buffer_after: Minutes::new(10),
        }
    });
    DayBook {
        entries: entries.collect(),
    }
}

pub fn staff_day(staff: StaffId, day: &str) -> StaffDay {
    let mut book = book_of(1);
    let off = Occupant::TimeOff { time_off: own(3) };
    book.entries.push(Entry {
        occupant: off,
        ..book.entries[0]
    });
    let held_until = Some(utc("2027-03-15T08:10:00Z"));
    let hold = Occupant::Booking {
        booking: own(9),
        shop: own(1),
        service: own(2),
        persons: 3,
        held_until,
    };
    book.entries.push(Entry {
        occupant: hold,
        ..book.entries[0]
    });
    StaffDay {
        staff,
        date: date(day),
        book,
    }
}

pub fn customer_day(customer: CustomerId, day: &str) -> CustomerDay {
    CustomerDay {
        customer,
        date: date(day),
        book: book_of(2),
    }
}

pub fn account_day(account: AccountId, day: &str) -> AccountDay {
    AccountDay {
        account,
        date: date(day),
        book: DayBook::default(),
    }
}

/// An event of the thing whose partition this is.
pub fn event(number: u128, partition: &str) -> Event {
    Event {
        id: EventId::new(uuid(number)),
        partition: partition.to_owned(),
        kind: "BookingConfirmed".to_owned(),
        version: 1,
        business_id: Some(biz()),
        place: None,
        occurred_at: created(),
        actor: Actor::Account {
            account: account(1),
            role: "customer".to_owned(),
            key: None,
        },
        trace: Some("req-1".to_owned()),
        data: json!({ "booking_id": own::<booking_rules::ids::kinds::Booking>(1), "sequence": 2, "was": null, "share": 0.5, "flags": [true, -7] }),
    }
}

pub fn idempotency_record(expires_at: &str) -> IdempotencyRecord {
    IdempotencyRecord {
        scope: "acc#bookings-create".to_owned(),
        key_hash: "6b86b273".to_owned(),
        fingerprint: "d4735e3a".to_owned(),
        answer: json!({ "status": 201, "body": { "id": "bkg_1", "notes": "" } }),
        booking: None,
        expires_at: utc(expires_at),
    }
}

pub fn watermark(done_until: &str) -> Watermark {
    Watermark {
        job: "due".to_owned(),
        done_until: utc(done_until),
    }
}

/// How an account wants to be written to, everything set.
pub fn preferences(number: u128) -> Preferences {
    let time = |text| WallTime::parse(text).unwrap();
    Preferences {
        account: account(number),
        locale: Some(Locale::Ar),
        time_zone: Some(Zone::parse("Asia/Riyadh").unwrap()),
        channels: WantedChannels {
            reminders: Some(vec![Channel::Sms]),
            reviews: Some(vec![]),
            offers: None,
        },
        channels_chosen_at: Some(created()),
        quiet_hours: QuietHours::new(time("22:00"), time("24:00")).ok(),
    }
}

pub fn consent(holder: ConsentHolder) -> Consent {
    Consent {
        holder,
        business: Some(biz()),
        purpose: Purpose::Reviews,
        channel: Channel::Email,
        given: true,
        text_version: TextVersion::parse("reviews-1").unwrap(),
        language: Locale::Pl,
        at: created(),
        by: Actor::Guest,
    }
}

pub fn consent_record(holder: ConsentHolder, number: u128) -> ConsentRecord {
    ConsentRecord {
        id: EventId::new(uuid(number)),
        consent: consent(holder),
    }
}

/// The digest of the number that most samples have.
pub fn number_digest() -> AddressDigest {
    AddressDigest::from(&phone().unwrap())
}

pub fn suppression() -> Suppression {
    Suppression {
        channel: Channel::Sms,
        address: number_digest(),
        business: Some(biz()),
        refused: vec![Refused {
            purpose: Purpose::Bookings,
            reason: OptOutReason::StopWord,
            at: created(),
        }],
    }
}

pub fn app_notice(number: u128) -> AppNotice {
    AppNotice {
        id: AppNoticeId::new(uuid(number)),
        account: account(1),
        kind: "new_booking".to_owned(),
        business: biz(),
        shop: Some(own(1)),
        booking: Some(own(2)),
        told: Told {
            shop: "Śródmieście".to_owned(),
            service: "Strzyżenie".to_owned(),
            staff: "Ola".to_owned(),
            customer: "Anna".to_owned(),
            text: "Spóźnię się".to_owned(),
            start: Some(created()),
            previous: Some(created()),
            zone: Zone::parse("Europe/Warsaw").ok(),
        },
        created_at: created(),
        read_at: Some(created()),
        expires_at: utc("2028-03-15T09:00:00Z"),
    }
}

pub fn shop_message(number: u128) -> ShopMessage {
    ShopMessage {
        id: own(number),
        shop: own(1),
        booking: own(2),
        customer: own(3),
        staff: vec![own(4)],
        from: "Anna".to_owned(),
        text: "Spóźnię się\n10 minut".to_owned(),
        outcome: MessageOutcome::TooLate,
        received_at: created(),
        expires_at: utc("2028-03-15T09:00:00Z"),
    }
}

pub fn sms_thread(number: u128) -> SmsThread {
    SmsThread {
        number: store::digest("+48601234567"),
        booking: own(number),
        kind: "booking_reminder".to_owned(),
        sender: Some("+48732000000".to_owned()),
        sent_at: created(),
        expires_at: utc("2027-03-17T09:00:00Z"),
    }
}

pub fn ledger_entry(number: u128) -> LedgerEntry {
    let month = "2027-03".parse().unwrap();
    LedgerEntry {
        id: own(number),
        shop: own(1),
        occurred_at: utc("2027-03-15T09:00:00.250Z"),
        day: NaiveDate::from_ymd_opt(2027, 3, 14).unwrap(),
        kind: EntryKind::Refund,
        amount: VatRate::Percent(23).split(zloty(-50)),
        method: PaymentMethod::CardTerminal,
        document: DocumentNumber { month, place: 17 },
        sale: SaleRef::Booking(own(3)),
        service: Some(own(4)),
        staff: Some(own(5)),
        customer: Some(own(6)),
        of: Some(own(7)),
        reason: notes("Reklamacja"),
    }
}

/// The books that hold this entry alone.
pub fn books(entry: &LedgerEntry) -> Books {
    let mut books = Books::new(biz(), entry.month(), entry.amount.gross.currency());
    books.record(std::slice::from_ref(entry));
    Books {
        documents: 1,
        closed_at: Some(utc("2027-04-02T08:00:00Z")),
        closed_by: Some(account(1)),
        ..books
    }
}

pub fn tab(sale: SaleRef) -> Tab {
    let currency = Currency::parse("PLN").unwrap();
    let charge = TabLine {
        entry: own(8),
        month: "2027-03".parse().unwrap(),
        kind: EntryKind::Charge,
        amount: 12_000,
        rate: VatRate::Exempt,
        method: PaymentMethod::Deposit,
        service: None,
        staff: None,
        of: None,
    };
    let discount = TabLine {
        entry: own(9),
        kind: EntryKind::Discount,
        amount: -500,
        service: Some(own(4)),
        staff: Some(own(5)),
        of: Some(charge.entry),
        ..charge.clone()
    };
    Tab {
        lines: vec![charge, discount],
        ..Tab::new(sale, own(1), currency, Some(own(6)))
    }
}

/// The document of a sale of that booking, its `place`th.
pub fn sale_document(booking: u128, place: u32, account: Option<AccountId>) -> SaleDocument {
    let entry = ledger_entry(8);
    SaleDocument {
        booking: own(booking),
        place,
        number: DocumentNumber {
            place,
            ..entry.document
        },
        kind: DocumentKind::Sale,
        account,
        shop: entry.shop,
        seller: Seller {
            business: name("Salon Ola"),
            shop: name("Śródmieście"),
            tax_id: TaxId::parse("5260001246").ok(),
        },
        zone: Zone::parse("Europe/Warsaw").unwrap(),
        issued_at: entry.occurred_at,
        day: entry.day,
        currency: entry.amount.gross.currency(),
        lines: vec![DocumentLine {
            entry: entry.id,
            kind: entry.kind,
            amount: entry.amount,
            method: entry.method,
            service: entry.service,
            service_name: Some(name("Strzyżenie")),
        }],
    }
}
