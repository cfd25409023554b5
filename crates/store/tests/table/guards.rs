//! What a guard keeps out: the second creator, the writer with an old version, everything that stood beside them.

use booking_rules::catalog::Category;
use store::{Commit, CommitError, Entity, MAX_WRITES, StoreError, Versioned};

use crate::engine::Engine;
use crate::samples::*;

fn named(text: &str) -> Category {
    Category {
        name: name(text),
        ..category(own(1))
    }
}

#[tokio::test]
async fn who_creates_second_is_told_what_stands_there() {
    let table = Engine::start().await;
    let first = named("First");
    table.create(&first).await;
    let mut second = Commit::new();
    second.create(&category(own(2))).unwrap();
    second.create(&named("Second")).unwrap();
    let refused = table.store.commit(&second).await.unwrap_err();
    assert!(refused.is_at(&first.key()) && !refused.is_at(&category(own(2)).key()));
    assert_eq!(refused.found::<Category>(&first.key()), Some(first.clone()));
    // Nothing of the rest of the commit is there.
    assert_eq!(table.read(&category(own(2))).await, None);
    assert_eq!(
        table.read(&first).await,
        Some(Versioned {
            record: first,
            version: 1
        })
    );
}

#[tokio::test]
async fn a_replacement_needs_the_version_it_was_decided_on() {
    let table = Engine::start().await;
    table.create(&named("First")).await;
    let replace = async |text: &str, version| {
        let mut commit = Commit::new();
        commit.replace(&named(text), version).unwrap();
        table.store.commit(&commit).await
    };
    replace("Second", Some(1)).await.unwrap();
    assert_eq!(
        table.read(&named("x")).await,
        Some(Versioned {
            record: named("Second"),
            version: 2
        })
    );
    for stale in [Some(1), Some(3), None] {
        let refused = replace("Third", stale).await.unwrap_err();
        assert_eq!(
            refused.found::<Category>(&named("x").key()),
            Some(named("Second")),
            "{stale:?}"
        );
    }
    replace("Third", Some(2)).await.unwrap();
    assert_eq!(
        table.read(&named("x")).await,
        Some(Versioned {
            record: named("Third"),
            version: 3
        })
    );
}

#[tokio::test]
async fn a_replacement_of_nothing_creates() {
    let table = Engine::start().await;
    let mut commit = Commit::new();
    commit.replace(&named("First"), None).unwrap();
    table.store.commit(&commit).await.unwrap();
    assert_eq!(
        table.read(&named("x")).await,
        Some(Versioned {
            record: named("First"),
            version: 1
        })
    );
}

#[tokio::test]
async fn one_record_alone_is_replaced_under_the_same_guard() {
    let table = Engine::start().await;
    let absent = table.store.replace(&named("Nowhere"), 1).await;
    assert!(matches!(absent, Err(CommitError::Moved(at)) if at == [(named("x").key(), None)]));
    table.create(&named("First")).await;
    table.store.replace(&named("Second"), 1).await.unwrap();
    let stale = table.store.replace(&named("Third"), 1).await.unwrap_err();
    assert!(stale.is_at(&named("x").key()));
    assert_eq!(
        table.read(&named("x")).await,
        Some(Versioned {
            record: named("Second"),
            version: 2
        })
    );
}

#[tokio::test]
async fn a_check_holds_what_is_only_read() {
    let table = Engine::start().await;
    let read = named("Read");
    let commit = async |version, number| {
        let mut commit = Commit::new();
        commit
            .check(read.key(), version)
            .create(&category(own(number)))
            .unwrap();
        table.store.commit(&commit).await
    };
    commit(None, 2).await.unwrap();
    assert!(commit(Some(1), 3).await.unwrap_err().is_at(&read.key()));
    table.create(&read).await;
    commit(Some(1), 4).await.unwrap();
    for moved in [None, Some(2)] {
        assert!(commit(moved, 5).await.unwrap_err().is_at(&read.key()), "{moved:?}");
    }
    let there = async |number| table.read(&category(own(number))).await.is_some();
    assert_eq!(
        [there(2).await, there(3).await, there(4).await, there(5).await],
        [true, false, true, false]
    );
    assert_eq!(table.read(&read).await.map(|r| r.version), Some(1));
}

#[tokio::test]
async fn only_the_version_that_was_read_is_deleted() {
    let table = Engine::start().await;
    table.create(&named("First")).await;
    table.store.replace(&named("Second"), 1).await.unwrap();
    let delete = async |version| {
        let mut commit = Commit::new();
        commit.delete(named("x").key(), version);
        table.store.commit(&commit).await
    };
    assert!(delete(1).await.unwrap_err().is_at(&named("x").key()));
    assert!(table.read(&named("x")).await.is_some());
    delete(2).await.unwrap();
    assert_eq!(table.read(&named("x")).await, None);
}

#[tokio::test]
async fn garbage_is_written_over_once_its_time_has_passed() {
    let table = Engine::start().await;
    let old = idempotency_record("2027-03-16T09:00:00Z");
    let mut new = idempotency_record("2027-03-18T09:00:00Z");
    new.fingerprint = "another".to_owned();
    let write = async |now| {
        let mut commit = Commit::new();
        commit.create_over_expired(&new, utc(now)).unwrap();
        table.store.commit(&commit).await
    };
    table.create(&old).await;
    let early = write("2027-03-16T08:59:59Z").await.unwrap_err();
    assert_eq!(early.found(&old.key()), Some(old));
    write("2027-03-16T09:00:00Z").await.unwrap();
    assert_eq!(
        table.read(&new).await,
        Some(Versioned {
            record: new.clone(),
            version: 1
        })
    );
    assert!(write("2027-03-16T09:00:00Z").await.unwrap_err().is_at(&new.key()));
}

#[tokio::test]
async fn a_commit_above_the_limit_of_writes_is_refused_whole() {
    let table = Engine::start().await;
    let write = async |count: usize| {
        let mut commit = Commit::new();
        for number in (0u128..).take(count) {
            commit.create(&category(own(number))).unwrap();
        }
        assert_eq!((commit.len(), commit.is_empty()), (count, false));
        table.store.commit(&commit).await
    };
    assert!(matches!(
        write(MAX_WRITES + 1).await,
        Err(CommitError::Store(StoreError::Refused(_)))
    ));
    assert_eq!(table.read(&category(own(0))).await, None);
    write(MAX_WRITES).await.unwrap();
    assert!(table.read(&category(own(99))).await.is_some());
}
