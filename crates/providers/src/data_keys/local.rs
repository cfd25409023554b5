//! A keeper of this machine: a ring of keys in a file of the data folder, or in the process.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{DataKey, DataKeyError, DataKeys, KEY_BYTES, PlainKey};
use crate::Pending;

/// Wraps with the newest key of its ring and opens with each. A file holds one key a line, in base64.
#[derive(Debug)]
pub struct LocalDataKeys {
    ring: Mutex<Vec<PlainKey>>,
    file: Option<PathBuf>,
    out: AtomicBool,
    asked: AtomicU64,
}

impl LocalDataKeys {
    /// The ring of the file, which is made when it is missing; without one, gone with the process.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds anything else.
    pub fn open(file: Option<PathBuf>) -> std::io::Result<Self> {
        let ring = match &file {
            None => Vec::new(),
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => text.lines().map(key_of).collect::<Result<_, _>>()?,
                Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(error),
            },
        };
        let keys = Self {
            ring: Mutex::new(ring),
            file,
            out: AtomicBool::new(false),
            asked: AtomicU64::new(0),
        };
        if keys.ring().is_empty() {
            keys.rotate()?;
        }
        Ok(keys)
    }

    /// Adds a key that wraps from now on; what the ones before have wrapped still opens.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn rotate(&self) -> std::io::Result<()> {
        let mut ring = self.ring();
        ring.push(random().ok_or_else(|| std::io::Error::other("no randomness"))?);
        let Some(path) = &self.file else { return Ok(()) };
        let lines: String = ring.iter().map(|key| STANDARD.encode(key.expose()) + "\n").collect();
        // Renamed into place: a process that is stopped half-way leaves the keys of before.
        let half = path.with_extension("new");
        std::fs::write(&half, lines)?;
        std::fs::rename(&half, path)
    }

    /// Whether it refuses to answer, as a keeper out of reach does.
    pub fn set_out(&self, out: bool) {
        self.out.store(out, Ordering::Relaxed);
    }

    /// How often it was asked for a key.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Vec<PlainKey>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self) -> Result<(), DataKeyError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.out.load(Ordering::Relaxed) {
            return Err(DataKeyError::Unavailable("switched off".to_owned()));
        }
        Ok(())
    }

    fn fresh(&self, owner: &str) -> Result<DataKey, DataKeyError> {
        self.answer()?;
        let broken = || DataKeyError::Unavailable("no randomness".to_owned());
        let plain = random().ok_or_else(broken)?;
        let ring = self.ring();
        let newest = ring.last().ok_or_else(broken)?;
        let cipher = cipher(newest).ok_or_else(broken)?;
        let mut sealed = plain.expose().to_vec();
        let nonce = cipher
            .seal_in_place_append_tag(Aad::from(owner.as_bytes()), &mut sealed)
            .map_err(|_| broken())?;
        let mut wrapped = nonce.as_ref().to_vec();
        wrapped.extend(sealed);
        Ok(DataKey { plain, wrapped })
    }

    fn opened(&self, wrapped: &[u8], owner: &str) -> Result<PlainKey, DataKeyError> {
        self.answer()?;
        let ring = self.ring();
        let mut found = ring.iter().rev().filter_map(|key| open_with(key, wrapped, owner));
        found.next().ok_or(DataKeyError::NotOurs)
    }
}

fn key_of(line: &str) -> std::io::Result<PlainKey> {
    let bytes = STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
    let damaged = || std::io::Error::new(ErrorKind::InvalidData, "not a file of field keys");
    bytes.map(PlainKey::new).ok_or_else(damaged)
}

fn random() -> Option<PlainKey> {
    let mut bytes = [0; KEY_BYTES];
    rand::fill(&mut bytes).ok()?;
    Some(PlainKey::new(bytes))
}

fn cipher(key: &PlainKey) -> Option<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, key.expose()).ok()
}

fn open_with(key: &PlainKey, wrapped: &[u8], owner: &str) -> Option<PlainKey> {
    let (nonce, sealed) = wrapped.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let plain = cipher(key)?
        .open_in_place(nonce, Aad::from(owner.as_bytes()), &mut sealed)
        .ok()?;
    Some(PlainKey::new((&*plain).try_into().ok()?))
}

impl DataKeys for LocalDataKeys {
    fn generate<'a>(&'a self, owner: &'a str) -> Pending<'a, Result<DataKey, DataKeyError>> {
        Box::pin(std::future::ready(self.fresh(owner)))
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], owner: &'a str) -> Pending<'a, Result<PlainKey, DataKeyError>> {
        Box::pin(std::future::ready(self.opened(wrapped, owner)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::a_wrapped_key_opens_for_its_owner_alone_and_unchanged;
    use super::*;

    #[tokio::test]
    async fn the_keeper_in_memory_fulfils_the_contract() {
        let keys = LocalDataKeys::open(None).unwrap();
        a_wrapped_key_opens_for_its_owner_alone_and_unchanged(&keys).await;
    }

    #[tokio::test]
    async fn the_keeper_in_a_file_outlives_the_process_and_a_rotation() {
        let folder = std::env::temp_dir().join(format!("salonbook-data-keys-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("field-keys");
        let keys = LocalDataKeys::open(Some(file.clone())).unwrap();
        a_wrapped_key_opens_for_its_owner_alone_and_unchanged(&keys).await;
        let made = keys.generate("acc_1").await.unwrap();
        keys.rotate().unwrap();
        let reopened = LocalDataKeys::open(Some(file.clone())).unwrap();
        assert_eq!(reopened.unwrap(&made.wrapped, "acc_1").await.as_ref(), Ok(&made.plain));
        let newer = reopened.generate("acc_1").await.unwrap();
        assert_eq!(keys.unwrap(&newer.wrapped, "acc_1").await, Ok(newer.plain));
        std::fs::write(&file, "rubbish").unwrap();
        assert!(
            LocalDataKeys::open(Some(file)).is_err(),
            "a damaged ring is not replaced"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_keeper_that_is_out_says_so_and_counts() {
        let keys = LocalDataKeys::open(None).unwrap();
        let made = keys.generate("biz_1").await.unwrap();
        keys.set_out(true);
        assert!(matches!(
            keys.unwrap(&made.wrapped, "biz_1").await,
            Err(DataKeyError::Unavailable(_))
        ));
        assert_eq!(keys.asked(), 2);
    }
}
