//! A key set held in the process.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{KeySetError, KeySetSource};
use crate::Pending;

/// Gives the document it holds, and counts how often it was asked.
#[derive(Debug, Default)]
pub struct LocalKeySet {
    document: Mutex<Option<String>>,
    asked: AtomicUsize,
}

impl LocalKeySet {
    #[must_use]
    pub fn new(document: String) -> Self {
        Self {
            document: Mutex::new(Some(document)),
            asked: AtomicUsize::new(0),
        }
    }

    /// Another document from now on; `None` is an outage.
    pub fn set(&self, document: Option<String>) {
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = document;
    }

    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl KeySetSource for LocalKeySet {
    fn fetch(&self) -> Pending<'_, Result<String, KeySetError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let document = self.document.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let outage = || KeySetError::Unavailable("scripted".to_owned());
        Box::pin(std::future::ready(document.ok_or_else(outage)))
    }
}
