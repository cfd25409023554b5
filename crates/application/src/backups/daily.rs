//! Making backups: a full one a day, an incremental one an hour, at most one under way.
//!
//! Each run looks at where the backups stand and does what is due, so repeating one changes nothing and a missed one is
//! caught up: a gap of up to a day by one incremental backup, a longer one by a full one.

use chrono::{DateTime, TimeDelta, Utc};
use providers::backup::{BackupError, ExportOrder, ExportState, Extent};
use store::{BackupKind, BackupRecord, BackupState, BackupStatus, BackupUnderWay, Commit, CommitError, DoneBackup};

use super::{Damage, Manifest};
use crate::app::App;
use crate::failure::Failure;

/// A full one is due this long after the last: a little less than a day, for schedules do not keep to the second.
const DAILY: TimeDelta = TimeDelta::hours(22);
/// After this long the hourly job makes the full one that the daily job missed.
const MISSED: TimeDelta = TimeDelta::hours(26);
const HOURLY: TimeDelta = TimeDelta::minutes(55);
/// DynamoDB's window of an incremental export is of 15 minutes to 24 hours.
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// A clock that was put right by less than this was not set back.
const PUT_RIGHT: TimeDelta = TimeDelta::minutes(10);
/// An export that takes longer is not waited for.
const GIVEN_UP: TimeDelta = TimeDelta::hours(8);
/// Steps of a backup that is finished, of one that is refused, and of a full one in its place.
const ROUNDS: usize = 12;

/// Makes the full backup of the day.
///
/// # Errors
/// [`Failure::Unavailable`] when something does not answer; [`Failure::Internal`] when a backup failed, once.
pub async fn run_daily(app: &App) -> Result<(), Failure> {
    run(app, DAILY, None).await
}

/// Makes the incremental backup of the hour, or a full one where there is nothing to build on.
///
/// # Errors
/// As [`run_daily`].
pub async fn run_hourly(app: &App) -> Result<(), Failure> {
    run(app, MISSED, Some(HOURLY)).await
}

async fn run(app: &App, full_after: TimeDelta, incremental_after: Option<TimeDelta>) -> Result<(), Failure> {
    for _ in 0..ROUNDS {
        let found = app.store.backup_state().await?;
        let version = found.as_ref().map(|found| found.version);
        let state = found.map(|found| found.record).unwrap_or_default();
        let went_on = match state.under_way.clone() {
            Some(under_way) => go_on(app, state, version.unwrap_or_default(), under_way).await,
            None => match due(app, &state, full_after, incremental_after)? {
                Some(record) => begin(app, state, version, record).await,
                None => return Ok(()),
            },
        };
        match went_on {
            Ok(Went::Waits) => return Ok(()),
            Ok(Went::On) => {}
            // Another run is at it.
            Err(Stopped::Overtaken) => return Ok(()),
            Err(Stopped::Failed(failure)) => return Err(failure),
        }
    }
    Ok(())
}

enum Went {
    On,
    /// The export is under way; the next run looks again.
    Waits,
}

enum Stopped {
    Overtaken,
    Failed(Failure),
}

impl From<CommitError> for Stopped {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Moved(_) => Self::Overtaken,
            CommitError::Store(error) => Self::Failed(error.into()),
        }
    }
}

