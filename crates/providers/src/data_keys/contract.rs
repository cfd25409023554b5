//! What every keeper of data keys must do, run against each adapter.

use super::{DataKeyError, DataKeys};

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_wrapped_key_opens_for_its_owner_alone_and_unchanged(keys: &dyn DataKeys) {
    let made = keys.generate("biz_1").await.expect("a key");
    let again = keys.generate("biz_1").await.expect("another key");
    assert_ne!(made.plain, again.plain, "every key is fresh");
    assert_ne!(made.wrapped, again.wrapped);
    let plain = made.plain.expose().as_slice();
    assert!(
        !made.wrapped.windows(plain.len()).any(|window| window == plain),
        "a wrapped key is not the key"
    );
    for key in [&made, &again] {
        assert_eq!(keys.unwrap(&key.wrapped, "biz_1").await.as_ref(), Ok(&key.plain));
    }
    let refused = Err(DataKeyError::NotOurs);
    assert_eq!(keys.unwrap(&made.wrapped, "biz_2").await, refused, "another owner");
    let mut changed = made.wrapped.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    assert_eq!(keys.unwrap(&changed, "biz_1").await, refused, "a changed bit");
    assert_eq!(keys.unwrap(&[], "biz_1").await, refused, "nothing");
    assert!(!format!("{made:?}").contains(&format!("{:?}", plain)), "{made:?}");
}
