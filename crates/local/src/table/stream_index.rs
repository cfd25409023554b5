//! The engine with its stream found by number.
//!
//! The engine (dynoxide 3.2) numbers a record of the stream by reading every record there is, and reads on from a number
//! likewise: at a hundred messages a second it is busy with nothing else after twenty seconds. SQLite answers both from
//! an index over the same expression, which changes nothing but the time; the engine keeps none, so we add it.

use std::path::Path;

use anyhow::Context;
use dynoxide::Database;
use rusqlite::Connection;

/// The first serves the next number, the second the next records.
const INDEXES: &str = "
    CREATE INDEX IF NOT EXISTS stream_by_number
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS stream_by_shard_and_number
        ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));";

/// Opens or creates the file.
pub(super) fn open(path: &Path) -> anyhow::Result<Database> {
    let database = Database::new(&path.to_string_lossy()).context("opening the table's file")?;
    Connection::open(path)
        .and_then(|connection| connection.execute_batch(INDEXES))
        .context("indexing the stream in the table's file")?;
    Ok(database)
}

/// An engine that is gone with the process. Nothing but the engine reaches what it keeps in memory, so it begins as the copy
/// of an empty file.
pub(super) fn in_memory() -> anyhow::Result<Database> {
    let folder = tempfile::tempdir().context("a place for an empty table")?;
    let path = folder.path().join("empty.db");
    drop(open(&path)?);
    let database = Database::memory()?;
    database
        .restore_from(&path.to_string_lossy())
        .context("beginning with an empty table")?;
    Ok(database)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the engine asks, word for word.
    const NEXT_NUMBER: &str =
        "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1";
    const NEXT_RECORDS: &str = "SELECT event_name FROM _stream_records
        WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
        ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4";

    fn plan(file: &Path, question: &str) -> String {
        let connection = Connection::open(file).expect("opens");
        let mut asked = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {question}"))
            .expect("a question");
        let count = asked.parameter_count();
        let steps = asked
            .query_map(rusqlite::params_from_iter(vec!["1"; count]), |row| {
                row.get::<_, String>("detail")
            })
            .expect("a plan")
            .collect::<Result<Vec<_>, _>>()
            .expect("its steps");
        steps.join("; ")
    }

    #[test]
    fn both_questions_about_the_stream_are_answered_from_an_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("table.db");
        drop(open(&file).expect("opens"));
        drop(open(&file).expect("opens again"));
        let number = plan(&file, NEXT_NUMBER);
        assert!(number.contains("INDEX stream_by_number"), "{number}");
        let records = plan(&file, NEXT_RECORDS);
        assert!(records.contains("INDEX stream_by_shard_and_number"), "{records}");
        assert!(!records.contains("TEMP B-TREE"), "{records}");
    }

    #[test]
    fn what_is_kept_in_memory_has_them_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("copy.db");
        in_memory()
            .expect("opens")
            .vacuum_into(&copy.to_string_lossy())
            .expect("copied");
        assert!(plan(&copy, NEXT_NUMBER).contains("INDEX stream_by_number"));
    }
}
