//! Secrets held in the process.

use std::collections::HashMap;

use secrecy::SecretString;

use super::{SecretError, SecretSource};
use crate::Pending;

/// Gives what it was built with.
#[derive(Debug, Clone, Default)]
pub struct LocalSecrets {
    by_name: HashMap<String, SecretString>,
}

impl LocalSecrets {
    #[must_use]
    pub fn new(by_name: HashMap<String, SecretString>) -> Self {
        Self { by_name }
    }
}

impl SecretSource for LocalSecrets {
    fn secret<'a>(&'a self, name: &'a str) -> Pending<'a, Result<SecretString, SecretError>> {
        let found = self
            .by_name
            .get(name)
            .cloned()
            .ok_or_else(|| SecretError::Absent(name.to_owned()));
        Box::pin(std::future::ready(found))
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract;
    use super::*;

    #[tokio::test]
    async fn the_local_source_fulfils_the_contract() {
        let source = LocalSecrets::new(HashMap::from([(
            "/salonbook/smtp".to_owned(),
            SecretString::from("hush"),
        )]));
        contract::a_known_secret_is_given_and_an_unknown_one_named(&source, "/salonbook/smtp", "hush").await;
    }
}
