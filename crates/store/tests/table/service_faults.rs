//! What the service may answer and the embedded engine never does: conflicts between transactions, throttling, keys
//! left unprocessed.

use serde_json::{Value, json};
use store::{Commit, CommitError, Entity, Operation, StoreError};

use crate::samples::*;
use crate::scripted::{Answer, ScriptedTable, TABLE};

const CONFLICT: [&str; 2] = ["None", "TransactionConflict"];

fn two_writes() -> Commit {
    let mut commit = Commit::new();
    commit.create(&category(own(1))).unwrap();
    commit.create(&category(own(2))).unwrap();
    commit
}

async fn commit_against(answers: impl IntoIterator<Item = Answer>) -> (Result<(), CommitError>, Vec<(String, Value)>) {
    let table = ScriptedTable::answering(answers).await;
    let result = table.store.commit(&two_writes()).await;
    (result, table.asked())
}

#[tokio::test]
async fn after_a_conflict_the_same_writes_are_sent_again_and_committed_once() {
    for conflict in [
        Answer::cancelled(&CONFLICT),
        Answer::cancelled(&["TransactionConflict", "TransactionConflict"]),
    ] {
        let (result, asked) = commit_against([conflict.clone(), conflict, Answer::done(json!({}))]).await;
        result.unwrap();
        let writes: Vec<_> = asked.iter().map(|(_, body)| body["TransactItems"].clone()).collect();
        assert_eq!(writes.len(), 3);
        assert_eq!(writes[0].as_array().unwrap().len(), 2);
        assert!(writes.iter().all(|sent| *sent == writes[0]), "{writes:#?}");
        assert!(asked.iter().all(|(operation, _)| operation == "TransactWriteItems"));
    }
}

#[tokio::test]
async fn a_conflict_that_never_ends_is_contention_after_six_rounds() {
    let (result, asked) = commit_against([Answer::cancelled(&CONFLICT)]).await;
    assert!(
        matches!(result, Err(CommitError::Store(StoreError::Contention))),
        "{result:?}"
    );
    assert_eq!(asked.len(), 6);
}

#[tokio::test]
async fn a_guard_that_failed_beside_a_conflict_is_told_and_not_tried_again() {
    let (result, asked) = commit_against([Answer::cancelled(&["ConditionalCheckFailed", "TransactionConflict"])]).await;
    let refused = result.unwrap_err();
    assert!(refused.is_at(&category(own(1)).key()), "{refused:?}");
    assert!(!refused.is_at(&category(own(2)).key()), "{refused:?}");
    assert_eq!(asked.len(), 1);
}

/// Sent as a new transaction it would meet its own effect, and be told of a conflict with itself.
#[tokio::test]
async fn a_transaction_whose_answer_was_lost_is_not_sent_as_a_new_one() {
    let (result, asked) = commit_against([Answer::refused("TransactionInProgressException", json!({}))]).await;
    assert!(
        matches!(result, Err(CommitError::Store(StoreError::Unavailable(_)))),
        "{result:?}"
    );
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn a_throttled_table_is_unavailable() {
    for throttled in [
        Answer::cancelled(&["None", "ThrottlingError"]),
        Answer::cancelled(&["ProvisionedThroughputExceeded", "None"]),
        Answer::refused("ThrottlingException", json!({ "message": "slow down" })),
        Answer::refused(
            "ProvisionedThroughputExceededException",
            json!({ "message": "slow down" }),
        ),
        Answer::refused("RequestLimitExceeded", json!({ "message": "slow down" })),
        Answer::refused("InternalServerError", json!({ "message": "try later" })),
    ] {
        let (result, asked) = commit_against([throttled]).await;
        assert!(
            matches!(result, Err(CommitError::Store(StoreError::Unavailable(_)))),
            "{result:?}"
        );
        assert_eq!(asked.len(), 1);
    }
}

#[tokio::test]
async fn a_request_of_ours_that_is_wrong_is_refused_and_not_tried_again() {
    for wrong in [
        Answer::cancelled(&["None", "ValidationError"]),
        Answer::cancelled(&["ItemCollectionSizeLimitExceeded", "None"]),
        Answer::refused("ValidationException", json!({ "message": "no such attribute" })),
        Answer::refused("ResourceNotFoundException", json!({ "message": "no such table" })),
        Answer::refused("AccessDeniedException", json!({ "Message": "not granted" })),
    ] {
        let (result, asked) = commit_against([wrong]).await;
        assert!(
            matches!(result, Err(CommitError::Store(StoreError::Refused(_)))),
            "{result:?}"
        );
        assert_eq!(asked.len(), 1);
    }
}

/// A key as it stands in a request.
fn wire_key<E: Entity>(entity: &E) -> Value {
    let key = entity.key();
    json!({ "PK": { "S": key.pk }, "SK": { "S": key.sk } })
}

fn left_unprocessed(keys: &[Value]) -> Answer {
    let keys = json!({ TABLE: { "Keys": keys, "ConsistentRead": true } });
    Answer::done(json!({ "Responses": { TABLE: [] }, "UnprocessedKeys": keys }))
}

#[tokio::test]
async fn keys_left_unprocessed_are_asked_for_again_and_only_they() {
    let [first, second] = [category(own(1)), category(own(2))];
    let nothing = Answer::done(json!({ "Responses": { TABLE: [] }, "UnprocessedKeys": {} }));
    let left = [wire_key(&second)];
    let table = ScriptedTable::answering([left_unprocessed(&left), left_unprocessed(&left), nothing]).await;
    let (store, meter) = table.store.metered();
    let shelf = store.shelf(vec![first.key(), second.key()]).await.unwrap();
    assert!(
        shelf
            .get::<booking_rules::catalog::Category>(&second.key())
            .unwrap()
            .is_none()
    );
    let asked: Vec<_> = table
        .asked()
        .into_iter()
        .map(|(_, body)| body["RequestItems"][TABLE]["Keys"].clone())
        .collect();
    assert_eq!(
        asked,
        [json!([wire_key(&first), wire_key(&second)]), json!(left), json!(left)]
    );
    let counted: Vec<_> = meter.take().into_iter().map(|r| (r.operation, r.items)).collect();
    let batch = Operation::BatchGetItem;
    assert_eq!(counted, [(batch, 2), (batch, 1), (batch, 1)]);
}

#[tokio::test]
async fn keys_that_stay_unprocessed_make_the_table_unavailable_after_eight_rounds() {
    let wanted = category(own(1));
    let table = ScriptedTable::answering([left_unprocessed(&[wire_key(&wanted)])]).await;
    let result = table.store.shelf(vec![wanted.key()]).await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))));
    assert_eq!(table.asked().len(), 8);
}
