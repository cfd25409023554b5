//! Exports of the embedded table: a snapshot of its file, read at leisure.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use dynoxide::Database;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::scan::ScanRequest;
use providers::Pending;
use providers::backup::layout::{self, DataFile, FileWriter, Summary};
use providers::backup::{BackupError, ExportOrder, ExportState, Extent, TableExports};
use providers::object_store::ObjectStore;
use providers::object_store::s3::S3ObjectStore;
use serde_json::Value;
use tokio::sync::mpsc;

use super::images::to_image;
use super::{apart, engine};
use crate::objects::BUCKET;
use crate::table::{Stream, TABLE};

/// Compressed bytes of a data file, about.
const FILE: usize = 8 * 1024 * 1024;
/// Files that are written and not yet stored.
const WAITING: usize = 2;
/// Where in the stream an export ended; the next incremental one goes on from there. The stream of the embedded table is
/// kept for ever, and its own clock is not the movable one, so a place serves where DynamoDB takes instants.
const POSITION: &str = "_position";

/// Exports of the embedded table into the embedded bucket.
pub struct LocalExports {
    database: Arc<Database>,
    objects: S3ObjectStore,
}

struct Written {
    bytes: Vec<u8>,
    file: DataFile,
}

impl LocalExports {
    #[must_use]
    pub fn new(database: Arc<Database>, objects: S3ObjectStore) -> Self {
        Self { database, objects }
    }

    async fn export(&self, order: &ExportOrder) -> Result<String, BackupError> {
        let folder = format!("AWSDynamoDB/{}", order.id);
        let place = |name: &str| layout::object_key(&format!("{folder}/{name}"));
        if self.read(&place("manifest-summary.json")).await?.is_some() {
            return Ok(order.id.clone());
        }
        let since = match &order.extent {
            Extent::Full { .. } => None,
            Extent::Incremental { after, .. } => {
                let key = layout::object_key(&format!("AWSDynamoDB/{after}/{POSITION}"));
                let gone = || BackupError::Refused(format!("{key} is gone"));
                let position = self.read(&key).await?.ok_or_else(gone)?;
                Some(String::from_utf8_lossy(&position).into_owned())
            }
        };
        self.store(&place("_started"), Vec::new(), "text/plain").await?;
        let (sender, mut written) = mpsc::channel::<Written>(WAITING);
        let (database, id) = (self.database.clone(), order.id.clone());
        let reading = tokio::spawn(apart(move || read_snapshot(&database, &id, since, &sender)));
        let mut files = Vec::new();
        while let Some(Written { bytes, file }) = written.recv().await {
            let key = layout::object_key(&file.data_file_s3_key);
            self.store(&key, bytes, "application/gzip").await?;
            files.push(file);
        }
        let cut = |_| BackupError::Unavailable("the export was cut short".to_owned());
        let position = reading.await.map_err(cut)??;
        self.store(&place(POSITION), position.into_bytes(), "text/plain")
            .await?;
        self.describe(order, &folder, &files).await?;
        Ok(order.id.clone())
    }

    /// The manifests, the summary last: an export without one is not done.
    async fn describe(&self, order: &ExportOrder, folder: &str, files: &[DataFile]) -> Result<(), BackupError> {
        let mut lines = Vec::new();
        for file in files {
            serde_json::to_writer(&mut lines, file).map_err(unwritable)?;
            lines.push(b'\n');
        }
        self.checked(&format!("{folder}/manifest-files"), lines).await?;
        let summary = serde_json::to_vec(&summary(order, folder, files)).map_err(unwritable)?;
        self.checked(&format!("{folder}/manifest-summary"), summary).await
    }

    async fn checked(&self, name: &str, text: Vec<u8>) -> Result<(), BackupError> {
        let checksum = layout::md5_base64(&text).into_bytes();
        let place = |kind: &str| layout::object_key(&format!("{name}.{kind}"));
        self.store(&place("checksum"), checksum, "text/plain").await?;
        self.store(&place("json"), text, "application/json").await
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, BackupError> {
        self.objects
            .get(key)
            .await
            .map_err(|e| BackupError::Unavailable(e.to_string()))
    }

    async fn store(&self, key: &str, bytes: Vec<u8>, kind: &str) -> Result<(), BackupError> {
        let stored = self.objects.put(key, bytes, kind).await;
        stored.map_err(|e| BackupError::Unavailable(e.to_string()))
    }

    async fn ask(&self, reference: &str) -> Result<ExportState, BackupError> {
        let summary = layout::object_key(&format!("AWSDynamoDB/{reference}/manifest-summary.json"));
        Ok(match self.read(&summary).await? {
            Some(_) => ExportState::Done { summary },
            None => ExportState::Failed {
                reason: "its files are gone".to_owned(),
            },
        })
    }
}

fn unwritable(error: serde_json::Error) -> BackupError {
    BackupError::Refused(error.to_string())
}

fn summary(order: &ExportOrder, folder: &str, files: &[DataFile]) -> Summary {
    let written = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let table = format!("arn:aws:dynamodb:local:000000000000:table/{TABLE}");
    let (at, from, to, view, kind) = match &order.extent {
        Extent::Full { at } => (Some(written(at)), None, None, None, "FULL_EXPORT"),
        Extent::Incremental { from, to, .. } => {
            let view = Some("NEW_AND_OLD_IMAGES".to_owned());
            (None, Some(written(from)), Some(written(to)), view, "INCREMENTAL_EXPORT")
        }
    };
    let ended = at.clone().or_else(|| to.clone()).unwrap_or_default();
    Summary {
        version: if at.is_some() { "2020-06-30" } else { "2023-08-01" }.to_owned(),
        export_arn: format!("{table}/export/{}", order.id),
        start_time: ended.clone(),
        end_time: ended,
        table_arn: table,
        export_time: at,
        export_from_time: from,
        export_to_time: to,
        s3_bucket: BUCKET.to_owned(),
        s3_prefix: Some(providers::backup::PREFIX.to_owned()),
        manifest_files_s3_key: format!("{}/{folder}/manifest-files.json", providers::backup::PREFIX),
        item_count: files.iter().map(|file| file.item_count).sum(),
        output_format: "DYNAMODB_JSON".to_owned(),
        output_view: view,
        export_type: Some(kind.to_owned()),
    }
}

/// Hands full files on as they fill.
struct Files<'a> {
    id: &'a str,
    /// Of a full export in a folder of its own, of incremental ones in one for all.
    folder: String,
    writer: FileWriter,
    count: usize,
    sender: &'a mpsc::Sender<Written>,
}

