//! Backups by DynamoDB itself: exports to the bucket, tables imported from them.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::export_table_to_point_in_time::builders::ExportTableToPointInTimeFluentBuilder;
use aws_sdk_dynamodb::primitives::DateTime as SdkDateTime;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, DeleteRequest, ExportFormat, ExportStatus, ExportType,
    ExportViewType, ImportStatus, IncrementalExportSpecification, InputCompressionType, InputFormat, KeySchemaElement,
    KeyType, KeysAndAttributes, PutRequest, S3BucketSource, S3SseAlgorithm, ScalarAttributeType,
    TableCreationParameters, WriteRequest,
};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::{
    BackupError, Change, CopyPage, CopyState, ExportOrder, ExportState, Extent, Image, PREFIX, TableCopies,
    TableExports,
};
use crate::Pending;
use crate::service_error::CallFailure;

mod images;

use images::{from_image, to_image};

/// The table can be recovered to some five minutes ago; a whole minute before that is on the safe side, and exports count
/// in whole seconds.
const BEHIND: TimeDelta = TimeDelta::minutes(6);
/// DynamoDB's limits of one BatchWriteItem and one BatchGetItem.
const WRITES: usize = 25;
const KEYS: usize = 100;
/// Batches under way at a time.
const AT_A_TIME: usize = 8;
/// Rounds for what the service left undone.
const ROUNDS: u32 = 8;

type Item = HashMap<String, AttributeValue>;

fn failed(failure: CallFailure) -> BackupError {
    match failure {
        CallFailure::Refused { status, code } => BackupError::Refused(format!("{status} {code}")),
        CallFailure::NotDone(reason) | CallFailure::Unknown(reason) => BackupError::Unavailable(reason),
    }
}

macro_rules! sent {
    ($request:expr) => {
        $request.send().await.map_err(|error| failed(CallFailure::of(&error)))
    };
}

fn unbuildable(error: aws_sdk_dynamodb::error::BuildError) -> BackupError {
    BackupError::Refused(error.to_string())
}

fn instant(at: DateTime<Utc>) -> SdkDateTime {
    SdkDateTime::from_secs(at.timestamp())
}

/// Exports of one table into one bucket, under [`PREFIX`].
#[derive(Debug, Clone)]
pub struct DynamoDbExports {
    client: Client,
    /// The ARN of the table.
    table: String,
    bucket: String,
}

impl DynamoDbExports {
    #[must_use]
    pub fn new(client: Client, table_arn: String, bucket: String) -> Self {
        Self {
            client,
            table: table_arn,
            bucket,
        }
    }

    async fn start(&self, order: &ExportOrder) -> Result<String, BackupError> {
        let request = self
            .client
            .export_table_to_point_in_time()
            .table_arn(&self.table)
            .s3_bucket(&self.bucket)
            .s3_prefix(PREFIX)
            .s3_sse_algorithm(S3SseAlgorithm::Aes256)
            .export_format(ExportFormat::DynamodbJson)
            .client_token(&order.id);
        let begun = sent!(with_extent(request, &order.extent))?;
        begun
            .export_description
            .and_then(|described| described.export_arn)
            .ok_or_else(|| BackupError::Unavailable("the export has no name".to_owned()))
    }

    async fn ask(&self, arn: &str) -> Result<ExportState, BackupError> {
        let described = sent!(self.client.describe_export().export_arn(arn))?
            .export_description
            .ok_or_else(|| BackupError::Unavailable("the export is not described".to_owned()))?;
        Ok(match described.export_status {
            Some(ExportStatus::Completed) => ExportState::Done {
                summary: described.export_manifest.unwrap_or_default(),
            },
            Some(ExportStatus::Failed) => ExportState::Failed {
                reason: described.failure_code.unwrap_or_else(|| "unspecified".to_owned()),
            },
            _ => ExportState::UnderWay,
        })
    }
}

fn with_extent(
    request: ExportTableToPointInTimeFluentBuilder,
    extent: &Extent,
) -> ExportTableToPointInTimeFluentBuilder {
    match extent {
        Extent::Full { at } => request.export_type(ExportType::FullExport).export_time(instant(*at)),
        Extent::Incremental { from, to, .. } => {
            let window = IncrementalExportSpecification::builder()
                .export_from_time(instant(*from))
                .export_to_time(instant(*to))
                .export_view_type(ExportViewType::NewAndOldImages)
                .build();
            request
                .export_type(ExportType::IncrementalExport)
                .incremental_export_specification(window)
        }
    }
}

