//! What vendors tell of messages: it counts for theirs alone, and moves nothing back.

use application::fates::{self, Heard};
use application::relay::DeliveryOrder;
use booking_rules::notices::Vendor;
use providers::fate::{DeliveryReport, Fate};
use store::{Notice, NoticeStatus};
use testkit::Does;

use crate::fates::{after, book, by_sms, confirmation, dead, id, killed_in_between, salon, settle};

fn report(notice: &Notice, vendor: Vendor, reference: &str, fate: Fate) -> DeliveryReport {
    DeliveryReport {
        vendor,
        own_id: Some(DeliveryOrder::of_notice(notice).own_id()),
        reference: reference.to_owned(),
        fate,
        at: None,
    }
}

#[tokio::test]
async fn a_call_that_is_faster_than_our_own_record_counts() {
    let (salon, vendors) = salon().await;
    vendors.next(Vendor::Serwersms, Does::Hangs);
    let booking = book(&salon).await;
    killed_in_between(&salon, booking).await;
    let (notice, _) = confirmation(&salon, booking).await;
    let told = report(&notice, Vendor::Serwersms, "aca39", Fate::Delivered);
    let heard = fates::report(&salon.system.app, &told).await.expect("heard");
    assert_eq!(heard, Heard::Moved(NoticeStatus::Delivered));
    after(&salon, 70).await;
    let (notice, _) = confirmation(&salon, booking).await;
    assert_eq!(
        (notice.status, notice.reference.as_deref()),
        (NoticeStatus::Delivered, Some("aca39"))
    );
    assert_eq!(by_sms(&vendors).len(), 1);
}

#[tokio::test]
async fn what_vendors_tell_late_twice_and_out_of_order_moves_nothing_back() {
    let (salon, _) = salon().await;
    let booking = book(&salon).await;
    settle(&salon).await;
    let (sent, version) = confirmation(&salon, booking).await;
    let reference = sent.reference.clone().expect("a reference");
    let tell = |vendor, reference: &str, fate| {
        let told = report(&sent, vendor, reference, fate);
        let app = salon.system.app.clone();
        async move { fates::report(&app, &told).await.expect("heard") }
    };
    // Another vendor's, another message's, and no news.
    for (vendor, name, fate) in [
        (Vendor::Twilio, reference.as_str(), Fate::Delivered),
        (Vendor::Serwersms, "another", Fate::Delivered),
        (Vendor::Serwersms, reference.as_str(), Fate::UnderWay),
    ] {
        assert_eq!(tell(vendor, name, fate).await, Heard::Nothing);
    }
    assert_eq!(confirmation(&salon, booking).await, (sent.clone(), version), "no trace");
    let moved = tell(Vendor::Serwersms, &reference, Fate::Read).await;
    assert_eq!(moved, Heard::Moved(NoticeStatus::Read));
    let (read, version) = confirmation(&salon, booking).await;
    for fate in [Fate::Read, Fate::Delivered, Fate::UnderWay, dead("blacklisted")] {
        assert_eq!(tell(Vendor::Serwersms, &reference, fate).await, Heard::Nothing);
    }
    assert_eq!(confirmation(&salon, booking).await, (read, version));
    let foreign = DeliveryReport {
        own_id: Some("n-bkg_06j4gcw401d11c0c01mh437100e1ar28t5cy4gnf05-booking_confirmed-sms-0".to_owned()),
        ..report(&sent, Vendor::Serwersms, &reference, Fate::Delivered)
    };
    let heard = fates::report(&salon.system.app, &foreign).await.expect("heard");
    assert_eq!(heard, Heard::Nothing);
}

#[tokio::test]
async fn a_number_that_a_vendor_reports_dead_gets_no_other_message() {
    let (salon, vendors) = salon().await;
    let booking = book(&salon).await;
    settle(&salon).await;
    let (sent, _) = confirmation(&salon, booking).await;
    let reference = sent.reference.clone().expect("a reference");
    let told = report(&sent, Vendor::Serwersms, &reference, dead("wrong_number"));
    let heard = fates::report(&salon.system.app, &told).await.expect("heard");
    assert_eq!(heard, Heard::Moved(NoticeStatus::Failed));
    let before = by_sms(&vendors).len();
    let next = id(&salon.book("2027-03-13T10:00:00Z", "beata").await.expect(201));
    settle(&salon).await;
    assert_eq!(
        confirmation(&salon, next).await.0.reason.as_deref(),
        Some("dead_address")
    );
    assert_eq!(by_sms(&vendors).len(), before);
}
