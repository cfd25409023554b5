//! `restore`: a fresh data folder out of a backup.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use application::backups::{self, NotRestored, RestoreStep, Restored, Walk};
use application::{App, Links};
use runtime::{RandomIds, SystemClock};
use store::Store;
use tokio::sync::watch;

use super::LocalCopies;
use crate::objects;
use crate::table::{Engine, TABLE};

/// The table while it is not yet believed, and once it is, before it takes its name.
const IN_THE_MAKING: &str = "table.restoring.db";
const PROVED: &str = "table.restored.db";
const OPENED: &str = "table.db";

/// Makes the data folder `into` of a backup that lies in `from`, the newest if none is named. The table gets its name, by
/// which a system opens it, last.
///
/// # Errors
/// When the backup is damaged, with the file and the check; when the table is not what the backup says; when a step fails.
pub async fn restore(
    from: &Path,
    backup: Option<&str>,
    into: &Path,
    steps: &[RestoreStep],
) -> anyhow::Result<Restored> {
    let opened = into.join(OPENED);
    ensure!(
        !opened.exists(),
        "{} is there already; restore into a fresh folder",
        opened.display()
    );
    ensure!(from.exists(), "there is no folder {}", from.display());
    std::fs::create_dir_all(into).with_context(|| format!("making the folder {}", into.display()))?;
    sweep(into)?;
    let (stop, stopping) = watch::channel(false);
    let restored = into_place(from, backup, into, steps, stopping).await;
    stop.send_replace(true);
    let swept = sweep(into);
    let restored = restored?;
    swept?;
    Ok(restored)
}

async fn into_place(
    from: &Path,
    backup: Option<&str>,
    into: &Path,
    steps: &[RestoreStep],
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<Restored> {
    let folder = from.join("objects");
    let folder = if folder.is_dir() { folder } else { from.to_owned() };
    let objects = objects::start(&folder, stopping.clone()).await?;
    let backup = match backup {
        Some(backup) => backup.to_owned(),
        None => match backups::newest(&objects).await? {
            Some(newest) => newest,
            None => bail!("there is no backup in {}", folder.display()),
        },
    };
    let (engine, client) = Engine::start(Some(&into.join(IN_THE_MAKING)), stopping).await?;
    let copies = LocalCopies::new(objects.clone()).with_table(TABLE, engine.database());
    let restored = backups::restore(&objects, &copies, &backup, TABLE).await?;
    backups::begin_anew(&copies, TABLE).await.map_err(NotRestored::from)?;
    let links = Links {
        public_base_url: String::new(),
    };
    let app = App::new(
        Store::new(client, TABLE),
        Arc::new(SystemClock),
        Arc::new(RandomIds),
        links,
    )
    .with_objects(Arc::new(objects));
    backups::prepare(&app, steps).await?;
    let proved = into.join(PROVED);
    engine.database().vacuum_into(&proved.to_string_lossy())?;
    std::fs::rename(&proved, into.join(OPENED)).context("giving the table its name")?;
    Ok(restored)
}

/// Removes what an earlier try left, and the table in the making after this one.
fn sweep(into: &Path) -> anyhow::Result<()> {
    for name in [IN_THE_MAKING, PROVED] {
        for rest in ["", "-wal", "-shm"] {
            let path = into.join(format!("{name}{rest}"));
            if path.exists() {
                std::fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Proves a table on AWS and does what comes before it is opened.
///
/// # Errors
/// When an item or an invariant is not as it should be, with the first; when a step fails.
pub async fn prove(table: &str, bucket: &str, steps: &[RestoreStep]) -> anyhow::Result<Walk> {
    let (app, copies) = runtime::over_table(table, bucket).await;
    let walk = backups::prove_table(&copies, table, app.now()).await?;
    backups::begin_anew(&copies, table).await.map_err(NotRestored::from)?;
    backups::prepare(&app, steps).await?;
    Ok(walk)
}
