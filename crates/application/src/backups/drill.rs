//! The drill: once a month the newest backup is restored into a scratch table, proved, reported on and thrown away.
//!
//! On AWS making a table takes many minutes, so a drill is a row of steps over many runs; where it stands is kept after each.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use providers::backup::{BackupError, CopyState, PREFIX};
use serde_json::json;
use store::{CommitError, DrillPhase, DrillReport, DrillState, DrillTimes, Tally, Versioned, Walk, keys};

use super::{Damage, Manifest, NotRestored, chain, invariants, restore};
use crate::app::App;
use crate::failure::Failure;
use crate::gauges::NAMESPACE;

/// A run begins no step after this long: the function is stopped after fifteen minutes.
const RUN: TimeDelta = TimeDelta::minutes(9);
/// Pages of a step of the walk.
const PAGES: usize = 32;
/// A drill that is not over by then has failed.
const LONGEST: TimeDelta = TimeDelta::hours(20);

/// What is measured of a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillFigures {
    pub report: DrillReport,
}

impl DrillFigures {
    /// The line that CloudWatch Logs reads figures from. `stage` keeps deployments of one account apart.
    #[must_use]
    pub fn line(&self, stage: &str) -> String {
        let report = &self.report;
        let metric = |name: &str, unit: &str| json!({ "Name": name, "Unit": unit });
        json!({
            "_aws": {
                "Timestamp": report.finished_at.timestamp_millis(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Stage"]],
                    "Metrics": [metric("DrillDifferences", "Count"), metric("DrillTime", "Seconds"), metric("DrillItems", "Count")],
                }],
            },
            "Stage": stage,
            "DrillDifferences": report.found,
            "DrillTime": (report.finished_at - report.begun_at).num_seconds().max(0),
            "DrillItems": report.restored.items.max(0),
        })
        .to_string()
    }
}

