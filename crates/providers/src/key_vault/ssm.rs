//! The vault in the parameter store of AWS Systems Manager: one SecureString.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameter::GetParameterError;
use aws_sdk_ssm::types::ParameterType;
use secrecy::{ExposeSecret, SecretString};

use super::{KeyVault, VaultError};
use crate::Pending;
use crate::service_error::CallFailure;

/// Reads and writes one parameter; remembers nothing.
#[derive(Debug)]
pub struct SsmVault {
    client: Client,
    name: String,
}

impl SsmVault {
    /// Time-outs and retries are those of the client.
    #[must_use]
    pub fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    async fn fetch(&self) -> Result<Option<SecretString>, VaultError> {
        let asked = self.client.get_parameter().name(&self.name).with_decryption(true);
        match asked.send().await {
            Ok(answer) => Ok(answer.parameter.and_then(|parameter| parameter.value).map(Into::into)),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetParameterError::is_parameter_not_found) =>
            {
                Ok(None)
            }
            Err(error) => Err(VaultError(CallFailure::of(&error).to_string())),
        }
    }

    async fn put(&self, document: SecretString) -> Result<(), VaultError> {
        let put = self
            .client
            .put_parameter()
            .name(&self.name)
            .r#type(ParameterType::SecureString)
            .overwrite(true)
            .value(document.expose_secret());
        let done = put.send().await;
        done.map(drop)
            .map_err(|error| VaultError(CallFailure::of(&error).to_string()))
    }
}

impl KeyVault for SsmVault {
    fn read(&self) -> Pending<'_, Result<Option<SecretString>, VaultError>> {
        Box::pin(self.fetch())
    }

    fn write(&self, document: SecretString) -> Pending<'_, Result<(), VaultError>> {
        Box::pin(self.put(document))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::super::contract::an_empty_vault_gives_nothing_and_the_last_document_is_the_one;
    use super::*;
    use crate::loopback::{Answer, Loopback, aws_settings};

    const NAME: &str = "/salonbook/signing-keys";

    fn vault(url: &str) -> SsmVault {
        let no_retries = aws_sdk_ssm::config::retry::RetryConfig::disabled();
        let settings = aws_settings!(aws_sdk_ssm, url).retry_config(no_retries).build();
        SsmVault::new(Client::from_conf(settings), NAME.to_owned())
    }

    /// A parameter store of one parameter.
    fn store() -> Loopback {
        let kept: Mutex<Value> = Mutex::default();
        Loopback::start(move |request| {
            let (body, mut kept) = (request.json(), kept.lock().unwrap());
            if body["Value"].is_string() {
                *kept = body["Value"].clone();
                return Answer::json(&json!({ "Version": 1 }));
            }
            match kept.as_str() {
                Some(value) => Answer::json(&json!({ "Parameter": { "Name": NAME, "Value": value } })),
                None => Answer::new(400, json!({ "__type": "ParameterNotFound" }).to_string()),
            }
        })
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract_over_one_encrypted_parameter() {
        let server = store();
        an_empty_vault_gives_nothing_and_the_last_document_is_the_one(&vault(&server.url())).await;
        let asked: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
        assert!(asked.iter().all(|body| body["Name"] == NAME));
        for put in asked.iter().filter(|body| body["Value"].is_string()) {
            assert_eq!(
                (&put["Type"], &put["Overwrite"]),
                (&json!("SecureString"), &json!(true))
            );
        }
        let read = |body: &&Value| !body["Value"].is_string();
        assert!(asked.iter().filter(read).all(|body| body["WithDecryption"] == true));
    }

    #[tokio::test]
    async fn an_outage_is_not_an_empty_vault() {
        let server = Loopback::start(|_| Answer::new(500, "{}"));
        let vault = vault(&server.url());
        assert!(vault.read().await.is_err());
        assert!(vault.write("hush".to_owned().into()).await.is_err());
    }
}
