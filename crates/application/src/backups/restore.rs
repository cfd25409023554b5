//! From a backup to a table: nothing is opened before every file, every sum and every invariant is as it should be.

use std::time::Duration;

use chrono::{DateTime, Utc};
use providers::Pending;
use providers::backup::{BackupError, Change, CopyState, TableCopies};
use providers::object_store::ObjectStore;
use serde_json::Value;
use store::{Difference, Tally, Walk, image, keys};

use super::files::Lines;
use super::{Damage, Manifest, ManifestFile, chain, invariants, tally};
use crate::app::App;
use crate::erasure;
use crate::failure::Failure;

/// Pages walked at a time.
const PAGES: usize = 64;
/// How long, and how often, a table in the making is asked after.
const PAUSE: Duration = Duration::from_secs(10);
const PAUSES: usize = 360;

/// Something that is done with a restored table before it is opened, such as erasing again who was erased since the backup
/// was made.
#[derive(Debug, Clone, Copy)]
pub struct RestoreStep {
    pub name: &'static str,
    /// The system over the restored table, and over the files that outlive it. Repeating it changes nothing.
    pub run: for<'a> fn(&'a App) -> Pending<'a, Result<(), Failure>>,
}

impl RestoreStep {
    /// What is done before any restored table is opened, in this order.
    pub const ALL: &'static [Self] = &[Self {
        name: "erase again who was erased since",
        run: erase_again,
    }];
}

/// The whole list, for a backup is of one instant and an erasure takes several steps; repeating one finds nothing and is cheap.
fn erase_again(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(async move {
        let replayed = erasure::replay(app, DateTime::UNIX_EPOCH).await?;
        tracing::info!(?replayed, "erased again");
        Ok(())
    })
}

