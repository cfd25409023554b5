//! What every vault must do, run against each adapter while it is empty.

use secrecy::ExposeSecret;

use super::KeyVault;

/// # Panics
/// When the adapter breaks the promise.
pub async fn an_empty_vault_gives_nothing_and_the_last_document_is_the_one(vault: &dyn KeyVault) {
    assert!(vault.read().await.expect("an empty vault reads").is_none());
    for document in ["hush", "hush, hush"] {
        vault.write(document.to_owned().into()).await.expect("a write");
        let read = vault.read().await.expect("a read").expect("the document");
        assert_eq!(read.expose_secret(), document);
        assert!(!format!("{read:?}").contains("hush"));
    }
}
