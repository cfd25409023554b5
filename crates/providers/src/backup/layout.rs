//! The files of a DynamoDB export: two manifests with checksums, and gzipped lines of JSON.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>: a full export has
//! `{"Item": ..}` on each line; an incremental one `{"Metadata", "Keys", "OldImage", "NewImage"}`, without a new image for
//! what was deleted. `md5Checksum` is that of the object as it lies in the bucket, in base64.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, MultiGzDecoder};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// `manifest-summary.json`, as far as it is read or written here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub version: String,
    pub export_arn: String,
    pub start_time: String,
    pub end_time: String,
    pub table_arn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_from_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_to_time: Option<String>,
    pub s3_bucket: String,
    #[serde(default)]
    pub s3_prefix: Option<String>,
    #[serde(rename = "manifestFilesS3Key")]
    pub manifest_files_s3_key: String,
    pub item_count: u64,
    pub output_format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_view: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_type: Option<String>,
}

/// A line of `manifest-files.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFile {
    pub item_count: u64,
    /// Base64.
    pub md5_checksum: String,
    pub etag: String,
    #[serde(rename = "dataFileS3Key")]
    pub data_file_s3_key: String,
}

/// What is wrong with a file, by the name of the check that says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{check}: {reason}")]
pub struct FileFault {
    /// `present`, `checksum`, `gzip`, `lines`, `count`.
    pub check: &'static str,
    pub reason: String,
}

impl FileFault {
    #[must_use]
    pub fn new(check: &'static str, reason: impl Into<String>) -> Self {
        Self {
            check,
            reason: reason.into(),
        }
    }
}

/// The key in the bucket of what a manifest names: some name it with the prefix of the export, some without.
#[must_use]
pub fn object_key(named: &str) -> String {
    let prefix = format!("{}/", super::PREFIX);
    if named.starts_with(&prefix) {
        named.to_owned()
    } else {
        format!("{prefix}{named}")
    }
}

/// # Errors
/// [`FileFault`] of the check `lines` when a line is none of a manifest.
pub fn read_data_files(text: &[u8]) -> Result<Vec<DataFile>, FileFault> {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).map_err(|e| FileFault::new("lines", e.to_string())))
        .collect()
}

/// MD5 in base64, as manifests and `.checksum` files have it.
#[must_use]
pub fn md5_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// Reads one data file as its bytes come, without holding more of it than a piece.
pub struct FileReader {
    md5: Md5,
    inflate: MultiGzDecoder<Vec<u8>>,
    items: u64,
    /// What was wrong first. It waits for the end: whether the file is the right one at all is known only there.
    fault: Option<FileFault>,
}

impl Default for FileReader {
    fn default() -> Self {
        Self {
            md5: Md5::new(),
            inflate: MultiGzDecoder::new(Vec::new()),
            items: 0,
            fault: None,
        }
    }
}

impl FileReader {
    /// The lines that are whole after these bytes; none after something was wrong, of which the end tells.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Value> {
        self.md5.update(bytes);
        if self.fault.is_some() {
            return Vec::new();
        }
        self.read(bytes).unwrap_or_else(|fault| {
            self.fault = Some(fault);
            Vec::new()
        })
    }

    fn read(&mut self, bytes: &[u8]) -> Result<Vec<Value>, FileFault> {
        let inflated = self.inflate.write_all(bytes).and_then(|()| self.inflate.flush());
        inflated.map_err(|e| FileFault::new("gzip", e.to_string()))?;
        let plain = self.inflate.get_mut();
        let Some(end) = plain.iter().rposition(|byte| *byte == b'\n') else {
            return Ok(Vec::new());
        };
        let rest = plain.split_off(end + 1);
        let whole = std::mem::replace(plain, rest);
        let lines = whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let lines: Result<Vec<Value>, _> = lines.map(serde_json::from_slice).collect();
        let lines = lines.map_err(|e| FileFault::new("lines", e.to_string()))?;
        self.items += lines.len() as u64;
        Ok(lines)
    }

    /// The last line, if it had no end, and whether the file is the one that the manifest names.
    ///
    /// # Errors
    /// [`FileFault`] of `checksum`, `gzip`, `lines` or `count`.
    pub fn finish(self, expected: &DataFile) -> Result<Option<Value>, FileFault> {
        let found = STANDARD.encode(self.md5.clone().finalize());
        if found != expected.md5_checksum {
            let reason = format!("expected {}, found {found}", expected.md5_checksum);
            return Err(FileFault::new("checksum", reason));
        }
        let items = self.items;
        let last = self.end()?;
        let items = items + u64::from(last.is_some());
        if items != expected.item_count {
            let reason = format!("expected {}, found {items}", expected.item_count);
            return Err(FileFault::new("count", reason));
        }
        Ok(last)
    }

    /// The last line, if it had no end, for whoever knows already that the file is the right one.
    ///
    /// # Errors
    /// [`FileFault`] of `gzip` or `lines`.
    pub fn end(self) -> Result<Option<Value>, FileFault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let rest = self
            .inflate
            .finish()
            .map_err(|e| FileFault::new("gzip", e.to_string()))?;
        if rest.is_empty() {
            return Ok(None);
        }
        let last = serde_json::from_slice(&rest).map_err(|e| FileFault::new("lines", e.to_string()))?;
        Ok(Some(last))
    }
}

