//! Our own manifest of a backup: what it holds, what it builds on, and how each of its files must read.

use chrono::{DateTime, Utc};
use providers::backup::PREFIX;
use providers::backup::layout::{self, DataFile, Summary};
use providers::object_store::ObjectStore;
use serde::{Deserialize, Serialize};
use store::{BackupKind, BackupRecord};

use super::Damage;

/// Rises when stored shapes change so that older software cannot read them: a backup of a newer one is refused.
pub const SHAPE: u32 = 1;

/// Backups of one chain: a full one, and more incremental ones than can follow it before the next.
const LONGEST_CHAIN: usize = 200;

/// `backups/<id>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub id: String,
    pub kind: BackupKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// The instant whose state it restores, with what it builds on.
    pub to: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    pub items: u64,
    pub files: Vec<ManifestFile>,
    /// Of the software that wrote it: [`SHAPE`].
    pub shape: u32,
    pub started_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
}

/// A data file, as the export's own manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// The key in the bucket.
    pub key: String,
    pub items: u64,
    /// Base64, of the object as it lies there.
    pub md5: String,
}

impl ManifestFile {
    pub(super) fn named(&self) -> DataFile {
        DataFile {
            item_count: self.items,
            md5_checksum: self.md5.clone(),
            etag: String::new(),
            data_file_s3_key: self.key.clone(),
        }
    }
}

impl Manifest {
    #[must_use]
    pub fn key(id: &str) -> String {
        format!("{PREFIX}/{id}.json")
    }

    /// From what the export says of itself, its checksums held against it.
    ///
    /// # Errors
    /// [`Damage`].
    pub(super) async fn of_export(
        objects: &dyn ObjectStore,
        record: &BackupRecord,
        summary_key: &str,
        finished_at: DateTime<Utc>,
    ) -> Result<Self, Damage> {
        let summary_key = layout::object_key(summary_key);
        let text = checked(objects, &summary_key).await?;
        let summary: Summary =
            serde_json::from_slice(&text).map_err(|e| Damage::file(&summary_key, "lines", e.to_string()))?;
        let files_key = layout::object_key(&summary.manifest_files_s3_key);
        let text = checked(objects, &files_key).await?;
        let files = layout::read_data_files(&text).map_err(|fault| Damage::of(&files_key, fault))?;
        let items: u64 = files.iter().map(|file| file.item_count).sum();
        if items != summary.item_count {
            let reason = format!("the files have {items}, the summary says {}", summary.item_count);
            return Err(Damage::file(&summary_key, "count", reason));
        }
        let files = files.into_iter().map(|file| ManifestFile {
            key: layout::object_key(&file.data_file_s3_key),
            items: file.item_count,
            md5: file.md5_checksum,
        });
        Ok(Self {
            id: record.id.clone(),
            kind: record.kind,
            from: record.from,
            to: record.to,
            previous: record.previous.clone(),
            items,
            files: files.collect(),
            shape: SHAPE,
            started_at: record.started_at,
            finished_at,
        })
    }

    /// # Errors
    /// [`Damage`] when there is none, or it cannot be read or is of newer software.
    pub async fn load(objects: &dyn ObjectStore, id: &str) -> Result<Self, Damage> {
        let key = Self::key(id);
        let text = objects.get(&key).await.map_err(|error| Damage::unread(&key, &error))?;
        let text = text.ok_or_else(|| Damage::file(&key, "present", "there is no such file"))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|e| Damage::file(&key, "lines", e.to_string()))?;
        if manifest.id != id {
            return Err(Damage::file(&key, "name", format!("it is that of {}", manifest.id)));
        }
        if manifest.shape > SHAPE {
            let reason = format!("written with shape {}, this software reads {SHAPE}", manifest.shape);
            return Err(Damage::file(&key, "shape", reason));
        }
        Ok(manifest)
    }
}

/// A manifest of an export, held against the checksum that lies beside it.
async fn checked(objects: &dyn ObjectStore, key: &str) -> Result<Vec<u8>, Damage> {
    let beside = key.replace(".json", ".checksum");
    let missing = |key: &str| Damage::file(key, "present", "there is no such file");
    let text = objects.get(key).await.map_err(|error| Damage::unread(key, &error))?;
    let text = text.ok_or_else(|| missing(key))?;
    let checksum = objects
        .get(&beside)
        .await
        .map_err(|error| Damage::unread(&beside, &error))?;
    let checksum = checksum.ok_or_else(|| missing(&beside))?;
    let found = layout::md5_base64(&text);
    let expected = String::from_utf8_lossy(&checksum);
    if expected.trim().trim_matches('"') != found {
        let reason = format!("expected {}, found {found}", expected.trim());
        return Err(Damage::file(key, "checksum", reason));
    }
    Ok(text)
}

/// The backup and all it builds on, the full one first.
///
/// # Errors
/// [`Damage`] naming the manifest that is missing or does not fit.
pub async fn chain(objects: &dyn ObjectStore, id: &str) -> Result<Vec<Manifest>, Damage> {
    let mut chain = vec![Manifest::load(objects, id).await?];
    while let Some(newest) = chain.last().filter(|newest| newest.kind == BackupKind::Incremental) {
        let key = Manifest::key(&newest.id);
        let none = || Damage::file(&key, "chain", "it builds on nothing");
        let previous = Manifest::load(objects, newest.previous.as_deref().ok_or_else(none)?).await?;
        if newest.from != Some(previous.to) {
            let reason = format!("{} ends at {}, which is not where it begins", previous.id, previous.to);
            return Err(Damage::file(&key, "chain", reason));
        }
        if chain.len() >= LONGEST_CHAIN {
            return Err(Damage::file(&key, "chain", "it is longer than any that we make"));
        }
        chain.push(previous);
    }
    chain.reverse();
    Ok(chain)
}

/// The id of the newest backup whose manifest is there.
///
/// # Errors
/// [`Damage::Unread`].
pub async fn newest(objects: &dyn ObjectStore) -> Result<Option<String>, Damage> {
    // Ids begin with a year; what else stands there does not.
    let found = objects.list(&format!("{PREFIX}/2")).await?;
    let ids = found.iter().filter_map(|object| {
        let name = object.key.strip_prefix(PREFIX)?.strip_prefix('/')?;
        name.strip_suffix(".json")
    });
    Ok(ids.max().map(str::to_owned))
}