impl From<store::StoreError> for Stopped {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What is to be made now. A clock that was set back leads to a full one, for nothing before builds on its time.
fn due(
    app: &App,
    state: &BackupState,
    full_after: TimeDelta,
    incremental_after: Option<TimeDelta>,
) -> Result<Option<BackupRecord>, Failure> {
    let now = app.now();
    let to = app.exports()?.latest(now);
    let full = Some(record(BackupKind::Full, None, to, None, now));
    let (Some(done), Some(full_at)) = (&state.done, state.full_at) else {
        return Ok(full);
    };
    if !(-PUT_RIGHT..full_after).contains(&(to - full_at)) {
        return Ok(full);
    }
    let window = to - done.to;
    let is_due = incremental_after.is_some_and(|after| window >= after);
    if window > LONGEST || window < -PUT_RIGHT {
        return Ok(full.filter(|_| incremental_after.is_some()));
    }
    Ok(is_due.then(|| record(BackupKind::Incremental, Some(done.to), to, Some(done.id.clone()), now)))
}

fn record(
    kind: BackupKind,
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
    previous: Option<String>,
    now: DateTime<Utc>,
) -> BackupRecord {
    BackupRecord {
        id: format!("{}-{}", now.format("%Y%m%dT%H%M%S%3fZ"), kind.as_str()),
        kind,
        status: BackupStatus::UnderWay,
        from,
        to,
        previous,
        items: 0,
        files: 0,
        started_at: now,
        finished_at: None,
        reason: None,
    }
}

/// Writes down that it begins before it does: beginning it twice makes one export.
async fn begin(app: &App, state: BackupState, version: Option<u64>, record: BackupRecord) -> Result<Went, Stopped> {
    let mut commit = Commit::new();
    commit.create(&record)?;
    let begun = BackupState {
        under_way: Some(BackupUnderWay {
            record,
            reference: None,
        }),
        ..state
    };
    commit.replace(&begun, version)?;
    app.store.commit(&commit).await?;
    Ok(Went::On)
}

async fn go_on(app: &App, state: BackupState, version: u64, under_way: BackupUnderWay) -> Result<Went, Stopped> {
    let BackupUnderWay { record, reference } = under_way;
    let exports = app.exports()?;
    let Some(reference) = reference else {
        let order = order(&state, &record);
        return match exports.begin(&order).await {
            Ok(reference) => {
                let begun = BackupState {
                    under_way: Some(BackupUnderWay {
                        record,
                        reference: Some(reference),
                    }),
                    ..state
                };
                app.store.replace(&begun, version).await?;
                Ok(Went::On)
            }
            Err(BackupError::Refused(reason)) => give_up(app, state, version, record, reason).await,
            Err(error) => Err(super::failed(error).into()),
        };
    };
    match exports.state(&reference).await.map_err(super::failed)? {
        ExportState::UnderWay if app.now() - record.started_at > GIVEN_UP => {
            let reason = "it takes too long".to_owned();
            give_up(app, state, version, record, reason).await
        }
        ExportState::UnderWay => Ok(Went::Waits),
        ExportState::Failed { reason } => give_up(app, state, version, record, reason).await,
        ExportState::Done { summary } => finish(app, state, version, record, reference, &summary).await,
    }
}

fn order(state: &BackupState, record: &BackupRecord) -> ExportOrder {
    let extent = match (record.from, &state.done) {
        (Some(from), Some(done)) => Extent::Incremental {
            from,
            to: record.to,
            after: done.reference.clone(),
        },
        _ => Extent::Full { at: record.to },
    };
    ExportOrder {
        id: record.id.clone(),
        extent,
    }
}

/// The watermark stays where it was. After an incremental backup that could not be made comes a full one.
async fn give_up(
    app: &App,
    state: BackupState,
    version: u64,
    record: BackupRecord,
    reason: String,
) -> Result<Went, Stopped> {
    let is_full = record.kind == BackupKind::Full;
    tracing::error!(backup.id = record.id, %reason, "a backup failed");
    let failed = BackupRecord {
        status: BackupStatus::Failed,
        finished_at: Some(app.now()),
        reason: Some(reason),
        ..record
    };
    let given_up = BackupState {
        done: state.done.filter(|_| is_full),
        under_way: None,
        ..state
    };
    close(app, &failed, &given_up, version).await?;
    if is_full {
        return Err(Failure::internal(format!("the backup {} failed", failed.id)).into());
    }
    Ok(Went::On)
}

async fn finish(
    app: &App,
    state: BackupState,
    version: u64,
    record: BackupRecord,
    reference: String,
    summary: &str,
) -> Result<Went, Stopped> {
    let objects = app.objects()?;
    let now = app.now();
    let manifest = match Manifest::of_export(objects, &record, summary, now).await {
        Ok(manifest) => manifest,
        Err(Damage::Unread(reason)) => return Err(Failure::unavailable(reason).into()),
        Err(damage) => return give_up(app, state, version, record, damage.to_string()).await,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|e| Failure::internal(e.to_string()))?;
    let written = objects
        .put(&Manifest::key(&manifest.id), text, "application/json")
        .await;
    written.map_err(Failure::unavailable)?;
    let done = BackupRecord {
        status: BackupStatus::Done,
        items: manifest.items,
        files: manifest.files.len() as u64,
        finished_at: Some(now),
        ..record
    };
    let full_at = match done.kind {
        BackupKind::Full => Some(done.to),
        BackupKind::Incremental => state.full_at,
    };
    let after = BackupState {
        done: Some(DoneBackup {
            id: done.id.clone(),
            to: done.to,
            reference,
        }),
        full_at,
        under_way: None,
    };
    close(app, &done, &after, version).await?;
    tracing::info!(backup.id = done.id, backup.items = done.items, "a backup is made");
    Ok(Went::On)
}

/// The record was created with the beginning, so it stands at its first version.
async fn close(app: &App, record: &BackupRecord, state: &BackupState, version: u64) -> Result<(), Stopped> {
    let mut commit = Commit::new();
    commit.replace(record, Some(1))?;
    commit.replace(state, Some(version))?;
    Ok(app.store.commit(&commit).await?)
}
