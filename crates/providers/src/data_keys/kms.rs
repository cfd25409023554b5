//! Data keys of AWS KMS: one symmetric key, its owner as encryption context.

use aws_sdk_kms::Client;
use aws_sdk_kms::operation::decrypt::DecryptError;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;

use super::{DataKey, DataKeyError, DataKeys, PlainKey};
use crate::Pending;
use crate::service_error::CallFailure;

/// The name of the owner in the encryption context; the key's policy asks for it.
const OWNER: &str = "owner";

/// Asks KMS at every call; who calls remembers.
#[derive(Debug)]
pub struct KmsDataKeys {
    client: Client,
    key: String,
}

impl KmsDataKeys {
    /// `key` is the ARN of the key. Time-outs and retries are those of the client.
    #[must_use]
    pub fn new(client: Client, key: String) -> Self {
        Self { client, key }
    }

    async fn fresh(&self, owner: &str) -> Result<DataKey, DataKeyError> {
        let asked = self
            .client
            .generate_data_key()
            .key_id(&self.key)
            .key_spec(DataKeySpec::Aes256)
            .encryption_context(OWNER, owner);
        let made = asked
            .send()
            .await
            .map_err(|error| unavailable(CallFailure::of(&error)))?;
        let wrapped = made.ciphertext_blob.map(Blob::into_inner).unwrap_or_default();
        match (plain(made.plaintext), wrapped.is_empty()) {
            (Some(plain), false) => Ok(DataKey { plain, wrapped }),
            _ => Err(unavailable("an answer without a key")),
        }
    }

    async fn opened(&self, wrapped: &[u8], owner: &str) -> Result<PlainKey, DataKeyError> {
        if wrapped.is_empty() {
            return Err(DataKeyError::NotOurs);
        }
        let asked = self
            .client
            .decrypt()
            // Named, so that nothing wrapped with another key is ever believed.
            .key_id(&self.key)
            .ciphertext_blob(Blob::new(wrapped))
            .encryption_context(OWNER, owner);
        match asked.send().await {
            Ok(answer) => plain(answer.plaintext).ok_or_else(|| unavailable("an answer without a key")),
            Err(error) if error.as_service_error().is_some_and(is_not_ours) => Err(DataKeyError::NotOurs),
            // Also a key that is disabled or not granted: whoever repairs that finds every value where it was.
            Err(error) => Err(unavailable(CallFailure::of(&error))),
        }
    }
}

fn is_not_ours(error: &DecryptError) -> bool {
    error.is_invalid_ciphertext_exception() || error.is_incorrect_key_exception()
}

fn unavailable(reason: impl ToString) -> DataKeyError {
    DataKeyError::Unavailable(reason.to_string())
}

fn plain(blob: Option<Blob>) -> Option<PlainKey> {
    let bytes = blob?.into_inner();
    Some(PlainKey::new(bytes.try_into().ok()?))
}

impl DataKeys for KmsDataKeys {
    fn generate<'a>(&'a self, owner: &'a str) -> Pending<'a, Result<DataKey, DataKeyError>> {
        Box::pin(self.fresh(owner))
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], owner: &'a str) -> Pending<'a, Result<PlainKey, DataKeyError>> {
        Box::pin(self.opened(wrapped, owner))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::{Value, json};

    use super::super::contract::a_wrapped_key_opens_for_its_owner_alone_and_unchanged;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    const KEY: &str = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    fn keys(url: &str) -> KmsDataKeys {
        let no_retries = aws_sdk_kms::config::retry::RetryConfig::disabled();
        let settings = aws_settings!(aws_sdk_kms, url).retry_config(no_retries).build();
        KmsDataKeys::new(Client::from_conf(settings), KEY.to_owned())
    }

    fn refusal(code: &str) -> Answer {
        Answer::new(400, json!({ "__type": code }).to_string())
    }

    /// A keeper of keys that all begin with another byte; it wraps by naming byte and context, with a check sum.
    fn kms() -> Loopback {
        let next = AtomicU8::new(1);
        let key = |byte: u8| STANDARD.encode([byte; 32]);
        Loopback::start(move |request: &Request| {
            let body = request.json();
            let context = body["EncryptionContext"].to_string();
            let sum = |byte: u8| context.bytes().fold(byte, u8::wrapping_add);
            match request.header("x-amz-target") {
                Some("TrentService.GenerateDataKey") => {
                    let byte = next.fetch_add(1, Ordering::Relaxed);
                    let wrapped = STANDARD.encode([0xff, byte, sum(byte)]);
                    Answer::json(&json!({ "KeyId": KEY, "Plaintext": key(byte), "CiphertextBlob": wrapped }))
                }
                Some("TrentService.Decrypt") => {
                    match STANDARD.decode(body["CiphertextBlob"].as_str().unwrap()).unwrap()[..] {
                        [0xff, byte, seen] if seen == sum(byte) => {
                            Answer::json(&json!({ "KeyId": KEY, "Plaintext": key(byte) }))
                        }
                        _ => refusal("InvalidCiphertextException"),
                    }
                }
                _ => refusal("UnknownOperationException"),
            }
        })
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract_with_one_key_and_the_owner_as_context() {
        let server = kms();
        a_wrapped_key_opens_for_its_owner_alone_and_unchanged(&keys(&server.url())).await;
        let asked: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
        assert!(asked.iter().all(|body| body["KeyId"] == KEY), "{asked:?}");
        assert!(
            asked.iter().all(|body| body["EncryptionContext"]["owner"]
                .as_str()
                .is_some_and(|o| o.starts_with("biz_"))),
            "{asked:?}"
        );
        let made = |body: &&Value| body["CiphertextBlob"].is_null();
        assert!(asked.iter().filter(made).all(|body| body["KeySpec"] == "AES_256"));
    }

    #[tokio::test]
    async fn an_outage_or_a_disabled_key_is_no_damaged_value() {
        for answer in [
            Answer::new(500, "{}"),
            refusal("DisabledException"),
            refusal("AccessDeniedException"),
            refusal("ThrottlingException"),
            Answer::json(&json!({ "KeyId": KEY, "Plaintext": "c2hvcnQ=", "CiphertextBlob": "AA==" })),
            Answer::json(&json!({})),
        ] {
            let server = Loopback::start(move |_| answer.clone());
            let keys = keys(&server.url());
            let unavailable = |error: &DataKeyError| matches!(error, DataKeyError::Unavailable(_));
            assert!(keys.generate("biz_1").await.is_err_and(|error| unavailable(&error)));
            assert!(keys.unwrap(&[1], "biz_1").await.is_err_and(|error| unavailable(&error)));
        }
        let server = Loopback::start(|_| refusal("IncorrectKeyException"));
        let opened = keys(&server.url()).unwrap(&[1], "biz_1").await;
        assert_eq!(opened, Err(DataKeyError::NotOurs));
    }
}
