//! Tables made from backups, each an embedded one of its own.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::{Database, ImportOptions};
use providers::Pending;
use providers::backup::layout::{FileFault, FileReader};
use providers::backup::{BackupError, Change, CopyPage, CopyState, Image, TableCopies};
use providers::object_store::ObjectStore;
use providers::object_store::s3::S3ObjectStore;
use serde_json::{Value, json};

use super::images::{from_image, to_image, to_images};
use super::{apart, engine};
use crate::table::TABLE;

/// Compressed bytes of a data file read at a time.
const PIECE: u64 = 1024 * 1024;

/// Embedded tables in files that go with them.
pub struct LocalCopies {
    objects: S3ObjectStore,
    copies: Mutex<HashMap<String, Copy>>,
}

#[derive(Clone)]
struct Copy {
    database: Arc<Database>,
    /// The file, where it is this one's to remove.
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl LocalCopies {
    #[must_use]
    pub fn new(objects: S3ObjectStore) -> Self {
        Self {
            objects,
            copies: Mutex::default(),
        }
    }

    /// The same, with a table of this name that is there, empty.
    pub(crate) fn with_table(self, name: &str, database: Arc<Database>) -> Self {
        if let Ok(mut copies) = self.copies.lock() {
            copies.insert(
                name.to_owned(),
                Copy {
                    database,
                    _folder: None,
                },
            );
        }
        self
    }

    fn copy(&self, name: &str) -> Result<Copy, BackupError> {
        let copies = self.copies.lock();
        let found = copies.ok().and_then(|copies| copies.get(name).cloned());
        found.ok_or_else(|| BackupError::Refused(format!("there is no table {name}")))
    }

    async fn make(&self, name: &str, files: &[String]) -> Result<String, BackupError> {
        let copy = match self.copy(name) {
            Ok(copy) => copy,
            Err(_) => apart(new_copy).await?,
        };
        for file in files {
            self.load(&copy, file).await?;
        }
        if let Ok(mut copies) = self.copies.lock() {
            copies.insert(name.to_owned(), copy);
        }
        Ok(name.to_owned())
    }

    async fn load(&self, copy: &Copy, file: &str) -> Result<(), BackupError> {
        let mut reader = FileReader::default();
        let mut from = 0;
        loop {
            let piece = self.objects.get_piece(file, from, PIECE).await;
            let piece = piece.map_err(|e| BackupError::Unavailable(e.to_string()))?;
            let piece = piece.ok_or_else(|| BackupError::Refused(format!("{file} is gone")))?;
            from += piece.len() as u64;
            let mut lines = reader.push(&piece);
            let is_last = (piece.len() as u64) < PIECE;
            if is_last {
                lines.extend(std::mem::take(&mut reader).end().map_err(damaged)?);
            }
            import(copy, lines).await?;
            if is_last {
                return Ok(());
            }
        }
    }

    async fn carry_out(&self, name: &str, changes: Vec<Change>) -> Result<(), BackupError> {
        let copy = self.copy(name)?;
        let (mut puts, mut gone) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Put(image) => puts.push(json!({ "Item": image })),
                Change::Delete(key) => gone.push(from_image(key)?),
            }
        }
        import(&copy, puts).await?;
        apart(move || {
            for key in gone {
                let request = DeleteItemRequest {
                    table_name: TABLE.to_owned(),
                    key,
                    ..DeleteItemRequest::default()
                };
                copy.database.delete_item(request).map_err(engine)?;
            }
            Ok(())
        })
        .await
    }

    async fn scan(&self, name: &str, after: Option<Image>) -> Result<CopyPage, BackupError> {
        let copy = self.copy(name)?;
        let after = after.map(from_image).transpose()?;
        apart(move || {
            let request = ScanRequest {
                table_name: TABLE.to_owned(),
                exclusive_start_key: after,
                ..ScanRequest::default()
            };
            let page = copy.database.scan(request).map_err(engine)?;
            Ok(CopyPage {
                items: to_images(&page.items.unwrap_or_default())?,
                next: page.last_evaluated_key.as_ref().map(to_image).transpose()?,
            })
        })
        .await
    }

    async fn get(&self, name: &str, keys: Vec<Image>) -> Result<Vec<Image>, BackupError> {
        let copy = self.copy(name)?;
        apart(move || {
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                let request = GetItemRequest {
                    table_name: TABLE.to_owned(),
                    key: from_image(key)?,
                    ..GetItemRequest::default()
                };
                if let Some(item) = copy.database.get_item(request).map_err(engine)?.item {
                    found.push(to_image(&item)?);
                }
            }
            Ok(found)
        })
        .await
    }

    async fn query(&self, name: &str, partition: &str, after: Option<Image>) -> Result<CopyPage, BackupError> {
        let copy = self.copy(name)?;
        let after = after.map(from_image).transpose()?;
        let values = from_image(json!({ ":pk": { "S": partition } }))?;
        apart(move || {
            let request = QueryRequest {
                table_name: TABLE.to_owned(),
                key_condition_expression: Some("PK = :pk".to_owned()),
                expression_attribute_values: Some(values),
                scan_index_forward: true,
                exclusive_start_key: after,
                ..QueryRequest::default()
            };
            let page = copy.database.query(request).map_err(engine)?;
            Ok(CopyPage {
                items: to_images(&page.items.unwrap_or_default())?,
                next: page.last_evaluated_key.as_ref().map(to_image).transpose()?,
            })
        })
        .await
    }
}

