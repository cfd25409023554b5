//! Backups of the embedded table, in the files that DynamoDB's exports have.

mod copies;
mod exports;
mod images;
mod restoring;

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use providers::backup::BackupError;

pub use copies::LocalCopies;
pub use exports::LocalExports;
pub use restoring::{prove, restore};

/// How often it is asked whether a backup is due.
const LOOK: TimeDelta = TimeDelta::minutes(1);

/// Whether backups are made by the clock, and when it was last asked whether one is due.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    looked: Mutex<Option<Option<DateTime<Utc>>>>,
}

impl Rounds {
    pub(crate) fn turn_on(&self) {
        if let Ok(mut looked) = self.looked.lock() {
            *looked = Some(None);
        }
    }

    /// Whether it is time to look again, which this is taken to do.
    pub(crate) fn is_time(&self, now: DateTime<Utc>) -> bool {
        let Ok(mut looked) = self.looked.lock() else {
            return false;
        };
        let is_time = match *looked {
            None => return false,
            Some(None) => true,
            // A clock that was set back is another time.
            Some(Some(last)) => !(-LOOK..LOOK).contains(&(now - last)),
        };
        if is_time {
            *looked = Some(Some(now));
        }
        is_time
    }
}

/// Runs what the engine does at once where it keeps nobody waiting.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| BackupError::Unavailable("the work was cut short".to_owned()))?
}

fn engine(error: dynoxide::DynoxideError) -> BackupError {
    BackupError::Unavailable(error.to_string())
}
