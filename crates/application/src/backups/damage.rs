//! What is wrong with a backup.

use providers::backup::layout::FileFault;
use providers::object_store::{DAMAGED, ObjectStoreError};
use store::Difference;

/// A backup that cannot be believed: which file, which check, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("{file}: {check}: {reason}")]
    File {
        file: String,
        check: &'static str,
        reason: String,
    },
    /// The files could not be read at all; they may be whole.
    #[error("the files cannot be read: {0}")]
    Unread(String),
}

impl Damage {
    pub(super) fn of(file: &str, fault: FileFault) -> Self {
        Self::File {
            file: file.to_owned(),
            check: fault.check,
            reason: fault.reason,
        }
    }

    pub(super) fn file(file: &str, check: &'static str, reason: impl Into<String>) -> Self {
        Self::of(file, FileFault::new(check, reason))
    }

    /// What came of reading a file that should be there.
    pub(super) fn unread(file: &str, error: &ObjectStoreError) -> Self {
        if error.0 == DAMAGED {
            return Self::file(file, "checksum", DAMAGED);
        }
        Self::Unread(format!("{file}: {error}"))
    }

    /// As a report of a drill has it; `None` when nothing is known of the backup.
    pub(super) fn difference(&self) -> Option<Difference> {
        let Self::File { file, check, reason } = self else {
            return None;
        };
        Some(Difference {
            check: format!("file_{check}"),
            at: file.clone(),
            reason: reason.clone(),
        })
    }
}

impl From<ObjectStoreError> for Damage {
    fn from(error: ObjectStoreError) -> Self {
        Self::Unread(error.to_string())
    }
}
