//! Files on Amazon S3, or on anything that speaks it; path style is a setting of the client.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;

use super::{ObjectStore, ObjectStoreError};
use crate::Pending;
use crate::service_error::CallFailure;

/// One bucket.
#[derive(Debug, Clone)]
pub struct S3ObjectStore {
    client: Client,
    bucket: String,
}

impl S3ObjectStore {
    /// Time-outs and retries are those of the client.
    #[must_use]
    pub fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, ObjectStoreError> {
        let answer = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(failed(&CallFailure::of(&error))),
        };
        let bytes = answer
            .body
            .collect()
            .await
            .map_err(|_| ObjectStoreError("connection lost while reading".to_owned()))?;
        Ok(Some(bytes.to_vec()))
    }

    async fn write(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), ObjectStoreError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type);
        request
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map(drop)
            .map_err(|error| failed(&CallFailure::of(&error)))
    }

    async fn remove(&self, key: &str) -> Result<(), ObjectStoreError> {
        let request = self.client.delete_object().bucket(&self.bucket).key(key);
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| failed(&CallFailure::of(&error)))
    }

    async fn link(&self, key: &str, expires: Duration) -> Result<String, ObjectStoreError> {
        let terms =
            PresigningConfig::expires_in(expires).map_err(|_| ObjectStoreError("expiry out of range".to_owned()))?;
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let signed = request
            .presigned(terms)
            .await
            .map_err(|error| failed(&CallFailure::of(&error)))?;
        Ok(signed.uri().to_owned())
    }
}

impl ObjectStore for S3ObjectStore {
    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: Vec<u8>,
        content_type: &'a str,
    ) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.write(key, bytes, content_type))
    }

    fn get<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
        Box::pin(self.read(key))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.remove(key))
    }

    fn presigned_get<'a>(&'a self, key: &'a str, expires: Duration) -> Pending<'a, Result<String, ObjectStoreError>> {
        Box::pin(self.link(key, expires))
    }
}

fn failed(failure: &CallFailure) -> ObjectStoreError {
    ObjectStoreError(failure.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::super::contract;
    use super::*;
    use crate::loopback::{Answer, Loopback, Request, aws_settings};

    const ABSENT: &str = "<Error><Code>NoSuchKey</Code><Message>absent</Message></Error>";

    fn store(url: &str) -> S3ObjectStore {
        let no_retries = aws_sdk_s3::config::retry::RetryConfig::disabled();
        let config = aws_settings!(aws_sdk_s3, url)
            .force_path_style(true)
            .retry_config(no_retries)
            .build();
        S3ObjectStore::new(Client::from_conf(config), "salonbook-test".to_owned())
    }

    /// As much of S3 as the port uses, over a map.
    fn bucket() -> Loopback {
        let objects: Mutex<HashMap<String, Vec<u8>>> = Mutex::default();
        Loopback::start(
            move |Request {
                      method, path, bytes, ..
                  }| {
                let key = path.split('?').next().unwrap_or_default().to_owned();
                let mut objects = objects.lock().unwrap();
                match method.as_str() {
                    "PUT" => {
                        objects.insert(key, bytes.clone());
                        Answer::ok("")
                    }
                    "DELETE" => {
                        objects.remove(&key);
                        Answer::new(204, "")
                    }
                    _ => objects
                        .get(&key)
                        .map_or_else(|| Answer::new(404, ABSENT), |bytes| Answer::ok(bytes.clone())),
                }
            },
        )
    }

    #[tokio::test]
    async fn the_adapter_fulfils_the_contract() {
        let server = bucket();
        let store = store(&server.url());
        contract::bytes_come_back_as_they_went_in(&store).await;
        contract::a_link_names_its_key_and_its_end(&store).await;
        assert!(
            server
                .requests()
                .iter()
                .all(|request| request.path.starts_with("/salonbook-test/exports/"))
        );
    }

    #[tokio::test]
    async fn an_outage_is_not_an_absent_object() {
        let server = Loopback::start(|_| Answer::new(503, "<Error><Code>SlowDown</Code></Error>"));
        assert_eq!(
            store(&server.url()).get("a").await,
            Err(ObjectStoreError("503 SlowDown".to_owned()))
        );
        let forbidden = Loopback::start(|_| Answer::new(403, "<Error><Code>AccessDenied</Code></Error>"));
        assert_eq!(
            store(&forbidden.url()).get("a").await,
            Err(ObjectStoreError("403 AccessDenied".to_owned()))
        );
    }
}
