//! Files on Amazon S3, or on anything that speaks it; path style is a setting of the client.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::{DAMAGED, ObjectStore, ObjectStoreError, ObjectSummary, Part};
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
        let bytes = answer.body.collect().await.map_err(|error| unread(&error))?;
        Ok(Some(bytes.to_vec()))
    }

    async fn read_piece(&self, key: &str, from: u64, length: u64) -> Result<Option<Vec<u8>>, ObjectStoreError> {
        let until = from.saturating_add(length).saturating_sub(1);
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let answer = match request.range(format!("bytes={from}-{until}")).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            // Nothing begins there: the object ends where the piece before it did.
            Err(error) if error.code() == Some("InvalidRange") => return Ok(Some(Vec::new())),
            Err(error) => return Err(failed(&CallFailure::of(&error))),
        };
        let bytes = answer.body.collect().await.map_err(|error| unread(&error))?;
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

    async fn find(&self, prefix: &str) -> Result<Vec<ObjectSummary>, ObjectStoreError> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix);
            let page = request
                .set_continuation_token(after)
                .send()
                .await
                .map_err(|error| failed(&CallFailure::of(&error)))?;
            found.extend(page.contents().iter().filter_map(|object| {
                Some(ObjectSummary {
                    key: object.key()?.to_owned(),
                    bytes: u64::try_from(object.size().unwrap_or_default()).unwrap_or_default(),
                })
            }));
            after = page.next_continuation_token;
            if after.is_none() {
                found.sort_by(|a, b| a.key.cmp(&b.key));
                return Ok(found);
            }
        }
    }

    async fn begin(&self, key: &str, content_type: &str) -> Result<String, ObjectStoreError> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket).key(key);
        let begun = request
            .content_type(content_type)
            .send()
            .await
            .map_err(|error| failed(&CallFailure::of(&error)))?;
        begun
            .upload_id
            .ok_or_else(|| ObjectStoreError("the upload has no id".to_owned()))
    }

    async fn write_part(&self, key: &str, upload: &str, number: i32, bytes: Vec<u8>) -> Result<Part, ObjectStoreError> {
        let request = self.client.upload_part().bucket(&self.bucket).key(key);
        let written = request
            .upload_id(upload)
            .part_number(number)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| failed(&CallFailure::of(&error)))?;
        let tag = written.e_tag.unwrap_or_default();
        Ok(Part { number, tag })
    }

    async fn join(&self, key: &str, upload: &str, mut parts: Vec<Part>) -> Result<(), ObjectStoreError> {
        parts.sort_by_key(|part| part.number);
        let parts = parts.into_iter().map(|part| {
            CompletedPart::builder()
                .part_number(part.number)
                .e_tag(part.tag)
                .build()
        });
        let whole = CompletedMultipartUpload::builder()
            .set_parts(Some(parts.collect()))
            .build();
        let request = self.client.complete_multipart_upload().bucket(&self.bucket).key(key);
        request
            .upload_id(upload)
            .multipart_upload(whole)
            .send()
            .await
            .map(drop)
            .map_err(|error| failed(&CallFailure::of(&error)))
    }

    async fn forget(&self, key: &str, upload: &str) -> Result<(), ObjectStoreError> {
        let request = self.client.abort_multipart_upload().bucket(&self.bucket).key(key);
        request
            .upload_id(upload)
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

    fn get_piece<'a>(
        &'a self,
        key: &'a str,
        from: u64,
        length: u64,
    ) -> Pending<'a, Result<Option<Vec<u8>>, ObjectStoreError>> {
        Box::pin(self.read_piece(key, from, length))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.remove(key))
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<ObjectSummary>, ObjectStoreError>> {
        Box::pin(self.find(prefix))
    }

    fn begin_parts<'a>(&'a self, key: &'a str, content_type: &'a str) -> Pending<'a, Result<String, ObjectStoreError>> {
        Box::pin(self.begin(key, content_type))
    }

    fn put_part<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        number: i32,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<Part, ObjectStoreError>> {
        Box::pin(self.write_part(key, upload, number, bytes))
    }

    fn join_parts<'a>(
        &'a self,
        key: &'a str,
        upload: &'a str,
        parts: Vec<Part>,
    ) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.join(key, upload, parts))
    }

    fn drop_parts<'a>(&'a self, key: &'a str, upload: &'a str) -> Pending<'a, Result<(), ObjectStoreError>> {
        Box::pin(self.forget(key, upload))
    }

    fn presigned_get<'a>(&'a self, key: &'a str, expires: Duration) -> Pending<'a, Result<String, ObjectStoreError>> {
        Box::pin(self.link(key, expires))
    }
}

/// The SDK holds what it reads against the checksum that the store sends along.
fn unread(error: &(dyn std::error::Error + 'static)) -> ObjectStoreError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("checksum mismatch") {
            return ObjectStoreError(DAMAGED.to_owned());
        }
        cause = error.source();
    }
    ObjectStoreError("connection lost while reading".to_owned())
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
