//! A search reads a month of day books in one query; a booking reads the few records it needs in one batch.

use booking_rules::ids::StaffId;
use store::entities::StaffDay;
use store::{Entity, Operation, SheetRequest};

use crate::engine::Engine;
use crate::samples::*;

/// Which days of which staff were found, in order.
fn days(found: &[StaffDay]) -> Vec<(StaffId, String)> {
    let mut days: Vec<_> = found.iter().map(|d| (d.staff, d.date.to_string())).collect();
    days.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    days
}

#[tokio::test]
async fn day_books_take_one_query_for_each_month_touched() {
    let table = Engine::start().await;
    for day in ["2027-02-28", "2027-03-01", "2027-03-31", "2027-04-01", "2027-04-02"] {
        for staff in [1, 2, 3] {
            table.create(&staff_day(own(staff), day)).await;
        }
    }
    let elsewhere = StaffId::new(another_business(2), own::<booking_rules::ids::kinds::Staff>(1).own());
    table.create(&staff_day(elsewhere, "2027-03-31")).await;
    for (first, last, queries) in [
        ("2027-03-01", "2027-03-31", vec![6]),
        ("2027-03-31", "2027-04-01", vec![3, 3]),
        ("2027-02-28", "2027-04-01", vec![3, 6, 3]),
        ("2027-03-02", "2027-03-30", vec![0]),
        ("2027-03-31", "2027-03-31", vec![3]),
        ("2027-03-31", "2027-03-30", vec![]),
    ] {
        let (found, mut asked) = table
            .metered(async |store| store.day_books(biz(), date(first), date(last), false).await.unwrap())
            .await;
        // The months are asked for together, so their answers come in any order.
        let mut expected: Vec<_> = queries.iter().map(|items| (Operation::Query, *items)).collect();
        asked.sort_by_key(|(_, items)| *items);
        expected.sort_by_key(|(_, items)| *items);
        assert_eq!(asked, expected, "{first} to {last}");
        assert_eq!(found.len(), queries.iter().sum::<usize>());
        assert!(
            found
                .iter()
                .all(|d| d.staff.business() == biz() && date(first) <= d.date && d.date <= date(last))
        );
    }
    let both = table
        .store
        .day_books(biz(), date("2027-03-31"), date("2027-04-01"), true)
        .await
        .unwrap();
    let expected = ["2027-03-31", "2027-04-01"].map(|day| [1, 2, 3].map(|staff| (own(staff), day.to_owned())));
    assert_eq!(days(&both), expected.concat());
    assert_eq!(both[0].book, staff_day(own(1), "2027-03-31").book);
}

#[tokio::test]
async fn a_month_longer_than_a_megabyte_is_read_whole() {
    let table = Engine::start().await;
    let full = |staff| StaffDay {
        book: book_of(500),
        ..staff_day(own(staff), "2027-03-15")
    };
    for staff in 1..=12 {
        table.create(&full(staff)).await;
    }
    let month = async |store: store::Store| {
        store
            .day_books(biz(), date("2027-03-01"), date("2027-03-31"), false)
            .await
    };
    let (found, asked) = table.metered(month).await;
    let found = found.unwrap();
    assert!(
        asked.len() > 1,
        "{asked:?} is one page: the sample is too small to show anything"
    );
    assert_eq!(
        days(&found),
        (1..=12).map(|n| (own(n), "2027-03-15".to_owned())).collect::<Vec<_>>()
    );
    assert!(found.iter().all(|d| d.book.entries.len() == 500));
}

#[tokio::test]
async fn a_decision_reads_its_sheet_in_one_batch() {
    let table = Engine::start().await;
    let once = idempotency_record("2027-03-16T09:00:00Z");
    let (first, second) = (date("2027-03-15"), date("2027-03-16"));
    table.create(&staff_day(own(1), "2027-03-15")).await;
    table.create(&staff_day(own(2), "2027-03-16")).await;
    table.create(&customer_day(own(1), "2027-03-15")).await;
    table.create(&account_day(account(1), "2027-03-16")).await;
    table.create(&customer_card(own(1))).await;
    table.create(&booking(own(1), "2027-03-15T09:00:00Z")).await;
    table.create(&contact(own(1))).await;
    table.create(&once).await;
    let key = once.key();
    let request = SheetRequest {
        staff: &[own(1), own(2)],
        dates: &[first, second],
        customer: Some(own(1)),
        account: Some(account(1)),
        booking: Some(own(1)),
        once: Some(&key),
        ..SheetRequest::default()
    };
    let (sheet, asked) = table
        .metered(async |store| store.booking_sheet(&request).await.unwrap())
        .await;
    assert_eq!(asked, [(Operation::BatchGetItem, 13)]);
    let staff = |number, date| {
        sheet
            .staff_day(own(number), date)
            .unwrap()
            .map(|d| (d.record, d.version))
    };
    assert_eq!(staff(1, first), Some((staff_day(own(1), "2027-03-15"), 1)));
    assert_eq!(staff(2, second), Some((staff_day(own(2), "2027-03-16"), 1)));
    assert_eq!((staff(1, second), staff(2, first)), (None, None));
    assert!(
        sheet.customer_day(own(1), first).unwrap().is_some() && sheet.customer_day(own(1), second).unwrap().is_none()
    );
    assert!(
        sheet.account_day(account(1), second).unwrap().is_some()
            && sheet.account_day(account(1), first).unwrap().is_none()
    );
    assert_eq!(
        sheet.card(own(1)).unwrap().map(|c| c.record),
        Some(customer_card(own(1)))
    );
    assert_eq!(
        sheet.booking(own(1)).unwrap().map(|b| b.record),
        Some(booking(own(1), "2027-03-15T09:00:00Z"))
    );
    assert_eq!(sheet.contact(own(1)).unwrap().map(|c| c.record), Some(contact(own(1))));
    assert_eq!(sheet.once(&key).unwrap(), Some(once.clone()));
}

#[tokio::test]
async fn a_sheet_of_more_than_a_hundred_records_takes_a_second_batch() {
    let table = Engine::start().await;
    let staff: Vec<StaffId> = (1..=60).map(own).collect();
    for number in [1, 60] {
        table.create(&staff_day(own(number), "2027-03-15")).await;
        table.create(&staff_day(own(number), "2027-03-16")).await;
    }
    let dates = [date("2027-03-15"), date("2027-03-16")];
    let request = SheetRequest {
        staff: &staff,
        dates: &dates,
        ..SheetRequest::default()
    };
    let (sheet, asked) = table
        .metered(async |store| store.booking_sheet(&request).await.unwrap())
        .await;
    assert_eq!(asked, [(Operation::BatchGetItem, 100), (Operation::BatchGetItem, 20)]);
    let there = |number| dates.map(|date| sheet.staff_day(own(number), date).unwrap().is_some());
    assert_eq!((there(1), there(2), there(60)), ([true; 2], [false; 2], [true; 2]));
}