impl Files<'_> {
    fn line(&mut self, line: &Value) -> Result<(), BackupError> {
        self.writer
            .write(line)
            .map_err(|e| BackupError::Refused(e.to_string()))?;
        if self.writer.len() >= FILE {
            self.hand_on()
        } else {
            Ok(())
        }
    }

    fn hand_on(&mut self) -> Result<(), BackupError> {
        if self.writer.is_empty() {
            return Ok(());
        }
        self.count += 1;
        let key = format!(
            "{}/{}/{}-{:05}.json.gz",
            providers::backup::PREFIX,
            self.folder,
            self.id,
            self.count
        );
        let finished = std::mem::take(&mut self.writer).finish(key);
        let (bytes, file) = finished.map_err(|e| BackupError::Refused(e.to_string()))?;
        let gone = |_| BackupError::Unavailable("nobody takes the files".to_owned());
        self.sender.blocking_send(Written { bytes, file }).map_err(gone)
    }
}

/// Copies the table's file in one go, then reads the copy; answers where the stream ends in it.
fn read_snapshot(
    database: &Database,
    id: &str,
    since: Option<String>,
    sender: &mpsc::Sender<Written>,
) -> Result<String, BackupError> {
    let scratch = tempfile::tempdir().map_err(|e| BackupError::Unavailable(e.to_string()))?;
    let path = scratch.path().join("snapshot.db");
    let path = path.to_string_lossy();
    database.vacuum_into(&path).map_err(engine)?;
    let snapshot = Arc::new(Database::new(&path).map_err(engine)?);
    let folder = match &since {
        None => format!("AWSDynamoDB/{id}/data"),
        Some(_) => "AWSDynamoDB/data".to_owned(),
    };
    let mut files = Files {
        id,
        folder,
        writer: FileWriter::default(),
        count: 0,
        sender,
    };
    match &since {
        None => all_items(&snapshot, &mut files)?,
        Some(since) => all_changes(&snapshot, since, &mut files)?,
    }
    files.hand_on()?;
    Stream::end(&snapshot).map_err(|e| BackupError::Unavailable(e.to_string()))
}

fn all_items(snapshot: &Database, files: &mut Files<'_>) -> Result<(), BackupError> {
    let mut after = None;
    loop {
        let request = ScanRequest {
            table_name: TABLE.to_owned(),
            exclusive_start_key: after,
            ..ScanRequest::default()
        };
        let page = snapshot.scan(request).map_err(engine)?;
        for item in page.items.unwrap_or_default() {
            files.line(&layout::full_line(to_image(&item)?))?;
        }
        after = page.last_evaluated_key;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Each key that changed once: what it was at its first change, and what it is in the snapshot. Of keys only digests are
/// remembered, sixteen bytes each.
fn all_changes(snapshot: &Database, since: &str, files: &mut Files<'_>) -> Result<(), BackupError> {
    let digests = (RandomState::new(), RandomState::new());
    let mut seen = HashSet::new();
    let mut position = since.to_owned();
    loop {
        let request = GetRecordsRequest {
            shard_iterator: position.clone(),
            limit: None,
        };
        let read = snapshot.get_records(request).map_err(engine)?;
        if read.records.is_empty() {
            return Ok(());
        }
        for record in read.records {
            let change = record.dynamodb;
            let keys = to_image(&change.keys)?;
            let text = keys.to_string();
            if !seen.insert((digests.0.hash_one(&text), digests.1.hash_one(&text))) {
                continue;
            }
            let request = GetItemRequest {
                table_name: TABLE.to_owned(),
                key: change.keys,
                ..GetItemRequest::default()
            };
            let new = snapshot.get_item(request).map_err(engine)?.item;
            let new = new.as_ref().map(to_image).transpose()?;
            let old = change.old_image.as_ref().map(to_image).transpose()?;
            #[expect(clippy::cast_possible_truncation, reason = "whole seconds of this age fit")]
            let seconds = change.approximate_creation_date_time as i64;
            files.line(&layout::incremental_line(
                keys,
                old,
                new,
                seconds.saturating_mul(1_000_000),
            ))?;
        }
        match read.next_shard_iterator {
            Some(next) if next != position => position = next,
            _ => return Ok(()),
        }
    }
}

impl TableExports for LocalExports {
    fn latest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now
    }

    fn begin<'a>(&'a self, order: &'a ExportOrder) -> Pending<'a, Result<String, BackupError>> {
        Box::pin(self.export(order))
    }

    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<ExportState, BackupError>> {
        Box::pin(self.ask(reference))
    }
}
