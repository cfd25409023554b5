//! `jobs-rotate-keys`: every day, whether it is time for another signing key.

use application::App;
use application::failure::Failure;
use application::signing_keys::{KeyVault, rotate};
use providers::Pending;

/// Makes the first signing key or the next, and forgets those whose tokens have ended.
#[must_use]
pub fn run<'a>(app: &'a App, vault: &'a dyn KeyVault) -> Pending<'a, Result<(), Failure>> {
    Box::pin(rotate(app, vault))
}
