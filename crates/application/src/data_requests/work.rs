//! A turn of a request in the hands of a worker.

use store::{CommitError, DataRequest, RequestKind, RequestStatus, Versioned};

use super::{LOOK, PersonOrder, no_files};
use crate::app::App;
use crate::deliveries::Again;
use crate::failure::Failure;
use crate::{erasure, person_exports};

/// Pages that one turn goes through; each is some dozens of requests, and all of them fit into the function's time.
const PAGES: usize = 3;

/// What is left of a turn.
pub(crate) struct Turn(usize);

impl Turn {
    /// One as a worker has it.
    pub(crate) fn new() -> Self {
        Self(PAGES)
    }

    /// Whether another page may be gone through.
    pub(crate) fn take(&mut self) -> bool {
        let left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        left
    }
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// There is nothing more to do.
    Finished,
    /// There is more to do at once.
    GoOn,
    /// There is more to do in some minutes.
    Wait,
    /// Another worker is further on.
    Overtaken,
}

/// Does a turn of the request that an order names; anything but [`Again`] means its message is done with.
///
/// # Errors
/// [`Again`] when the table or the store of files is out of reach, or a record moved; what was done stays done.
pub async fn work(app: &App, order: &PersonOrder) -> Result<(), Again> {
    turn(app, order).await.map_err(|failure| Again(format!("{failure:?}")))
}

async fn turn(app: &App, order: &PersonOrder) -> Result<(), Failure> {
    let Some(mut found) = app.store.data_request(&order.person, order.request).await? else {
        tracing::warn!(request.id = %order.request, "an order names a request that is not there");
        return Ok(());
    };
    if found.record.status != RequestStatus::Working {
        return expire(app, found).await;
    }
    let mut left = Turn::new();
    let ended = match found.record.kind {
        RequestKind::Export => person_exports::advance(app, &mut found, &mut left).await?,
        RequestKind::Erasure => erasure::advance(app, &mut found, &mut left).await?,
    };
    let now = app.now();
    match ended {
        Ended::Finished | Ended::Overtaken => return Ok(()),
        Ended::GoOn => {
            found.record.turn = found.record.turn.saturating_add(1);
            found.record.look_at = Some(now + LOOK);
        }
        Ended::Wait => found.record.look_at = Some(now + erasure::WAIT),
    }
    save(app, &mut found).await.map(drop)
}

/// Writes down how far it has got; whether nobody else did meanwhile.
pub(crate) async fn save(app: &App, request: &mut Versioned<DataRequest>) -> Result<bool, Failure> {
    match app.store.replace(&request.record, request.version).await {
        Ok(()) => {
            request.version += 1;
            Ok(true)
        }
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// The files of an export go once their time is over.
async fn expire(app: &App, mut found: Versioned<DataRequest>) -> Result<(), Failure> {
    let over = found.record.files_until.is_some_and(|until| until <= app.now());
    if found.record.status != RequestStatus::Done || !over {
        return Ok(());
    }
    delete_files(app, &found.record).await?;
    found.record.status = RequestStatus::Expired;
    found.record.files.clear();
    found.record.look_at = None;
    save(app, &mut found).await.map(drop)
}

/// Deletes every file that a request made, also parts of one that was never finished.
pub(crate) async fn delete_files(app: &App, request: &DataRequest) -> Result<(), Failure> {
    if request.kind != RequestKind::Export {
        return Ok(());
    }
    for key in person_exports::keys_of(request) {
        app.objects()?.delete(&key).await.map_err(no_files)?;
    }
    Ok(())
}