impl TableExports for DynamoDbExports {
    fn latest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let latest = now - BEHIND;
        latest.duration_trunc(TimeDelta::minutes(1)).unwrap_or(latest)
    }

    fn begin<'a>(&'a self, order: &'a ExportOrder) -> Pending<'a, Result<String, BackupError>> {
        Box::pin(self.start(order))
    }

    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<ExportState, BackupError>> {
        Box::pin(self.ask(reference))
    }
}

/// Tables imported from the bucket. The role of whoever holds this reaches scratch tables alone.
#[derive(Debug, Clone)]
pub struct DynamoDbCopies {
    client: Client,
    bucket: String,
}

impl DynamoDbCopies {
    #[must_use]
    pub fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    async fn import(&self, name: &str, files: &[String]) -> Result<String, BackupError> {
        let source = S3BucketSource::builder()
            .s3_bucket(&self.bucket)
            .s3_key_prefix(folder_of(files)?)
            .build()
            .map_err(unbuildable)?;
        let request = self
            .client
            .import_table()
            .client_token(name)
            .s3_bucket_source(source)
            .input_format(InputFormat::DynamodbJson)
            .input_compression_type(InputCompressionType::Gzip)
            .table_creation_parameters(parameters(name)?);
        sent!(request)?
            .import_table_description
            .and_then(|described| described.import_arn)
            .ok_or_else(|| BackupError::Unavailable("the import has no name".to_owned()))
    }

    async fn ask(&self, arn: &str) -> Result<CopyState, BackupError> {
        let described = sent!(self.client.describe_import().import_arn(arn))?
            .import_table_description
            .ok_or_else(|| BackupError::Unavailable("the import is not described".to_owned()))?;
        let failed = |reason: String| CopyState::Failed { reason };
        Ok(match described.import_status {
            // An import that leaves items out says COMPLETED all the same.
            Some(ImportStatus::Completed) if described.error_count > 0 => {
                failed(format!("{} items were left out", described.error_count))
            }
            Some(ImportStatus::Completed) => CopyState::Ready,
            Some(ImportStatus::Failed | ImportStatus::Cancelled) => {
                failed(described.failure_code.unwrap_or_else(|| "unspecified".to_owned()))
            }
            _ => CopyState::Making,
        })
    }

    async fn write_all(&self, name: &str, changes: Vec<Change>) -> Result<(), BackupError> {
        let writes: Vec<WriteRequest> = changes.into_iter().map(write_request).collect::<Result<_, _>>()?;
        for group in writes.chunks(WRITES * AT_A_TIME) {
            let mut under_way: FuturesUnordered<_> = group
                .chunks(WRITES)
                .map(|batch| self.write_batch(name, batch.to_vec()))
                .collect();
            while let Some(done) = under_way.next().await {
                done?;
            }
        }
        Ok(())
    }

    async fn write_batch(&self, name: &str, mut batch: Vec<WriteRequest>) -> Result<(), BackupError> {
        for round in 0..ROUNDS {
            let answer = sent!(self.client.batch_write_item().request_items(name, batch))?;
            let left = answer.unprocessed_items.unwrap_or_default().remove(name);
            match left.filter(|left| !left.is_empty()) {
                None => return Ok(()),
                Some(left) => batch = left,
            }
            tokio::time::sleep(Duration::from_millis(50 << round)).await;
        }
        Err(BackupError::Unavailable("writes stayed undone".to_owned()))
    }

    async fn scan(&self, name: &str, after: Option<Image>) -> Result<CopyPage, BackupError> {
        let after = after.as_ref().map(from_image).transpose()?;
        let request = self.client.scan().table_name(name).consistent_read(true);
        let page = sent!(request.set_exclusive_start_key(after))?;
        Ok(CopyPage {
            items: page.items.unwrap_or_default().iter().map(to_image).collect(),
            next: page.last_evaluated_key.as_ref().map(to_image),
        })
    }

    async fn get(&self, name: &str, keys: Vec<Image>) -> Result<Vec<Image>, BackupError> {
        let keys: Vec<Item> = keys.iter().map(from_image).collect::<Result<_, _>>()?;
        let mut found = Vec::with_capacity(keys.len());
        for group in keys.chunks(KEYS * AT_A_TIME) {
            let mut under_way: FuturesUnordered<_> = group
                .chunks(KEYS)
                .map(|batch| self.get_batch(name, batch.to_vec()))
                .collect();
            while let Some(done) = under_way.next().await {
                found.extend(done?);
            }
        }
        Ok(found)
    }