fn damaged(fault: FileFault) -> BackupError {
    BackupError::Refused(fault.to_string())
}

/// A table with its keys alone: it is read by key and whole.
fn new_copy() -> Result<Copy, BackupError> {
    let folder = tempfile::tempdir().map_err(|e| BackupError::Unavailable(e.to_string()))?;
    let path: PathBuf = folder.path().join("copy.db");
    let database = Database::new(&path.to_string_lossy()).map_err(engine)?;
    let request = json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "PK", "KeyType": "HASH" }, { "AttributeName": "SK", "KeyType": "RANGE" }],
        "AttributeDefinitions": [
            { "AttributeName": "PK", "AttributeType": "S" }, { "AttributeName": "SK", "AttributeType": "S" }
        ]
    });
    let request: CreateTableRequest =
        serde_json::from_value(request).map_err(|e| BackupError::Refused(e.to_string()))?;
    database.create_table(request).map_err(engine)?;
    Ok(Copy {
        database: Arc::new(database),
        _folder: Some(Arc::new(folder)),
    })
}

/// Writes items in one transaction, over what stands there.
async fn import(copy: &Copy, lines: Vec<Value>) -> Result<(), BackupError> {
    let database = copy.database.clone();
    apart(move || {
        let items = lines.into_iter().map(|mut line| from_image(line["Item"].take()));
        let items: Vec<_> = items.collect::<Result<_, _>>()?;
        let imported = database.import_items(TABLE, items, ImportOptions::default());
        imported.map(drop).map_err(engine)
    })
    .await
}

impl TableCopies for LocalCopies {
    fn begin<'a>(&'a self, name: &'a str, files: &'a [String]) -> Pending<'a, Result<String, BackupError>> {
        Box::pin(self.make(name, files))
    }

    fn state<'a>(&'a self, reference: &'a str) -> Pending<'a, Result<CopyState, BackupError>> {
        Box::pin(async move { self.copy(reference).map(|_| CopyState::Ready) })
    }

    fn write<'a>(&'a self, name: &'a str, changes: Vec<Change>) -> Pending<'a, Result<(), BackupError>> {
        Box::pin(self.carry_out(name, changes))
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
        Box::pin(async move {
            if let Ok(mut copies) = self.copies.lock() {
                copies.remove(name);
            }
            Ok(())
        })
    }
}
