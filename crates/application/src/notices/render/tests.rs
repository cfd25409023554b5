use booking_rules::catalog::TaxId;
use booking_rules::ids::{BookingId, BusinessId, LedgerEntryId, ShopId};
use booking_rules::ledger::{
    DocumentKind, DocumentLine, DocumentNumber, EntryKind, LedgerMonth, PaymentMethod, Seller, VatRate,
};
use booking_rules::values::{Currency, Name};
use uuid::Uuid;

use super::*;

mod calendar_entries;
mod messages;
mod own_words;
mod receipts;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn span(start: &str, end: &str) -> Span {
    Span::new(at(start), at(end)).unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

/// A salon in Warsaw, a clinic in Riyadh or a barber in London, as the reader's language suggests.
fn facts(kind: NoticeKind, locale: Locale) -> NoticeFacts {
    let changed = kind == NoticeKind::BookingChanged;
    let ended = matches!(kind, NoticeKind::BookingCancelled | NoticeKind::BookingRejected);
    let common = NoticeFacts {
        kind,
        locale,
        business_name: "Łóżko i Spółka".to_owned(),
        shop_name: "Salon Żółta Róża".to_owned(),
        shop_address: Some("ul. Świętokrzyska 12, Warszawa".to_owned()),
        shop_phone: Some("+48221234567".parse().unwrap()),
        shop_email: Some(Email::parse("salon@example.pl").unwrap()),
        sender: None,
        service_name: "Strzyżenie i modelowanie".to_owned(),
        staff_name: "Małgorzata".to_owned(),
        customer_name: "Anna Źdźbło".to_owned(),
        customer_email: Some(Email::parse("anna@example.pl").unwrap()),
        span: span("2027-03-16T09:00:00Z", "2027-03-16T10:00:00Z"),
        previous: changed.then(|| span("2027-03-15T13:00:00Z", "2027-03-15T14:00:00Z")),
        zone: Zone::parse("Europe/Warsaw").unwrap(),
        price: Money::new(12_050, currency("PLN")),
        persons: 1,
        held_until: (kind == NoticeKind::WaitlistOffer).then(|| at("2027-03-02T08:30:00Z")),
        manage_url: Some("https://book.example/m/3fQ9".to_owned()),
        unsubscribe_url: (kind == NoticeKind::BookingReminder).then(|| "https://book.example/u/7kL2".to_owned()),
        booking: BookingId::new(BusinessId::from_uuid(Uuid::from_u128(1)), Uuid::from_u128(2)),
        sequence: u32::from(changed) + 2 * u32::from(ended),
        reason: ended.then(|| "choroba".to_owned()),
        created_at: at("2027-03-01T08:00:00Z"),
        now: at("2027-03-02T08:00:00Z"),
        cancel_notice: Minutes::new(24 * 60),
        can_reply: false,
        document: None,
    };
    let told = match locale {
        Locale::Pl => common,
        Locale::En => NoticeFacts {
            business_name: "Sharp & Sons".to_owned(),
            shop_name: "Sharp & Sons".to_owned(),
            shop_address: None,
            shop_phone: None,
            service_name: "Beard trim".to_owned(),
            staff_name: "Tom".to_owned(),
            customer_name: "James O'Neil".to_owned(),
            zone: Zone::parse("Europe/London").unwrap(),
            price: Money::new(2_500, currency("GBP")),
            persons: 2,
            reason: ended.then(|| "illness".to_owned()),
            cancel_notice: Minutes::ZERO,
            ..common
        },
        Locale::Ar => NoticeFacts {
            business_name: "دار الجمال".to_owned(),
            shop_name: "صالون الوردة".to_owned(),
            shop_address: Some("شارع العليا، الرياض".to_owned()),
            shop_phone: Some("+966501234567".parse().unwrap()),
            service_name: "قص الشعر".to_owned(),
            staff_name: "نورة".to_owned(),
            customer_name: "سارة".to_owned(),
            zone: Zone::parse("Asia/Riyadh").unwrap(),
            price: Money::new(15_000, currency("SAR")),
            persons: 3,
            reason: ended.then(|| "ظرف طارئ".to_owned()),
            ..common
        },
    };
    NoticeFacts {
        document: (kind == NoticeKind::Receipt).then(|| document(&told)),
        ..told
    }
}

/// A cut, a tip and a discount, paid when the visit of the facts began.
fn document(facts: &NoticeFacts) -> SaleDocument {
    let business = facts.booking.business();
    let vat = match facts.locale {
        Locale::Pl => VatRate::Percent(23),
        Locale::En => VatRate::Exempt,
        Locale::Ar => VatRate::Percent(15),
    };
    let line = |kind, minor, rate: VatRate, method| DocumentLine {
        entry: LedgerEntryId::new(business, Uuid::nil()),
        kind,
        amount: rate.split(Money::new(minor, facts.price.currency())),
        method,
        service: None,
        service_name: (kind != EntryKind::Tip).then(|| Name::parse(&facts.service_name).unwrap()),
    };
    let issued_at = facts.span.start();
    let day = facts.zone.local_date(issued_at);
    SaleDocument {
        booking: facts.booking,
        place: 1,
        number: DocumentNumber {
            month: LedgerMonth::of(day),
            place: 17,
        },
        kind: DocumentKind::Sale,
        account: None,
        shop: ShopId::new(business, Uuid::nil()),
        seller: Seller {
            business: Name::parse(&facts.business_name).unwrap(),
            shop: Name::parse(&facts.shop_name).unwrap(),
            tax_id: (facts.locale != Locale::En).then(|| TaxId::parse("5260001246").unwrap()),
        },
        zone: facts.zone,
        issued_at,
        day,
        currency: facts.price.currency(),
        lines: vec![
            line(EntryKind::Charge, facts.price.minor(), vat, PaymentMethod::CardTerminal),
            line(EntryKind::Tip, 1_000, VatRate::NotSubject, PaymentMethod::Cash),
            line(EntryKind::Discount, -550, vat, PaymentMethod::CardTerminal),
        ],
    }
}

fn every_case() -> impl Iterator<Item = NoticeFacts> {
    NoticeKind::ALL
        .into_iter()
        .flat_map(|kind| Locale::ALL.into_iter().map(move |locale| facts(kind, locale)))
}
