//! What every export and every copy must do, run against each adapter that can be run.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::layout::{self, Summary};
use super::{Change, CopyState, ExportOrder, ExportState, Extent, TableCopies, TableExports};
use crate::object_store::ObjectStore;

/// A full export is one, whoever asks twice, and its files are as its manifests say; answers the keys of its data files.
///
/// # Panics
/// When the adapter breaks the promise.
pub async fn an_export_is_what_its_manifests_say(
    exports: &dyn TableExports,
    objects: &dyn ObjectStore,
    at: DateTime<Utc>,
) -> Vec<String> {
    let order = ExportOrder {
        id: "contract-full".to_owned(),
        extent: Extent::Full { at },
    };
    let reference = exports.begin(&order).await.expect("begun");
    assert_eq!(exports.begin(&order).await.as_ref(), Ok(&reference), "asked twice");
    let state = exports.state(&reference).await.expect("a state");
    let ExportState::Done { summary } = state else {
        panic!("{state:?}")
    };
    assert!(summary.ends_with("/manifest-summary.json"), "{summary}");
    let folder = summary.trim_end_matches("manifest-summary.json");
    let read = async |key: String| objects.get(&key).await.expect("an answer").expect(&key);
    let text = read(layout::object_key(&summary)).await;
    let checksum = read(layout::object_key(&format!("{folder}manifest-summary.checksum"))).await;
    assert_eq!(layout::md5_base64(&text).as_bytes(), checksum);
    let summary: Summary = serde_json::from_slice(&text).expect("a summary");
    assert_eq!(summary.output_format, "DYNAMODB_JSON");
    let text = read(layout::object_key(&summary.manifest_files_s3_key)).await;
    let files = layout::read_data_files(&text).expect("a manifest");
    let mut items = 0;
    for file in &files {
        let mut reader = layout::FileReader::default();
        let bytes = read(layout::object_key(&file.data_file_s3_key)).await;
        for line in reader.push(&bytes) {
            assert!(line["Item"]["PK"]["S"].is_string(), "{line}");
            items += 1;
        }
        assert_eq!(reader.finish(file), Ok(None));
    }
    assert_eq!(items, summary.item_count);
    files
        .iter()
        .map(|file| layout::object_key(&file.data_file_s3_key))
        .collect()
}

/// A copy has what the files have, takes changes, and goes.
///
/// # Panics
/// When the adapter breaks the promise.
pub async fn a_copy_is_made_changed_read_and_removed(copies: &dyn TableCopies, files: &[String]) {
    let name = "contract-copy";
    let reference = copies.begin(name, files).await.expect("begun");
    assert_eq!(copies.state(&reference).await, Ok(CopyState::Ready));
    let before = copies.page(name, None).await.expect("a page").items.len();
    let item = |sk: &str| json!({ "PK": { "S": "CONTRACT" }, "SK": { "S": sk }, "n": { "N": "1" } });
    let key = |sk: &str| json!({ "PK": { "S": "CONTRACT" }, "SK": { "S": sk } });
    let puts = ["a", "b", "c"].map(|sk| Change::Put(item(sk)));
    copies.write(name, puts.to_vec()).await.expect("written");
    let gone = vec![Change::Delete(key("b")), Change::Delete(key("never"))];
    copies.write(name, gone).await.expect("written");
    let found = copies
        .some(name, vec![key("a"), key("b"), key("c")])
        .await
        .expect("read");
    assert_eq!(found.len(), 2);
    let partition = copies.partition(name, "CONTRACT", None).await.expect("a partition");
    assert_eq!(partition.items, [item("a"), item("c")]);
    let mut after = None;
    let mut items = 0;
    loop {
        let page = copies.page(name, after).await.expect("a page");
        items += page.items.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(items >= before + 2, "{items}");
    copies.remove(name).await.expect("removed");
    copies.remove(name).await.expect("removed twice");
    assert!(copies.page(name, None).await.is_err());
}
