//! What every object store must do, run against each adapter.

use std::time::Duration;

use super::ObjectStore;

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
