//! What every object store must do, run against each adapter.

use std::time::Duration;

use super::{ObjectStore, SMALLEST_PART};

/// # Panics
/// When the adapter breaks the promise.
pub async fn bytes_come_back_as_they_went_in(store: &dyn ObjectStore) {
    let key = "exports/biz 1/zażółć.csv";
    assert_eq!(store.get(key).await, Ok(None));
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(store.put(key, bytes.clone(), "text/csv").await, Ok(()));
    assert_eq!(store.get(key).await, Ok(Some(bytes)));
    assert_eq!(store.put(key, Vec::new(), "text/csv").await, Ok(()));
    assert_eq!(store.get(key).await, Ok(Some(Vec::new())));
    assert_eq!(store.delete(key).await, Ok(()));
    assert_eq!(store.get(key).await, Ok(None));
    assert_eq!(store.delete(key).await, Ok(()));
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_link_names_its_key_and_its_end(store: &dyn ObjectStore) {
    let link = store
        .presigned_get("exports/a.csv", Duration::from_secs(300))
        .await
        .expect("a link");
    assert!(
        link.contains("exports/a.csv") && link.contains("X-Amz-Expires=300"),
        "{link}"
    );
    assert!(
        store
            .presigned_get("exports/a.csv", Duration::from_secs(8 * 86_400))
            .await
            .is_err()
    );
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn parts_become_one_object(store: &dyn ObjectStore) {
    let key = "exports/parts.bin";
    let upload = store
        .begin_parts(key, "application/octet-stream")
        .await
        .expect("an upload");
    let first = store
        .put_part(key, &upload, 1, vec![1; SMALLEST_PART])
        .await
        .expect("a part");
    assert_eq!(
        store.get(key).await,
        Ok(None),
        "nothing is to be seen before it is whole"
    );
    let last = store.put_part(key, &upload, 2, vec![2; 3]).await.expect("a part");
    store
        .join_parts(key, &upload, vec![last, first])
        .await
        .expect("the whole");
    let whole = store.get(key).await.expect("an answer").expect("the object");
    assert_eq!(whole.len(), SMALLEST_PART + 3);
    assert_eq!((whole[0], whole[SMALLEST_PART]), (1, 2), "in the order of numbers");
    let given_up = store.begin_parts(key, "text/plain").await.expect("an upload");
    store.drop_parts(key, &given_up).await.expect("dropped");
    assert_eq!(store.delete(key).await, Ok(()));
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_listing_has_what_begins_so(store: &dyn ObjectStore) {
    for (key, bytes) in [("lists/b", 2), ("lists/a/1", 1), ("other/a", 3)] {
        assert_eq!(store.put(key, vec![0; bytes], "text/plain").await, Ok(()));
    }
    let found = store.list("lists/").await.expect("a listing");
    let found: Vec<_> = found.iter().map(|object| (object.key.as_str(), object.bytes)).collect();
    assert_eq!(found, [("lists/a/1", 1), ("lists/b", 2)]);
    assert_eq!(store.list("absent/").await, Ok(Vec::new()));
}

/// # Panics
/// When the adapter breaks the promise.
pub async fn pieces_are_read_to_the_end_and_no_further(store: &dyn ObjectStore) {
    let key = "pieces/a";
    assert_eq!(store.get_piece(key, 0, 4).await, Ok(None));
    assert_eq!(store.put(key, (0..10).collect(), "text/plain").await, Ok(()));
    assert_eq!(store.get_piece(key, 0, 4).await, Ok(Some(vec![0, 1, 2, 3])));
    assert_eq!(store.get_piece(key, 8, 4).await, Ok(Some(vec![8, 9])));
    assert_eq!(store.get_piece(key, 10, 4).await, Ok(Some(Vec::new())));
    assert_eq!(store.delete(key).await, Ok(()));
}
