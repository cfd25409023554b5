//! What vendors prove themselves with on this machine: nothing, until somebody sets it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use application::callbacks::CallbackSecrets;
use booking_rules::notices::Vendor;
use providers::Pending;
use providers::callbacks::sns::HttpSnsPages;
use providers::secrets::{SecretError, SecretSource};

const PREFIX: &str = "/local";

/// Secrets of vendors' calls that can be set while the system runs.
#[derive(Default)]
pub struct LocalCallbacks(RwLock<HashMap<String, String>>);

impl LocalCallbacks {
    /// From now on this proves a call to be the vendor's.
    pub fn set(&self, vendor: Vendor, secret: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(CallbackSecrets::name(PREFIX, vendor), secret.to_owned());
    }

    pub(crate) fn secrets(self: &Arc<Self>) -> CallbackSecrets {
        CallbackSecrets::new(self.clone(), PREFIX.to_owned(), Arc::new(HttpSnsPages::default()))
    }
}

impl SecretSource for LocalCallbacks {
    fn secret<'a>(&'a self, name: &'a str) -> Pending<'a, Result<secrecy::SecretString, SecretError>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(name).map(|secret| secret.as_str().into());
        Box::pin(std::future::ready(
            found.ok_or_else(|| SecretError::Absent(name.to_owned())),
        ))
    }
}
