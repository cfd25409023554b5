//! A vault in the process, or in a file of the data folder.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::{KeyVault, VaultError};
use crate::Pending;

/// Keeps the document where it was told to.
#[derive(Debug)]
pub enum LocalVault {
    Memory(Mutex<Option<SecretString>>),
    File(PathBuf),
}

impl LocalVault {
    /// A vault of the file, which need not exist; without one, gone with the process.
    #[must_use]
    pub fn new(file: Option<PathBuf>) -> Self {
        file.map_or_else(|| Self::Memory(Mutex::default()), Self::File)
    }

    fn read_now(&self) -> Result<Option<SecretString>, VaultError> {
        match self {
            Self::Memory(document) => Ok(document.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Self::File(path) => match std::fs::read_to_string(path) {
                Ok(text) => Ok(Some(text.into())),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(VaultError(error.to_string())),
            },
        }
    }

    fn write_now(&self, document: SecretString) -> Result<(), VaultError> {
        match self {
            Self::Memory(place) => {
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(document);
                Ok(())
            }
            Self::File(path) => {
                // Renamed into place: a process that is stopped half-way leaves the keys of before.
                let half = path.with_extension("new");
                let failed = |error: std::io::Error| VaultError(error.to_string());
                std::fs::write(&half, document.expose_secret()).map_err(failed)?;
                std::fs::rename(&half, path).map_err(failed)
            }
        }
    }
}

impl KeyVault for LocalVault {
    fn read(&self) -> Pending<'_, Result<Option<SecretString>, VaultError>> {
        Box::pin(std::future::ready(self.read_now()))
    }

    fn write(&self, document: SecretString) -> Pending<'_, Result<(), VaultError>> {
        Box::pin(std::future::ready(self.write_now(document)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::an_empty_vault_gives_nothing_and_the_last_document_is_the_one;
    use super::*;

    #[tokio::test]
    async fn the_vault_in_memory_fulfils_the_contract() {
        an_empty_vault_gives_nothing_and_the_last_document_is_the_one(&LocalVault::new(None)).await;
    }

    #[tokio::test]
    async fn the_vault_in_a_file_fulfils_the_contract_and_outlives_the_process() {
        let folder = std::env::temp_dir().join(format!("salonbook-vault-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = Some(folder.join("keys.json"));
        an_empty_vault_gives_nothing_and_the_last_document_is_the_one(&LocalVault::new(file.clone())).await;
        assert!(LocalVault::new(file).read().await.unwrap().is_some());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
