use booking_rules::booking::{ManageSecret, Origin};
use booking_rules::ids::{BookingId, BusinessId, CustomerId, ShopId};
use booking_rules::notices::{NoticeSettings, QuietHours, Reminder};
use booking_rules::time::{Span, WallTime, Zone};
use booking_rules::values::{Currency, Email, Locale, Minutes, Money, Name, Phone};
use store::{Catalogue, Preferences, Versioned};
use uuid::Uuid;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn business() -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(7))
}

/// At ten in Warsaw on a Wednesday.
fn booking() -> Booking {
    let zloty = Currency::parse("PLN").unwrap();
    Booking {
        id: BookingId::new(business(), Uuid::from_u128(1)),
        shop: ShopId::new(business(), Uuid::from_u128(2)),
        customer: CustomerId::new(business(), Uuid::from_u128(3)),
        account: None,
        segments: Vec::new(),
        span: Span::new(at("2027-03-10T09:00:00Z"), at("2027-03-10T10:00:00Z")).unwrap(),
        zone: Zone::parse("Europe/Warsaw").unwrap(),
        local_start: "2027-03-10T10:00:00".parse().unwrap(),
        status: Status::Confirmed,
        origin: Origin::Guest,
        persons: 1,
        price: Money::new(100, zloty),
        locale: Locale::Pl,
        notes: None,
        overlap_reason: None,
        closing_reason: None,
        held_until: None,
        offered_to: None,
        acknowledged_at: None,
        manage_secret: ManageSecret("secret".to_owned()),
        sequence: 0,
        created_at: at("2027-03-01T09:00:00Z"),
        updated_at: at("2027-03-01T09:00:00Z"),
    }
}

fn contact() -> Contact {
    Contact {
        booking: booking().id,
        account: None,
        name: Name::parse("Anna").unwrap(),
        email: Email::parse("anna@example.pl").ok(),
        phone: Phone::parse("+48601234567", None).ok(),
        locale: Locale::Pl,
    }
}

fn catalogue(reminders: Vec<Reminder>, quiet_hours: Option<QuietHours>) -> Catalogue {
    let business: booking_rules::catalog::Business = serde_json::from_value(serde_json::json!({
        "id": business(), "name": "Salon", "country": "PL", "currency": "PLN", "locale": "pl",
        "owner": booking_rules::ids::AccountId::new(Uuid::from_u128(4)), "created_at": "2027-01-01T00:00:00Z"
    }))
    .unwrap();
    let settings = NoticeSettings {
        reminders,
        quiet_hours,
        ..NoticeSettings::of_platform(business.id)
    };
    let version = 1;
    Catalogue {
        business: Versioned {
            record: business,
            version,
        },
        shops: Vec::new(),
        categories: Vec::new(),
        services: Vec::new(),
        staff: Vec::new(),
        schedules: Vec::new(),
        notices: Some(Versioned {
            record: settings,
            version,
        }),
    }
}

fn reminder(hours: u32, channels: &[Channel]) -> Reminder {
    Reminder {
        ahead: Minutes::new(hours * 60),
        channels: channels.to_vec(),
    }
}

fn planned(catalogue: &Catalogue, wishes: Option<&Preferences>, now: &str) -> Vec<(String, u32, String)> {
    let booking = booking();
    let reminding = Reminding::of(catalogue, &booking, wishes);
    to_send(
        EventKind::Confirmed,
        &booking,
        None,
        &contact(),
        Some(&reminding),
        at(now),
    )
    .into_iter()
    .filter(|notice| notice.status == store::NoticeStatus::Scheduled)
    .map(|notice| {
        assert_eq!(notice.kind, "booking_reminder");
        let ahead = notice.ahead.expect("how long ahead").get() / 60;
        (notice.channel, ahead, notice.due_at.to_rfc3339())
    })
    .collect()
}

fn line(channel: &str, ahead: u32, due: &str) -> (String, u32, String) {
    (channel.to_owned(), ahead, due.to_owned())
}

#[test]
fn each_reminder_is_planned_by_its_channels() {
    let two = catalogue(
        vec![reminder(48, &[]), reminder(2, &[Channel::Sms, Channel::Whatsapp])],
        None,
    );
    assert_eq!(
        planned(&two, None, "2027-03-01T09:00:00Z"),
        [
            line("email", 48, "2027-03-08T09:00:00+00:00"),
            line("sms", 48, "2027-03-08T09:00:00+00:00"),
            line("sms", 2, "2027-03-10T07:00:00+00:00"),
            line("whatsapp", 2, "2027-03-10T07:00:00+00:00"),
        ]
    );
    // Who books within the 48 hours is not told of them; who books at that very moment neither.
    let short = planned(&two, None, "2027-03-08T09:00:00Z");
    assert_eq!(short.iter().map(|(_, ahead, _)| *ahead).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(planned(&two, None, "2027-03-10T07:00:00Z"), []);
    assert_eq!(planned(&catalogue(Vec::new(), None), None, "2027-03-01T09:00:00Z"), []);
}

#[test]
fn quiet_hours_are_the_customers_and_by_their_clock() {
    let time = |text| WallTime::parse(text).unwrap();
    let night = QuietHours::new(time("21:00"), time("09:00")).ok();
    let ahead = [Channel::Sms];
    let of_business = catalogue(vec![reminder(3, &ahead)], night);
    // 07:00 in Warsaw, and by nine an hour is left.
    let due = |wishes| planned(&of_business, wishes, "2027-03-01T09:00:00Z").remove(0).2;
    assert_eq!(due(None), "2027-03-10T08:00:00+00:00");
    let account = booking_rules::ids::AccountId::new(Uuid::from_u128(9));
    let unset = Preferences::unset(account);
    let early = Preferences {
        quiet_hours: QuietHours::new(time("23:00"), time("06:30")).ok(),
        ..unset.clone()
    };
    assert_eq!(due(Some(&early)), "2027-03-10T06:00:00+00:00");
    // It is 06:00 in London, the shop's hours end at nine there, and that is the start: so the evening before.
    let in_london = Preferences {
        time_zone: Zone::parse("Europe/London").ok(),
        ..unset
    };
    assert_eq!(due(Some(&in_london)), "2027-03-09T20:45:00+00:00");
}

#[test]
fn only_a_booking_that_is_on_is_reminded_of() {
    let settings = catalogue(vec![reminder(24, &[])], None);
    let reminded = |event, status| {
        let booking = Booking { status, ..booking() };
        let reminding = Reminding::of(&settings, &booking, None);
        to_send(
            event,
            &booking,
            None,
            &contact(),
            Some(&reminding),
            at("2027-03-01T09:00:00Z"),
        )
        .iter()
        .filter(|notice| notice.kind == "booking_reminder")
        .count()
    };
    assert_eq!(reminded(EventKind::Confirmed, Status::Confirmed), 2);
    assert_eq!(reminded(EventKind::Rescheduled, Status::Confirmed), 2);
    assert_eq!(reminded(EventKind::Rescheduled, Status::Pending), 0);
    assert_eq!(reminded(EventKind::Requested, Status::Pending), 0);
    assert_eq!(reminded(EventKind::Cancelled, Status::Cancelled), 0);
}

#[test]
fn lateness_is_measured_from_when_it_was_due() {
    let due = at("2027-03-10T09:00:00Z");
    let notice = Notice::scheduled(booking().id, "booking_reminder", "sms", 0, due);
    assert_eq!(lateness(&notice, at("2027-03-10T09:01:30Z")), TimeDelta::seconds(90));
    assert_eq!(lateness(&notice, at("2027-03-10T08:59:00Z")), TimeDelta::zero());
}
