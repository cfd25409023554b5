//! The lines of one data file, a piece at a time.

use providers::backup::layout::FileReader;
use providers::object_store::ObjectStore;
use serde_json::Value;

use super::{Damage, ManifestFile};

/// Compressed bytes read at a time.
const PIECE: u64 = 1024 * 1024;

pub(super) struct Lines<'a> {
    objects: &'a dyn ObjectStore,
    file: &'a ManifestFile,
    /// None after the last piece.
    reader: Option<FileReader>,
    from: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn of(objects: &'a dyn ObjectStore, file: &'a ManifestFile) -> Self {
        Self {
            objects,
            file,
            reader: Some(FileReader::default()),
            from: 0,
        }
    }

    /// The next lines; `None` after the last ones, once the whole file is known to be what its manifest names.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Value>>, Damage> {
        let key = &self.file.key;
        let Some(reader) = &mut self.reader else {
            return Ok(None);
        };
        let piece = self.objects.get_piece(key, self.from, PIECE).await;
        let piece = piece.map_err(|error| Damage::unread(key, &error))?;
        let piece = piece.ok_or_else(|| Damage::file(key, "present", "there is no such file"))?;
        self.from += piece.len() as u64;
        let faulty = |fault| Damage::of(key, fault);
        let mut lines = if piece.is_empty() {
            Vec::new()
        } else {
            reader.push(&piece)
        };
        if (piece.len() as u64) < PIECE {
            let reader = self.reader.take().unwrap_or_default();
            lines.extend(reader.finish(&self.file.named()).map_err(faulty)?);
        }
        Ok(Some(lines))
    }
}
