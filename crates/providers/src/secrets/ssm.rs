//! Secrets from the parameter store of AWS Systems Manager.

use std::collections::HashMap;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameter::GetParameterError;
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{SecretError, SecretSource};
use crate::Pending;
use crate::service_error::CallFailure;

/// Reads each parameter once and remembers it for the life of the process; a rotated secret needs a new process.
#[derive(Debug)]
pub struct SsmSecrets {
    client: Client,
    known: Mutex<HashMap<String, SecretString>>,
}

impl SsmSecrets {
    /// Time-outs and retries are those of the client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            known: Mutex::default(),
        }
    }

    async fn read(&self, name: &str) -> Result<SecretString, SecretError> {
        // Held over the call, so that a cold start with many takers asks once.
        let mut known = self.known.lock().await;
        if let Some(secret) = known.get(name) {
            return Ok(secret.clone());
        }
        let secret = self.fetch(name).await?;
        known.insert(name.to_owned(), secret.clone());
        Ok(secret)
    }

    async fn fetch(&self, name: &str) -> Result<SecretString, SecretError> {
        let absent = || SecretError::Absent(name.to_owned());
        match self
            .client
            .get_parameter()
            .name(name)
            .with_decryption(true)
            .send()
            .await
        {
            Ok(answer) => answer
                .parameter
                .and_then(|parameter| parameter.value)
                .map(SecretString::from)
                .ok_or_else(absent),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetParameterError::is_parameter_not_found) =>
            {
                Err(absent())
            }
            Err(error) => Err(SecretError::Unavailable(CallFailure::of(&error).to_string())),
        }
    }
}

impl SecretSource for SsmSecrets {
    fn secret<'a>(&'a self, name: &'a str) -> Pending<'a, Result<SecretString, SecretError>> {
        Box::pin(self.read(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::contract;
    use super::*;
    use crate::loopback::{Answer, Loopback, aws_settings};

    fn source(url: &str) -> SsmSecrets {
        let no_retries = aws_sdk_ssm::config::retry::RetryConfig::disabled();
        SsmSecrets::new(Client::from_conf(
            aws_settings!(aws_sdk_ssm, url).retry_config(no_retries).build(),
        ))
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract_and_asks_once() {
        let server = Loopback::start(|request| match request.json()["Name"].as_str() {
            Some("/salonbook/smtp") => {
                Answer::json(&json!({ "Parameter": { "Name": "/salonbook/smtp", "Value": "hush" } }))
            }
            _ => Answer::new(400, json!({ "__type": "ParameterNotFound" }).to_string()),
        });
        let source = source(&server.url());
        for _ in 0..2 {
            contract::a_known_secret_is_given_and_an_unknown_one_named(&source, "/salonbook/smtp", "hush").await;
        }
        let asked: Vec<serde_json::Value> = server.requests().iter().map(|request| request.json()).collect();
        assert_eq!(asked.iter().filter(|body| body["Name"] == "/salonbook/smtp").count(), 1);
        assert!(asked.iter().all(|body| body["WithDecryption"] == true));
    }

    #[tokio::test]
    async fn an_outage_is_not_an_absent_secret_and_is_not_remembered() {
        let server = Loopback::start(|_| Answer::new(500, "{}"));
        let source = source(&server.url());
        for _ in 0..2 {
            assert!(matches!(
                source.secret("/salonbook/smtp").await,
                Err(SecretError::Unavailable(_))
            ));
        }
        assert_eq!(server.requests().len(), 2);
    }
}