/// Goes on with the drill of this month, or begins it; the report, from the run that ends one.
///
/// # Errors
/// [`Failure::Unavailable`] when something does not answer: the next run goes on. [`Failure::Internal`] when the drill found
/// differences is the caller's to make of the report.
pub async fn run(app: &App) -> Result<Option<DrillReport>, Failure> {
    let until = app.now() + RUN;
    let Some(mut state) = state(app).await? else {
        return Ok(None);
    };
    loop {
        if state.record.is_over {
            return Ok(None);
        }
        let (next, waits) = step(app, state.record.clone()).await?;
        if next.is_over {
            return finish(app, next, state.version).await;
        }
        match app.store.replace(&next, state.version).await {
            Ok(()) => {}
            // Another run is at it.
            Err(CommitError::Moved(_)) => return Ok(None),
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        state = Versioned {
            record: next,
            version: state.version + 1,
        };
        if waits || app.now() > until {
            return Ok(None);
        }
    }
}

/// The drill that is under way, or the one that begins now; `None` when that of the month is over or there is no backup.
async fn state(app: &App) -> Result<Option<Versioned<DrillState>>, Failure> {
    let now = app.now();
    let found = app.store.drill_state().await?;
    let month = |at: DateTime<Utc>| (at.year(), at.month());
    match &found {
        Some(found) if !found.record.is_over || month(found.record.begun_at) == month(now) => {
            return Ok(Some(found.clone()));
        }
        _ => {}
    }
    let Some(backup) = app.store.backup_state().await?.and_then(|state| state.record.done) else {
        return Ok(None);
    };
    let (_, prefix) = app.copies()?;
    let begun = DrillState {
        begun_at: now,
        // Resolved by the first step, which reports what is wrong with it.
        chain: vec![backup.id],
        scratch: format!("{prefix}{}", now.format("%Y%m%d%H%M%S")),
        phase: DrillPhase::Files,
        phase_since: now,
        times: DrillTimes::default(),
        next_file: (0, 0),
        reference: None,
        expected: Tally::default(),
        walk: Walk::default(),
        is_over: false,
    };
    match app.store.keep(&begun, found.as_ref().map(|found| found.version)).await {
        Ok(()) => Ok(app.store.drill_state().await?),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// One step, and whether there is something to wait for after it.
async fn step(app: &App, state: DrillState) -> Result<(DrillState, bool), Failure> {
    let mut next = state.clone();
    if app.now() - state.begun_at > LONGEST && state.phase != DrillPhase::Removing {
        invariants::note(
            &mut next.walk,
            "time",
            "the whole drill",
            "it is not over after twenty hours",
        );
        enter(app, &mut next, DrillPhase::Removing);
        return Ok((next, false));
    }
    match tried(app, &mut next).await {
        Ok(waits) => Ok((next, waits)),
        Err(NotRestored::Damaged(damage)) => {
            let Some(found) = damage.difference() else {
                return Err(Failure::unavailable(damage));
            };
            stop(app, state, &found.check, &found.at, found.reason)
        }
        Err(NotRestored::NotMade(BackupError::Refused(reason))) => {
            stop(app, state, "table", "the scratch table", reason)
        }
        Err(NotRestored::NotMade(error)) => Err(Failure::unavailable(error)),
        Err(other) => Err(Failure::internal(other.to_string())),
    }
}

/// Nothing more can be found out: what was made is thrown away, and the report says why.
fn stop(
    app: &App,
    mut state: DrillState,
    check: &str,
    at: &str,
    reason: String,
) -> Result<(DrillState, bool), Failure> {
    invariants::note(&mut state.walk, check, at, reason);
    enter(app, &mut state, DrillPhase::Removing);
    Ok((state, false))
}

async fn tried(app: &App, state: &mut DrillState) -> Result<bool, NotRestored> {
    let unequipped = |failure: Failure| BackupError::Refused(format!("{failure:?}"));
    let objects = app.objects().map_err(unequipped)?;
    let (copies, _) = app.copies().map_err(unequipped)?;
    match state.phase {
        DrillPhase::Files => {
            let newest = state.chain.last().cloned().unwrap_or_default();
            let manifests = chain(objects, &newest).await?;
            state.chain = manifests.iter().map(|manifest| manifest.id.clone()).collect();
            match file_of(&manifests, state.next_file) {
                Some((place, file)) => {
                    restore::verify_file(objects, file, &mut state.expected).await?;
                    state.next_file = (place.0, place.1 + 1);
                }
                None => enter(app, state, DrillPhase::Making),
            }
            Ok(false)
        }
        DrillPhase::Making => {
            let Some(reference) = &state.reference else {
                let full = load(app, &state.chain[..1.min(state.chain.len())]).await?;
                let begun = copies.begin(&state.scratch, &restore::full_files(&full)).await?;
                state.reference = Some(begun);
                return Ok(false);
            };
            match copies.state(reference).await? {
                CopyState::Making => return Ok(true),
                CopyState::Failed { reason } => return Err(BackupError::Refused(reason).into()),
                CopyState::Ready => {
                    enter(app, state, DrillPhase::Changes);
                    state.next_file = (1, 0);
                }
            }
            Ok(false)
        }
        DrillPhase::Changes => {
            let manifests = load(app, &state.chain).await?;
            match file_of(&manifests, state.next_file) {
                Some((place, file)) => {
                    restore::apply_file(objects, copies, &state.scratch, file).await?;
                    state.next_file = (place.0, place.1 + 1);
                }
                None => enter(app, state, DrillPhase::Walking),
            }
            Ok(false)
        }
        DrillPhase::Walking => {
            let to = restored_to(app, state).await?;
            let is_done = invariants::walk(copies, &state.scratch, to, &mut state.walk, PAGES).await?;
            if is_done {
                restore::compare(&mut state.walk, state.expected);
                enter(app, state, DrillPhase::Removing);
            }
            Ok(false)
        }
        DrillPhase::Removing => {
            copies.remove(&state.scratch).await?;
            state.is_over = true;
            Ok(false)
        }
    }
}

/// The time of the phase that ends, kept under its name.
fn enter(app: &App, state: &mut DrillState, phase: DrillPhase) {
    let now = app.now();
    let took = (now - state.phase_since).num_seconds().max(0);
    match state.phase {
        DrillPhase::Files => state.times.files = took,
        DrillPhase::Making => state.times.making = took,
        DrillPhase::Changes => state.times.changes = took,
        DrillPhase::Walking => state.times.walking = took,
        DrillPhase::Removing => {}
    }
    state.phase = phase;
    state.phase_since = now;
}

async fn load(app: &App, ids: &[String]) -> Result<Vec<Manifest>, NotRestored> {
    let objects = app
        .objects()
        .map_err(|failure| BackupError::Refused(format!("{failure:?}")))?;
    let mut manifests = Vec::with_capacity(ids.len());
    for id in ids {
        manifests.push(Manifest::load(objects, id).await?);
    }
    Ok(manifests)
}

/// The file at this place of the chain, or the first after it: backups without files are passed over.
fn file_of(manifests: &[Manifest], (backup, file): (u32, u32)) -> Option<((u32, u32), &super::ManifestFile)> {
    let mut file = file;
    for (place, manifest) in manifests.iter().enumerate().skip(usize::try_from(backup).ok()?) {
        if let Some(found) = manifest.files.get(usize::try_from(file).ok()?) {
            return Some(((u32::try_from(place).ok()?, file), found));
        }
        file = 0;
    }
    None
}

async fn restored_to(app: &App, state: &DrillState) -> Result<DateTime<Utc>, NotRestored> {
    let newest = load(app, state.chain.last().map(std::slice::from_ref).unwrap_or_default()).await?;
    let gone = || Damage::file("the newest backup", "present", "its manifest is gone");
    Ok(newest.last().map(|manifest| manifest.to).ok_or_else(gone)?)
}

/// Writes the report beside the backups and into the table, and closes the drill. A run that dies in between is repeated.
async fn finish(app: &App, state: DrillState, version: u64) -> Result<Option<DrillReport>, Failure> {
    let report = DrillReport {
        begun_at: state.begun_at,
        finished_at: app.now(),
        restored_to: restored_to(app, &state).await.ok(),
        chain: state.chain.clone(),
        passed: state.walk.found == 0,
        expected: state.expected,
        restored: state.walk.tally,
        bookings: state.walk.bookings,
        day_books: state.walk.day_books,
        ledger_months: state.walk.ledger_months,
        times: state.times,
        differences: state.walk.differences.clone(),
        found: state.walk.found,
    };
    let text = serde_json::to_vec_pretty(&report).map_err(|e| Failure::internal(e.to_string()))?;
    let key = format!("{PREFIX}/drills/{}.json", keys::instant(report.begun_at));
    let written = app.objects()?.put(&key, text, "application/json").await;
    written.map_err(Failure::unavailable)?;
    app.store.write_once(&report).await?;
    match app.store.replace(&state, version).await {
        Ok(()) => Ok(Some(report)),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_drill_is_one_line_of_the_embedded_metric_format() {
        let at: DateTime<Utc> = "2027-03-08T09:00:00Z".parse().unwrap();
        let report = DrillReport {
            begun_at: at,
            finished_at: at + TimeDelta::seconds(75),
            restored_to: None,
            chain: Vec::new(),
            passed: false,
            expected: Tally::default(),
            restored: Tally {
                items: 12,
                digest: (0, 0),
            },
            bookings: 0,
            day_books: 0,
            ledger_months: 0,
            times: DrillTimes::default(),
            differences: Vec::new(),
            found: 2,
        };
        let line = DrillFigures { report }.line("prod");
        let value: Value = serde_json::from_str(&line).unwrap();
        let declared = value["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
        let figures: Vec<_> = declared
            .iter()
            .map(|m| value[m["Name"].as_str().unwrap()].as_i64())
            .collect();
        assert_eq!(figures, [Some(2), Some(75), Some(12)]);
        assert_eq!((value["Stage"].as_str(), line.contains('\n')), (Some("prod"), false));
    }
}