/// Why a backup was not restored. Nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    #[error("the backup is damaged: {0}")]
    Damaged(#[from] Damage),
    #[error("the table could not be made: {0}")]
    NotMade(#[from] BackupError),
    #[error("{found} differences, the first: {}", first(.differences))]
    Differs { differences: Vec<Difference>, found: u64 },
    #[error("the step `{step}` failed: {failure:?}")]
    Step { step: &'static str, failure: Failure },
}

fn first(differences: &[Difference]) -> String {
    let told = differences.first();
    told.map_or_else(String::new, |d| format!("{} at {}: {}", d.check, d.at, d.reason))
}

/// A table that is as its backup says.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// The instant whose state it has.
    pub to: DateTime<Utc>,
    /// The backups it was made of.
    pub chain: Vec<String>,
    pub walk: Walk,
}

/// Reads every file of the chain and holds it against its manifest; what the items should add up to.
///
/// # Errors
/// [`Damage`] naming the first file and check that fail.
pub async fn verify(objects: &dyn ObjectStore, chain: &[Manifest]) -> Result<Tally, Damage> {
    let mut sum = Tally::default();
    for file in chain.iter().flat_map(|manifest| &manifest.files) {
        verify_file(objects, file, &mut sum).await?;
    }
    Ok(sum)
}

pub(super) async fn verify_file(objects: &dyn ObjectStore, file: &ManifestFile, sum: &mut Tally) -> Result<(), Damage> {
    let mut read = *sum;
    let mut lines = Lines::of(objects, file);
    while let Some(lines) = lines.next().await? {
        for line in &lines {
            tally::apply(&mut read, &file.key, line)?;
        }
    }
    *sum = read;
    Ok(())
}

/// Applies the changes of one file of an incremental backup.
pub(super) async fn apply_file(
    objects: &dyn ObjectStore,
    copies: &dyn TableCopies,
    name: &str,
    file: &ManifestFile,
) -> Result<(), NotRestored> {
    let mut lines = Lines::of(objects, file);
    while let Some(lines) = lines.next().await? {
        let changes = lines.into_iter().map(|line| change(&file.key, line));
        copies.write(name, changes.collect::<Result<_, _>>()?).await?;
    }
    Ok(())
}

fn change(file: &str, mut line: Value) -> Result<Change, Damage> {
    let mut take = |field: &str| line.get_mut(field).map(Value::take).filter(Value::is_object);
    if let Some(new) = take("NewImage") {
        return Ok(Change::Put(new));
    }
    let keys = take("Keys").ok_or_else(|| Damage::file(file, "lines", "a change without keys"))?;
    Ok(Change::Delete(keys))
}

/// The keys of the data files of a full backup.
pub(super) fn full_files(chain: &[Manifest]) -> Vec<String> {
    let full = chain.first().map(|manifest| manifest.files.as_slice());
    full.unwrap_or_default().iter().map(|file| file.key.clone()).collect()
}

/// Makes the table `name` of the backup and of what it builds on, and proves it.
///
/// # Errors
/// [`NotRestored`]; the table may be there in part and is not to be used.
pub async fn restore(
    objects: &dyn ObjectStore,
    copies: &dyn TableCopies,
    backup: &str,
    name: &str,
) -> Result<Restored, NotRestored> {
    let chain = chain(objects, backup).await?;
    let expected = verify(objects, &chain).await?;
    let reference = copies.begin(name, &full_files(&chain)).await?;
    wait(copies, &reference).await?;
    for file in chain.iter().skip(1).flat_map(|manifest| &manifest.files) {
        apply_file(objects, copies, name, file).await?;
    }
    let to = chain.last().map(|manifest| manifest.to).unwrap_or_default();
    let walk = prove(copies, name, to, expected).await?;
    Ok(Restored {
        to,
        chain: chain.into_iter().map(|manifest| manifest.id).collect(),
        walk,
    })
}

async fn wait(copies: &dyn TableCopies, reference: &str) -> Result<(), BackupError> {
    for _ in 0..PAUSES {
        match copies.state(reference).await? {
            CopyState::Ready => return Ok(()),
            CopyState::Failed { reason } => return Err(BackupError::Refused(reason)),
            CopyState::Making => tokio::time::sleep(PAUSE).await,
        }
    }
    Err(BackupError::Unavailable("it is not made after an hour".to_owned()))
}

async fn prove(copies: &dyn TableCopies, name: &str, to: DateTime<Utc>, expected: Tally) -> Result<Walk, NotRestored> {
    let mut walk = Walk::default();
    while !invariants::walk(copies, name, to, &mut walk, PAGES).await? {}
    compare(&mut walk, expected);
    sound(walk)
}

/// Whether the table holds what its files say.
pub(super) fn compare(walk: &mut Walk, expected: Tally) {
    let found = walk.tally;
    if found.items != expected.items {
        let reason = format!("expected {}, found {}", expected.items, found.items);
        invariants::note(walk, "items", "the whole table", reason);
    } else if found.digest != expected.digest {
        invariants::note(
            walk,
            "content",
            "the whole table",
            "an item says something else than its backup",
        );
    }
}

/// Proves a table of which no backup tells, such as one recovered by DynamoDB itself: every record and invariant.
///
/// # Errors
/// [`NotRestored`].
pub async fn prove_table(copies: &dyn TableCopies, name: &str, at: DateTime<Utc>) -> Result<Walk, NotRestored> {
    let mut walk = Walk::default();
    while !invariants::walk(copies, name, at, &mut walk, PAGES).await? {}
    sound(walk)
}

fn sound(walk: Walk) -> Result<Walk, NotRestored> {
    if walk.found > 0 {
        return Err(NotRestored::Differs {
            differences: walk.differences,
            found: walk.found,
        });
    }
    Ok(walk)
}

/// Takes away where the backups and drills of the old table were: nothing that is made of the new one can build on those.
///
/// # Errors
/// [`BackupError`].
pub async fn begin_anew(copies: &dyn TableCopies, name: &str) -> Result<(), BackupError> {
    let states = [keys::backup_state(), keys::drill_state()];
    let gone = states.iter().map(|key| Change::Delete(image::key_image(key)));
    copies.write(name, gone.collect()).await
}

/// Runs the steps that come before a restored table is opened, over a system on that table.
///
/// # Errors
/// [`NotRestored::Step`].
pub async fn prepare(app: &App, steps: &[RestoreStep]) -> Result<(), NotRestored> {
    for step in steps {
        let done = (step.run)(app).await;
        done.map_err(|failure| NotRestored::Step {
            step: step.name,
            failure,
        })?;
    }
    Ok(())
}
