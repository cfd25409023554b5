//! A business and all it offers, in one query that reads nothing else of its partition.

use store::{Entity, Operation, keys};

use crate::engine::Engine;
use crate::samples::*;

/// Two shops, a category, two services, two staff, a schedule; and beside them what is no catalogue.
async fn open_business(table: &Engine) {
    table.create(&business(biz())).await;
    for number in [1, 2] {
        table.create(&shop(own(number))).await;
        table.create(&service(own(number))).await;
        table.create(&staff_card(own(number))).await;
    }
    table.create(&category(own(7))).await;
    table.create(&schedule(own(1), own(2))).await;
    for number in [1, 2, 3] {
        table.create(&event(number, &keys::business_partition(biz()))).await;
        table.create(&time_off(own(number), own(1))).await;
        table.create(&staff_day(own(number), "2027-03-15")).await;
    }
}

#[tokio::test]
async fn the_catalogue_is_one_query_and_holds_no_events_nor_absences() {
    let table = Engine::start().await;
    open_business(&table).await;
    for consistent in [false, true] {
        let (found, asked) = table
            .metered(async |store| store.catalogue(biz(), consistent).await.unwrap())
            .await;
        let found = found.unwrap();
        assert_eq!(asked, [(Operation::Query, 9)]);
        assert_eq!(found.business.record, business(biz()));
        assert_eq!((found.shops.len(), found.services.len(), found.staff.len()), (2, 2, 2));
        assert_eq!((found.categories.len(), found.schedules.len()), (1, 1));
        assert_eq!(found.shop(own(2)), Some(&shop(own(2))));
        assert_eq!(found.service(own(1)), Some(&service(own(1))));
        assert_eq!(found.staff_card(own(2)), Some(&staff_card(own(2))));
        assert_eq!(found.category(own(7)), Some(&category(own(7))));
        assert_eq!(found.schedule(own(1), own(2)), Some(&schedule(own(1), own(2)).schedule));
        assert_eq!((found.schedule(own(1), own(1)), found.shop(own(3))), (None, None));
    }
}

#[tokio::test]
async fn a_business_that_is_not_there_has_no_catalogue() {
    let table = Engine::start().await;
    open_business(&table).await;
    assert_eq!(table.store.catalogue(another_business(2), true).await.unwrap(), None);
    let foreign = |number| {
        booking_rules::ids::StaffId::new(
            another_business(2),
            own::<booking_rules::ids::kinds::Staff>(number).own(),
        )
    };
    assert_eq!(table.store.staff_card(foreign(1)).await.unwrap(), None);
}

#[tokio::test]
async fn one_booking_reads_its_part_of_the_catalogue_in_one_batch() {
    let table = Engine::start().await;
    open_business(&table).await;
    let (found, asked) = table
        .metered(async |store| store.catalogue_for(own(2), own(1), own(1)).await.unwrap())
        .await;
    let found = found.unwrap();
    assert_eq!(asked, [(Operation::BatchGetItem, 6)]);
    assert_eq!(
        (
            found.shops.len(),
            found.services.len(),
            found.staff.len(),
            found.schedules.len()
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(found.shop(own(2)), Some(&shop(own(2))));
    assert_eq!(found.schedule(own(1), own(2)), Some(&schedule(own(1), own(2)).schedule));
    // Who does not work there has no hours there, and the rest is found all the same.
    let elsewhere = table
        .store
        .catalogue_for(own(1), own(1), own(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((elsewhere.shops.len(), elsewhere.schedules.len()), (1, 0));
}

#[tokio::test]
async fn each_thing_is_found_by_its_own_id() {
    let table = Engine::start().await;
    open_business(&table).await;
    let store = &table.store;
    assert_eq!(
        store.business(biz()).await.unwrap().map(|v| v.record),
        Some(business(biz()))
    );
    assert_eq!(store.shop(own(1)).await.unwrap().map(|v| v.record), Some(shop(own(1))));
    assert_eq!(
        store.category(own(7)).await.unwrap().map(|v| v.record),
        Some(category(own(7)))
    );
    assert_eq!(
        store.service(own(2)).await.unwrap().map(|v| v.record),
        Some(service(own(2)))
    );
    assert_eq!(
        store.staff_card(own(2)).await.unwrap().map(|v| v.record),
        Some(staff_card(own(2)))
    );
    let hours = store.staff_schedule(own(1), own(2)).await.unwrap();
    assert_eq!(hours.map(|v| v.record), Some(schedule(own(1), own(2))));
    assert_eq!(store.service(own(9)).await.unwrap(), None);
}

#[tokio::test]
async fn absences_are_listed_for_one_staff_member() {
    let table = Engine::start().await;
    open_business(&table).await;
    table.create(&time_off(own(4), own(2))).await;
    let found = table.store.time_off_of(own(1)).await.unwrap();
    assert_eq!(
        found.iter().map(|o| o.record.id).collect::<Vec<_>>(),
        [own(1), own(2), own(3)]
    );
    assert_eq!(
        table.store.time_off(own(2), own(4)).await.unwrap().map(|o| o.record),
        Some(time_off(own(4), own(2)))
    );
    assert_eq!(table.store.time_off(own(1), own(4)).await.unwrap(), None);
}

#[tokio::test]
async fn the_audit_trail_comes_newest_first() {
    let table = Engine::start().await;
    open_business(&table).await;
    let partition = keys::business_partition(biz());
    let newest = table.store.events_of(&partition, 2).await.unwrap();
    assert_eq!(newest, [event(3, &partition), event(2, &partition)]);
    assert_eq!(
        table
            .store
            .events_of(&keys::business_partition(another_business(2)), 2)
            .await
            .unwrap(),
        []
    );
    assert_eq!(newest[0].key().pk, partition);
}

#[tokio::test]
async fn all_businesses_are_found_part_by_part_and_each_once() {
    let table = Engine::start().await;
    let mut written: Vec<_> = (1..=30).map(another_business).collect();
    for business in &written {
        table.create(&store::BusinessEntry { business: *business }).await;
    }
    let mut found: Vec<booking_rules::ids::BusinessId> = Vec::new();
    for shard in 0..store::keys::REGISTRY_SHARDS {
        let mut after = None;
        loop {
            let some = table.store.businesses_of_shard(shard, after, 3).await.unwrap();
            found.extend(&some);
            after = some.last().copied();
            if some.len() < 3 {
                break;
            }
        }
    }
    written.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, written);
}
