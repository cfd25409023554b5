//! Webhooks, what their calls are signed with, and what they are told.

use booking_rules::hooks::HookEvents;
use booking_rules::ids::EventId;
use chrono::TimeDelta;
use store::stream::Change;
use store::{
    Commit, Due, Entity, Hook, HookAttempt, HookDelivery, HookDisabled, HookLogQuery, HookSecrets, NoticeStatus,
    Parcel, RetiredSecret, Sealed, keys,
};
use uuid::Uuid;

use crate::engine::Engine;
use crate::samples::*;

const NOW: &str = "2027-03-15T09:00:00Z";

fn hook() -> Hook {
    Hook {
        id: own(1),
        url: "https://hooks.example/in".to_owned(),
        events: HookEvents::of(vec!["BookingConfirmed"]).unwrap(),
        description: Some(name("Till")),
        enabled: false,
        disabled: Some(HookDisabled {
            at: utc(NOW),
            reason: "failing".to_owned(),
        }),
        failing_since: Some(utc(NOW)),
        warned_at: Some(utc(NOW)),
        created_at: utc(NOW),
        updated_at: utc(NOW),
    }
}

/// The delivery of the event that happened so many seconds after the start.
fn delivery(seconds: i64) -> HookDelivery {
    let at = utc(NOW) + TimeDelta::seconds(seconds);
    let millis = u128::try_from(at.timestamp_millis()).unwrap();
    let event = EventId::new(Uuid::from_u128(millis << 80 | 7));
    let id = HookDelivery::id_of(own(1), event);
    HookDelivery {
        booking: Some(own(9)),
        expires_at: at + TimeDelta::days(30),
        ..HookDelivery::queued(id, own(1), "BookingConfirmed", "{}".to_owned(), at)
    }
}

#[tokio::test]
async fn a_webhook_its_secrets_and_what_it_is_told_read_back() {
    let table = Engine::start().await;
    let full = hook();
    let bare = Hook {
        id: own(2),
        description: None,
        enabled: true,
        disabled: None,
        failing_since: None,
        warned_at: None,
        ..full.clone()
    };
    for hook in [&full, &bare] {
        table.create(hook).await;
        assert_eq!(table.read(hook).await.unwrap().record, *hook);
    }
    assert_eq!(
        table.store.hooks_of(biz()).await.unwrap().len(),
        2,
        "and the catalogue has none of them"
    );
    let secrets = HookSecrets {
        hook: full.id,
        current: Sealed::of_before("whsec_new"),
        previous: Some(RetiredSecret {
            secret: Sealed::of_before("whsec_old"),
            until: utc(NOW),
        }),
    };
    table.create(&secrets).await;
    assert_eq!(table.read(&secrets).await.unwrap().record, secrets);
    assert!(secrets.key().pk.starts_with(keys::HOOK_SECRETS));
    assert!(!format!("{secrets:?}").contains("whsec_"));
    let told = delivery(0).called(HookAttempt {
        at: utc(NOW),
        status_code: Some(500),
        duration_ms: 12,
        error: Some("status_500".to_owned()),
    });
    table.create(&told).await;
    assert_eq!(table.read(&told).await.unwrap().record, told);
}

#[tokio::test]
async fn secrets_are_removed_unread_with_their_webhook_or_not_at_all() {
    let table = Engine::start().await;
    let secrets = HookSecrets {
        hook: own(1),
        current: Sealed::of_before("whsec_x"),
        previous: None,
    };
    table.create(&hook()).await;
    table.create(&secrets).await;
    let removal = |version| {
        let mut commit = Commit::new();
        commit.delete(keys::hook(own(1)), version);
        commit.remove(keys::hook_secrets(own(1)));
        commit
    };
    assert!(table.store.commit(&removal(7)).await.is_err());
    assert!(table.read(&secrets).await.is_some(), "the guard holds for both");
    table.store.commit(&removal(1)).await.unwrap();
    assert!(table.read(&secrets).await.is_none() && table.read(&hook()).await.is_none());
}

#[tokio::test]
async fn what_is_told_of_a_booking_stands_in_the_order_of_its_events() {
    let table = Engine::start().await;
    let other = HookDelivery {
        booking: Some(own(8)),
        ..delivery(1)
    };
    table.create(&other).await;
    for seconds in [7, 0, 3] {
        table.create(&delivery(seconds)).await;
    }
    let about = table.store.hook_deliveries_about(own(1), own(9)).await.unwrap();
    let found: Vec<_> = about.into_iter().map(|v| v.record.occurred_at).collect();
    assert_eq!(found, [0, 3, 7].map(|s| utc(NOW) + TimeDelta::seconds(s)));
    let query = |after| HookLogQuery {
        hook: own(1),
        limit: 3,
        after,
    };
    let (first, next) = table.store.hook_log(query(None), |_| true).await.unwrap();
    let (rest, end) = table.store.hook_log(query(next), |_| true).await.unwrap();
    let ids: Vec<_> = first.iter().chain(&rest).map(|d| d.id).collect();
    assert_eq!(ids, [delivery(7).id, delivery(3).id, other.id, delivery(0).id]);
    assert_eq!(end, None);
    let since = utc(NOW) + TimeDelta::seconds(1);
    let (found, more) = table.store.hook_log_since(own(1), since, 2, |_| true).await.unwrap();
    let ids: Vec<_> = found.iter().map(|v| v.record.id).collect();
    assert_eq!((ids, more), (vec![other.id, delivery(3).id], true));
}

#[tokio::test]
async fn a_delivery_is_due_at_its_time_goes_to_its_queue_and_again_when_begun_anew() {
    let table = Engine::start().await;
    let now = utc(NOW);
    let due = async |at| {
        let found = table.store.due(now.date_naive(), at).await.unwrap();
        found.into_iter().filter(|due| matches!(due, Due::Hook(_))).count()
    };
    let first = delivery(0);
    table.create(&first).await;
    let waits = first.progress().put_off("status_500".to_owned(), now);
    let waits = HookDelivery {
        due_at: now + TimeDelta::minutes(5),
        ..first.clone()
    }
    .moved_to(waits);
    table.store.replace(&waits, 1).await.unwrap();
    assert_eq!((due(now).await, due(now + TimeDelta::minutes(5)).await), (0, 1));
    let ended = waits.progress().ended(NoticeStatus::Delivered, None, None, now);
    let ended = waits.moved_to(ended);
    table.store.replace(&ended, 2).await.unwrap();
    assert_eq!(due(now + TimeDelta::hours(9)).await, 0);
    let anew = ended.progress().begun_anew(now);
    let anew = ended.moved_to(anew);
    table.store.replace(&anew, 3).await.unwrap();
    let changes: Vec<_> = table
        .stream()
        .iter()
        .map(|record| Change::from_record(record).unwrap())
        .collect();
    let queued = |delivery: HookDelivery| Change::HookQueued(Box::new(delivery));
    assert_eq!(changes, [queued(first), Change::Quiet, Change::Quiet, queued(anew)]);
}
