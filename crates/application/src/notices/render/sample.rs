//! A booking nobody made, to show what words become.

use booking_rules::catalog::TaxId;
use booking_rules::ids::{BookingId, BusinessId, LedgerEntryId, ShopId};
use booking_rules::ledger::{
    DocumentKind, DocumentLine, DocumentNumber, EntryKind, LedgerMonth, PaymentMethod, SaleDocument, Seller, VatRate,
};
use booking_rules::time::{Span, Zone};
use booking_rules::values::{Currency, Email, Locale, Minutes, Money, Name, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::NoticeFacts;
use crate::notices::kind::NoticeKind;

/// What differs from language to language.
struct Sample {
    business: &'static str,
    shop: &'static str,
    address: &'static str,
    phone: &'static str,
    service: &'static str,
    staff: &'static str,
    customer: &'static str,
    reason: &'static str,
    zone: &'static str,
    price: (i64, &'static str),
    vat: u8,
    tax_id: &'static str,
}

const POLISH: Sample = Sample {
    business: "Pod Nożyczkami",
    shop: "Salon Śródmieście",
    address: "ul. Świętokrzyska 12, Warszawa",
    phone: "+48221234567",
    service: "Strzyżenie damskie",
    staff: "Małgorzata",
    customer: "Anna Nowak",
    reason: "choroba",
    zone: "Europe/Warsaw",
    price: (12_000, "PLN"),
    vat: 23,
    tax_id: "5260001246",
};

const ENGLISH: Sample = Sample {
    business: "Sharp & Sons",
    shop: "Sharp & Sons, Soho",
    address: "12 Wardour Street, London",
    phone: "+442079460123",
    service: "Cut and finish",
    staff: "Tom",
    customer: "James O'Neil",
    reason: "illness",
    zone: "Europe/London",
    price: (4_500, "GBP"),
    vat: 20,
    tax_id: "GB123456789",
};

const ARABIC: Sample = Sample {
    business: "دار الجمال",
    shop: "صالون الوردة",
    address: "شارع العليا، الرياض",
    phone: "+966112345678",
    service: "قص الشعر",
    staff: "نورة",
    customer: "سارة",
    reason: "ظرف طارئ",
    zone: "Asia/Riyadh",
    price: (15_000, "SAR"),
    vat: 15,
    tax_id: "300000000000003",
};

/// 16 March 2027, 09:00 UTC.
const START: i64 = 1_805_187_600;

/// The facts of the sample in the language of its reader; `base` is where links lead, and they are as long as real ones.
#[must_use]
pub fn sample(kind: NoticeKind, locale: Locale, business: BusinessId, base: &str) -> Option<NoticeFacts> {
    let sample = match locale {
        Locale::Pl => &POLISH,
        Locale::En => &ENGLISH,
        Locale::Ar => &ARABIC,
    };
    let start = DateTime::<Utc>::from_timestamp(START, 0)?;
    let hour = |at: DateTime<Utc>| Span::new(at, at + TimeDelta::hours(1)).ok();
    let moved = kind == NoticeKind::BookingChanged;
    let ended = matches!(kind, NoticeKind::BookingCancelled | NoticeKind::BookingRejected);
    let offered = kind == NoticeKind::WaitlistOffer;
    let booking = BookingId::new(business, Uuid::nil());
    let (amount, currency) = sample.price;
    let document = match kind {
        NoticeKind::Receipt => Some(sample.document(booking, start + TimeDelta::minutes(65))?),
        _ => None,
    };
    Some(NoticeFacts {
        kind,
        locale,
        business_name: sample.business.to_owned(),
        shop_name: sample.shop.to_owned(),
        shop_address: Some(sample.address.to_owned()),
        shop_phone: Some(sample.phone.parse::<Phone>().ok()?),
        shop_email: Email::parse("salon@example.com").ok(),
        sender: None,
        service_name: sample.service.to_owned(),
        staff_name: sample.staff.to_owned(),
        customer_name: sample.customer.to_owned(),
        customer_email: None,
        span: hour(start)?,
        previous: if moved {
            hour(start - TimeDelta::hours(20))
        } else {
            None
        },
        zone: Zone::parse(sample.zone).ok()?,
        price: Money::new(amount, Currency::parse(currency).ok()?),
        persons: 1,
        held_until: offered.then(|| start - TimeDelta::days(6) + TimeDelta::minutes(30)),
        manage_url: Some(sample_link(base, booking)),
        unsubscribe_url: None,
        can_reply: false,
        booking,
        sequence: u32::from(moved) + 2 * u32::from(ended),
        reason: ended.then(|| sample.reason.to_owned()),
        created_at: start - TimeDelta::days(7),
        now: start - TimeDelta::days(6),
        cancel_notice: Minutes::DAY,
        document,
    })
}

impl Sample {
    /// What was paid for its visit.
    fn document(&self, booking: BookingId, issued_at: DateTime<Utc>) -> Option<SaleDocument> {
        let business = booking.business();
        let zone = Zone::parse(self.zone).ok()?;
        let day = zone.local_date(issued_at);
        let (amount, currency) = self.price;
        let currency = Currency::parse(currency).ok()?;
        let line = DocumentLine {
            entry: LedgerEntryId::new(business, Uuid::nil()),
            kind: EntryKind::Charge,
            amount: VatRate::Percent(self.vat).split(Money::new(amount, currency)),
            method: PaymentMethod::CardTerminal,
            service: None,
            service_name: Name::parse(self.service).ok(),
        };
        Some(SaleDocument {
            booking,
            place: 1,
            number: DocumentNumber {
                month: LedgerMonth::of(day),
                place: 17,
            },
            kind: DocumentKind::Sale,
            account: None,
            shop: ShopId::new(business, Uuid::nil()),
            seller: Seller {
                business: Name::parse(self.business).ok()?,
                shop: Name::parse(self.shop).ok()?,
                tax_id: TaxId::parse(self.tax_id).ok(),
            },
            zone,
            issued_at,
            day,
            currency,
            lines: vec![line],
        })
    }
}

/// As a real one looks and opens nothing.
#[must_use]
pub(crate) fn sample_link(base: &str, booking: BookingId) -> String {
    format!("{base}/api/v1/guest-bookings/{booking}.{}", "0".repeat(32))
}