    async fn get_batch(&self, name: &str, mut wanted: Vec<Item>) -> Result<Vec<Image>, BackupError> {
        let mut found = Vec::with_capacity(wanted.len());
        for round in 0..ROUNDS {
            let keys = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(true)
                .build()
                .map_err(unbuildable)?;
            let answer = sent!(self.client.batch_get_item().request_items(name, keys))?;
            let items = answer.responses.unwrap_or_default().into_values().flatten();
            found.extend(items.map(|item| to_image(&item)));
            let left = answer.unprocessed_keys.unwrap_or_default().remove(name);
            match left.map(|left| left.keys).filter(|left| !left.is_empty()) {
                None => return Ok(found),
                Some(left) => wanted = left,
            }
            tokio::time::sleep(Duration::from_millis(20 << round)).await;
        }
        Err(BackupError::Unavailable("keys stayed unread".to_owned()))
    }

    async fn query(&self, name: &str, partition: &str, after: Option<Image>) -> Result<CopyPage, BackupError> {
        let after = after.as_ref().map(from_image).transpose()?;
        let request = self
            .client
            .query()
            .table_name(name)
            .key_condition_expression("PK = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
            .consistent_read(true)
            .set_exclusive_start_key(after);
        let page = sent!(request)?;
        Ok(CopyPage {
            items: page.items.unwrap_or_default().iter().map(to_image).collect(),
            next: page.last_evaluated_key.as_ref().map(to_image),
        })
    }

    async fn drop_table(&self, name: &str) -> Result<(), BackupError> {
        match self.client.delete_table().table_name(name).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(()),
            // It is on its way out already, or not yet made: the next try removes it.
            Err(error) if error.code() == Some("ResourceInUseException") => {
                Err(BackupError::Unavailable("the table is changing".to_owned()))
            }
            Err(error) => Err(failed(CallFailure::of(&error))),
        }
    }
}

/// What all data files of a full export begin with; an import takes everything that begins so, and nothing else may.
fn folder_of(files: &[String]) -> Result<String, BackupError> {
    let mut folders = files
        .iter()
        .filter_map(|file| file.rsplit_once('/').map(|(folder, _)| folder));
    let none = || BackupError::Refused("the export has no data files".to_owned());
    let first = folders.next().ok_or_else(none)?;
    if folders.any(|folder| folder != first) {
        return Err(BackupError::Refused(
            "the data files of the export lie in several folders".to_owned(),
        ));
    }
    Ok(format!("{first}/"))
}

/// Keys alone: a scratch table is read by key and whole, so it needs no index, and what is in one follows from the items.
fn parameters(name: &str) -> Result<TableCreationParameters, BackupError> {
    let mut parameters = TableCreationParameters::builder()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest);
    for (attribute, kind) in [("PK", KeyType::Hash), ("SK", KeyType::Range)] {
        let definition = AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::S)
            .build();
        let key = KeySchemaElement::builder()
            .attribute_name(attribute)
            .key_type(kind)
            .build();
        parameters = parameters
            .attribute_definitions(definition.map_err(unbuildable)?)
            .key_schema(key.map_err(unbuildable)?);
    }
    parameters.build().map_err(unbuildable)
}

fn write_request(change: Change) -> Result<WriteRequest, BackupError> {
    Ok(match change {
        Change::Put(image) => {
            let put = PutRequest::builder().set_item(Some(from_image(&image)?));
            WriteRequest::builder()
                .put_request(put.build().map_err(unbuildable)?)
                .build()
        }
        Change::Delete(key) => {
            let delete = DeleteRequest::builder().set_key(Some(from_image(&key)?));
            WriteRequest::builder()
                .delete_request(delete.build().map_err(unbuildable)?)
                .build()
        }
    })
}

impl TableCopies for DynamoDbCopies {
    fn begin<'a>(&'a self, name: &'a str, files: &'a [String]) -> Pending<'a, Result<String, BackupError>> {
        Box::pin(self.import(name, files))
    }

    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<CopyState, BackupError>> {
        Box::pin(self.ask(reference))
    }

    fn write<'a>(&'a self, name: &'a str, changes: Vec<Change>) -> Pending<'a, Result<(), BackupError>> {
        Box::pin(self.write_all(name, changes))
    }

    fn page<'a>(&'a self, name: &'a str, after: Option<Image>) -> Pending<'a, Result<CopyPage, BackupError>> {
        Box::pin(self.scan(name, after))
    }

    fn some<'a>(&'a self, name: &'a str, keys: Vec<Image>) -> Pending<'a, Result<Vec<Image>, BackupError>> {
        Box::pin(self.get(name, keys))
    }

    fn partition<'a>(
        &'a self,
        name: &'a str,
        partition: &'a str,
        after: Option<Image>,
    ) -> Pending<'a, Result<CopyPage, BackupError>> {
        Box::pin(self.query(name, partition, after))
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, Result<(), BackupError>> {
        Box::pin(self.drop_table(name))
    }
}

#[cfg(test)]
mod tests;
