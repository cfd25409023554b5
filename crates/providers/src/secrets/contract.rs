//! What every source of secrets must do, run against each adapter that holds `known` with the value `value`.

use secrecy::ExposeSecret;

use super::{SecretError, SecretSource};

/// # Panics
/// When the adapter breaks the promise.
pub async fn a_known_secret_is_given_and_an_unknown_one_named(source: &dyn SecretSource, known: &str, value: &str) {
    let secret = source.secret(known).await.expect("a known secret");
    assert_eq!(secret.expose_secret(), value);
    assert!(!format!("{secret:?}").contains(value));
    let unknown = source.secret("/salonbook/unknown").await;
    assert_eq!(
        unknown.err(),
        Some(SecretError::Absent("/salonbook/unknown".to_owned()))
    );
}