/// Writes one data file in memory, up to a size that its owner watches.
pub struct FileWriter {
    deflate: GzEncoder<Vec<u8>>,
    items: u64,
}

impl Default for FileWriter {
    fn default() -> Self {
        Self {
            deflate: GzEncoder::new(Vec::new(), Compression::new(4)),
            items: 0,
        }
    }
}

impl FileWriter {
    /// # Errors
    /// When the line cannot be written as JSON.
    pub fn write(&mut self, line: &Value) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.deflate, line)?;
        self.deflate.write_all(b"\n")?;
        self.items += 1;
        Ok(())
    }

    /// Bytes so far, compressed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.deflate.get_ref().len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// The bytes, and how the manifest names them under `key`.
    ///
    /// # Errors
    /// Never in memory; the encoder's signature has one.
    pub fn finish(self, key: String) -> std::io::Result<(Vec<u8>, DataFile)> {
        let bytes = self.deflate.finish()?;
        let md5 = Md5::digest(&bytes);
        // The tag that S3 gives an object of one part.
        let tag: String = Md5::digest(md5).iter().map(|byte| format!("{byte:02x}")).collect();
        let file = DataFile {
            item_count: self.items,
            md5_checksum: STANDARD.encode(md5),
            etag: format!("{tag}-1"),
            data_file_s3_key: key,
        };
        Ok((bytes, file))
    }
}

/// A line of a full export.
#[must_use]
pub fn full_line(item: Value) -> Value {
    json!({ "Item": item })
}

/// A line of an incremental export: what an item was before the window, and what it is at its end.
#[must_use]
pub fn incremental_line(keys: Value, old: Option<Value>, new: Option<Value>, written_micros: i64) -> Value {
    let mut line = json!({
        "Metadata": { "WriteTimestampMicros": { "N": written_micros.to_string() } },
        "Keys": keys,
    });
    if let Some(old) = old {
        line["OldImage"] = old;
    }
    if let Some(new) = new {
        line["NewImage"] = new;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(items: usize) -> (Vec<u8>, DataFile) {
        let mut writer = FileWriter::default();
        for n in 0..items {
            writer
                .write(&full_line(json!({ "PK": { "S": format!("zażółć {n}") } })))
                .unwrap();
        }
        writer.finish("AWSDynamoDB/x/data/1.json.gz".to_owned()).unwrap()
    }

    fn read(bytes: &[u8], named: &DataFile, piece: usize) -> Result<Vec<Value>, FileFault> {
        let mut reader = FileReader::default();
        let mut lines = Vec::new();
        for piece in bytes.chunks(piece) {
            lines.extend(reader.push(piece));
        }
        lines.extend(reader.finish(named)?);
        Ok(lines)
    }

    #[test]
    fn lines_come_back_whatever_the_pieces() {
        let (bytes, named) = file(50);
        for piece in [1, 7, 64, 100_000] {
            let lines = read(&bytes, &named, piece).unwrap();
            assert_eq!(lines.len(), 50);
            assert_eq!(lines[49]["Item"]["PK"]["S"], "zażółć 49");
        }
    }

    #[test]
    fn whatever_is_wrong_with_a_file_has_a_name() {
        let (bytes, named) = file(50);
        let check = |bytes: &[u8], named: &DataFile| read(bytes, named, 16).unwrap_err().check;
        assert_eq!(check(&bytes[..bytes.len() - 9], &named), "checksum");
        let one_more = DataFile {
            item_count: 51,
            ..named.clone()
        };
        assert_eq!(check(&bytes, &one_more), "count");
        let cut = &bytes[..bytes.len() - 9];
        let believed = DataFile {
            md5_checksum: md5_base64(cut),
            ..named.clone()
        };
        assert_eq!(check(cut, &believed), "gzip");
        let other = b"not a gzip file at all";
        assert_eq!(check(other, &named), "checksum", "told before what follows from it");
        let believed = DataFile {
            md5_checksum: md5_base64(other),
            ..named
        };
        assert_eq!(check(other, &believed), "gzip");
    }

    #[test]
    fn the_tag_is_that_of_the_documentation() {
        // The sample of the page named above.
        let md5 = STANDARD.decode("sQMSpEILNgoQmarvDFonGQ==").unwrap();
        let tag: String = Md5::digest(md5).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(tag, "af83d6f217c19b8b0fff8023d8ca4716");
    }

    #[test]
    fn a_manifest_of_the_documentation_is_read() {
        let text = br#"{"itemCount":8,"md5Checksum":"sQMSpEILNgoQmarvDFonGQ==","etag":"af83d6f217c19b8b0fff8023d8ca4716-1","dataFileS3Key":"AWSDynamoDB/01693685827463-2d8752fd/data/asdl123dasas.json.gz"}
"#;
        let files = read_data_files(text).unwrap();
        assert_eq!((files.len(), files[0].item_count), (1, 8));
        assert_eq!(
            object_key(&files[0].data_file_s3_key),
            "backups/AWSDynamoDB/01693685827463-2d8752fd/data/asdl123dasas.json.gz"
        );
        assert_eq!(read_data_files(b"{}\n").unwrap_err().check, "lines");
    }
}
