//! The worker's turn at a file: claim it, go on from where it stands, leave it so that anybody can go on.
//!
//! What is in the object store and what the record says always fit: a part counts when the record names it, and one that was
//! written without that is written again under its number, with the same bytes.

use std::time::{Duration, Instant};

use chrono::{DateTime, Days, TimeDelta, Utc};
use documents::separated;
use providers::object_store::{ObjectStoreError, Part};
use store::{
    Commit, CommitError, Export, ExportClaim, ExportFormat, ExportPart, ExportPlace, ExportProgress, ExportStatus,
    ExportWhat, Versioned,
};

use super::lines::{Lines, Trouble, separator};
use super::names::Names;
use super::records::{self, Records, passes};
use super::sheets::Sheets;
use super::vat::VatSummary;
use super::{ExportOrder, FIRST_LOOK, JOB, KEPT_DAYS, columns, object, told};
use crate::app::App;
use crate::author::Author;
use crate::deliveries::Again;
use crate::failure::Failure;

/// Longer than a worker's function may take: whoever has it for so long is not alive.
const LEASE: TimeDelta = TimeDelta::minutes(11);
/// Claims without progress before the file is begun anew, and before it is given up.
const BEGIN_ANEW: u32 = 4;
const GIVE_UP: u32 = 8;
/// A part of the file: above the 5 MiB that the object store asks for, and all of it in memory.
const PART_BYTES: usize = 8 * 1024 * 1024;
/// How long a worker goes on in one turn; its function has ten minutes.
const TURN: Duration = Duration::from_secs(7 * 60);

/// How much one turn does.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// When it ends.
    pub until: Instant,
    /// Pages of records it reads at most.
    pub pages: usize,
    /// Bytes after which a part is written; the object store wants 5 MiB and more.
    pub part_bytes: usize,
}

impl Slice {
    /// What the time of a function allows.
    #[must_use]
    pub fn of_a_function() -> Self {
        Self {
            until: Instant::now() + TURN,
            pages: usize::MAX,
            part_bytes: PART_BYTES,
        }
    }

    fn is_used_up(&self, pages: usize) -> bool {
        pages >= self.pages || Instant::now() >= self.until
    }
}

/// What became of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attended {
    Built,
    /// Left for another turn, which is ordered.
    Continued,
    Failed,
    /// Its days were over, and it is deleted.
    Expired,
    /// There was nothing to do.
    Nothing,
}

/// Whether a worker has it that may be alive.
pub(super) fn is_alive(export: &Export, now: DateTime<Utc>) -> bool {
    export.claim.as_ref().is_some_and(|claim| claim.until > now)
}

/// Does what there is to do for a file. Repeating it changes nothing.
///
/// # Errors
/// [`Again`] after a passing failure, or while another worker has it: the message must not be lost with that worker.
pub async fn attend(app: &App, order: &ExportOrder, slice: Slice) -> Result<Attended, Again> {
    let Some(found) = app.store.export(order.export).await? else {
        return Ok(Attended::Nothing);
    };
    let now = app.now();
    match found.record.status {
        ExportStatus::Ready if found.record.kept_until.is_some_and(|until| until <= now) => expire(app, found).await,
        ExportStatus::Queued | ExportStatus::Building if is_alive(&found.record, now) => {
            Err(Again("another worker has it".to_owned()))
        }
        ExportStatus::Queued | ExportStatus::Building => {
            let mut turn = Turn::claim(app, found).await?;
            let outcome = turn.build(slice).await;
            turn.end(outcome).await
        }
        _ => Ok(Attended::Nothing),
    }
}

async fn expire(app: &App, found: Versioned<Export>) -> Result<Attended, Again> {
    let Versioned { record, version } = found;
    objects(app)?.delete(&object::key(&record)).await?;
    let expired = Export {
        status: ExportStatus::Expired,
        look_at: None,
        ended_at: Some(app.now()),
        ..record
    };
    let mut commit = Commit::new();
    commit.replace(&expired, Some(version))?;
    told("ExportExpired", &expired, &Author::job(JOB)).add_to(app, &mut commit)?;
    written(app.store.commit(&commit).await)?;
    Ok(Attended::Expired)
}

fn objects(app: &App) -> Result<&dyn providers::object_store::ObjectStore, Again> {
    app.objects().map_err(Again::from)
}

/// A record that moved is in somebody else's hands.
fn written(outcome: Result<(), CommitError>) -> Result<(), Again> {
    outcome.map_err(|error| match error {
        CommitError::Moved(_) => Again("somebody else went on with it".to_owned()),
        CommitError::Store(error) => error.into(),
    })
}

/// What building came to, when nothing was in the way.
enum Outcome {
    Finished,
    Left,
}

/// A worker's turn at one file.
struct Turn<'a> {
    app: &'a App,
    export: Export,
    version: u64,
}

impl<'a> Turn<'a> {
    async fn claim(app: &'a App, found: Versioned<Export>) -> Result<Self, Again> {
        let Versioned { record, version } = found;
        let tries = record.tries.saturating_add(1);
        let mut turn = Self {
            app,
            export: Export {
                status: ExportStatus::Building,
                tries,
                ..record
            },
            version,
        };
        turn.save().await?;
        if tries == BEGIN_ANEW {
            turn.drop_parts().await;
            turn.export.progress = ExportProgress::begun(&turn.export.request);
            turn.save().await?;
        }
        Ok(turn)
    }

    /// Writes the record, with the claim held on to.
    async fn save(&mut self) -> Result<(), Again> {
        let now = self.app.now();
        let by = match &self.export.claim {
            Some(claim) if self.export.status == ExportStatus::Building && claim.until > now => claim.by.clone(),
            _ => self.app.new_uuid().to_string(),
        };
        self.export.claim = now.checked_add_signed(LEASE).map(|until| ExportClaim { by, until });
        self.export.look_at = now.checked_add_signed(FIRST_LOOK);
        written(self.app.store.replace(&self.export, self.version).await)?;
        self.version += 1;
        Ok(())
    }

    async fn build(&mut self, slice: Slice) -> Result<Outcome, Trouble> {
        if self.export.progress.joins {
            return self.join().await;
        }
        let business = self.export.business();
        let catalogue = self.app.store.catalogue(business, true).await?;
        let names = Names::of(catalogue.ok_or(Trouble::Final("business_missing"))?);
        match (self.export.request.what, self.export.request.format) {
            (ExportWhat::VatSummary, _) => self.sums(&names, slice).await,
            (_, ExportFormat::Xlsx) => self.spreadsheet(&names).await,
            _ => self.lines(&names, slice).await,
        }
    }

    /// Line by line, from where the record says.
    async fn lines(&mut self, names: &Names, slice: Slice) -> Result<Outcome, Trouble> {
        let export = self.export.clone();
        let lines = Lines::of(self.app, &export, names)?;
        let mut buffer = self.rest().await?;
        let mut progress = self.export.progress.clone();
        if buffer.is_empty()
            && progress.parts.is_empty()
            && progress.place == ExportProgress::begun(&export.request).place
        {
            lines.head(&mut buffer)?;
        }
        let mut pages = 0;
        loop {
            let (found, next) = records::read(self.app, &export, &progress.place).await?;
            pages += 1;
            let pass = progress.place.pass;
            progress.rows += lines.write(&mut buffer, pass, &found, &mut progress.totals).await?;
            let next = match next {
                Some(next) => next,
                None => {
                    lines.end(&mut buffer, pass, &progress.totals)?;
                    if pass + 1 >= passes(export.request.what) {
                        break;
                    }
                    ExportPlace {
                        pass: pass + 1,
                        ..ExportProgress::begun(&export.request).place
                    }
                }
            };
            progress.place = next;
            if buffer.len() >= slice.part_bytes {
                self.put_part(&mut progress, std::mem::take(&mut buffer)).await?;
                self.checkpoint(&progress).await?;
            }
            if slice.is_used_up(pages) {
                self.leave(&mut progress, buffer).await?;
                return Ok(Outcome::Left);
            }
        }
        self.finish_lines(progress, buffer).await
    }

    async fn finish_lines(&mut self, mut progress: ExportProgress, buffer: Vec<u8>) -> Result<Outcome, Trouble> {
        if progress.parts.is_empty() {
            progress.bytes = buffer.len() as u64;
            self.put(buffer).await?;
            self.export.progress = progress;
            return Ok(Outcome::Finished);
        }
        if !buffer.is_empty() {
            self.put_part(&mut progress, buffer).await?;
        }
        progress.joins = true;
        self.checkpoint(&progress).await?;
        self.join().await
    }

    /// Makes the object of its parts. Whoever comes second finds it made.
    async fn join(&mut self) -> Result<Outcome, Trouble> {
        let key = object::key(&self.export);
        let progress = &self.export.progress;
        let upload = progress.upload.clone().ok_or(Trouble::Final("upload_missing"))?;
        let part = |part: &ExportPart| Part {
            number: part.number,
            tag: part.tag.clone(),
        };
        let parts = progress.parts.iter().map(part).collect();
        let store = self.objects()?;
        if let Err(error) = store.join_parts(&key, &upload, parts).await {
            let listed = store.list(&key).await?;
            let is_there = listed.iter().any(|o| o.key == key && o.bytes == progress.bytes);
            if !is_there {
                return Err(error.into());
            }
        }
        Ok(Outcome::Finished)
    }

    /// All rows at once: a spreadsheet cannot be left off.
    async fn spreadsheet(&mut self, names: &Names) -> Result<Outcome, Trouble> {
        let export = self.export.clone();
        let mut sheets = Sheets::of(&export, names)?;
        let mut rows = 0;
        let mut place = Some(ExportProgress::begun(&export.request).place);
        while let Some(at) = place {
            let (found, next) = records::read(self.app, &export, &at).await?;
            rows += sheets.write(&found)?;
            place = next;
        }
        self.whole(rows, sheets.finish()?).await
    }

    /// Few rows of many entries: between turns the sums so far wait where other files leave the rest of a part.
    async fn sums(&mut self, names: &Names, slice: Slice) -> Result<Outcome, Trouble> {
        let export = self.export.clone();
        let mut sums = VatSummary::read(&self.rest().await?)?;
        let mut progress = self.export.progress.clone();
        let mut pages = 0;
        loop {
            let (found, next) = records::read(self.app, &export, &progress.place).await?;
            pages += 1;
            add(&mut sums, &found);
            let Some(next) = next else { break };
            progress.place = next;
            if slice.is_used_up(pages) {
                self.leave(&mut progress, sums.write()?).await?;
                return Ok(Outcome::Left);
            }
        }
        if export.request.format == ExportFormat::Xlsx {
            let mut sheets = Sheets::of(&export, names)?;
            let rows = sheets.write_sums(&sums)?;
            return self.whole(rows, sheets.finish()?).await;
        }
        let mut bytes = Vec::new();
        let separator = separator(&export);
        separated::head(
            &mut bytes,
            separator,
            export.request.mark,
            &columns::names(export.request.what),
        )?;
        let rows = sums.rows(names);
        for (_, cells) in &rows {
            separated::row(&mut bytes, separator, cells)?;
        }
        self.whole(rows.len() as u64, bytes).await
    }

    async fn whole(&mut self, rows: u64, bytes: Vec<u8>) -> Result<Outcome, Trouble> {
        self.export.progress.rows = rows;
        self.export.progress.bytes = bytes.len() as u64;
        self.put(bytes).await?;
        Ok(Outcome::Finished)
    }

    fn objects(&self) -> Result<&'a dyn providers::object_store::ObjectStore, Trouble> {
        self.app
            .objects()
            .map_err(|failure| Trouble::Passing(format!("{failure:?}")))
    }

    async fn put(&self, bytes: Vec<u8>) -> Result<(), Trouble> {
        let (key, kind) = (object::key(&self.export), object::content_type(&self.export));
        Ok(self.objects()?.put(&key, bytes, kind).await?)
    }

    async fn put_part(&self, progress: &mut ExportProgress, bytes: Vec<u8>) -> Result<(), Trouble> {
        if progress.parts.len() >= object::MOST_PARTS {
            return Err(Trouble::Final("export_too_large"));
        }
        let key = object::key(&self.export);
        let store = self.objects()?;
        let upload = match &progress.upload {
            Some(upload) => upload.clone(),
            None => store.begin_parts(&key, object::content_type(&self.export)).await?,
        };
        let number = i32::try_from(progress.parts.len() + 1).map_err(|_| Trouble::Final("export_too_large"))?;
        let size = bytes.len() as u64;
        let Part { number, tag } = store.put_part(&key, &upload, number, bytes).await?;
        progress.parts.push(ExportPart { number, tag });
        progress.upload = Some(upload);
        progress.bytes += size;
        Ok(())
    }

    /// From here on the file is gone on with from there.
    async fn checkpoint(&mut self, progress: &ExportProgress) -> Result<(), Trouble> {
        let rest = self.export.progress.rest.take();
        self.export.progress = ExportProgress {
            rest: None,
            ..progress.clone()
        };
        self.export.tries = 0;
        self.save().await.map_err(|again| Trouble::Passing(again.0))?;
        self.drop_rest(rest).await;
        Ok(())
    }

    /// What is too little for a part, of the turn before.
    async fn rest(&self) -> Result<Vec<u8>, Trouble> {
        let Some(key) = &self.export.progress.rest else {
            return Ok(Vec::new());
        };
        let found = self.objects()?.get(key).await?;
        found.ok_or_else(|| Trouble::Passing("what the turn before left is gone".to_owned()))
    }

    /// Lays what is too little for a part aside, for the next turn.
    async fn leave(&mut self, progress: &mut ExportProgress, buffer: Vec<u8>) -> Result<(), Trouble> {
        let before = self.export.progress.rest.take();
        progress.rest = None;
        if !buffer.is_empty() {
            let key = object::rest(&self.export);
            self.objects()?.put(&key, buffer, "application/octet-stream").await?;
            progress.rest = Some(key);
        }
        self.export.progress = progress.clone();
        self.export.tries = 0;
        self.save().await.map_err(|again| Trouble::Passing(again.0))?;
        self.drop_rest(before).await;
        Ok(())
    }

    /// What is left behind goes with its time.
    async fn drop_rest(&self, key: Option<String>) {
        let Some(key) = key else { return };
        let dropped = match self.app.objects() {
            Ok(store) => store.delete(&key).await.map_err(|error| error.to_string()),
            Err(failure) => Err(format!("{failure:?}")),
        };
        if let Err(error) = dropped {
            tracing::warn!(error, "what a turn left aside stays until its time is over");
        }
    }

    async fn drop_parts(&self) {
        let Some(upload) = &self.export.progress.upload else {
            return;
        };
        let key = object::key(&self.export);
        if let Ok(store) = self.app.objects()
            && let Err(error) = store.drop_parts(&key, upload).await
        {
            tracing::warn!(%error, "the parts of a file stay until their time is over");
        }
    }

    /// Writes down what came of it.
    async fn end(mut self, outcome: Result<Outcome, Trouble>) -> Result<Attended, Again> {
        match outcome {
            Ok(Outcome::Finished) => self.built().await,
            Ok(Outcome::Left) => {
                self.export.claim = None;
                self.export.turn = self.export.turn.saturating_add(1);
                self.export.look_at = self.app.now().checked_add_signed(FIRST_LOOK);
                written(self.app.store.replace(&self.export, self.version).await)?;
                Ok(Attended::Continued)
            }
            Err(Trouble::Final(reason)) => self.failed(reason).await,
            Err(Trouble::Passing(reason)) if self.export.tries >= GIVE_UP => {
                tracing::error!(export.id = %self.export.id, reason, "a file is given up");
                self.failed("given_up").await
            }
            Err(Trouble::Passing(reason)) => {
                // Nobody has it: the message comes again, and finds it free.
                self.export.claim = None;
                drop(self.app.store.replace(&self.export, self.version).await);
                Err(Again(reason))
            }
        }
    }

    async fn built(mut self) -> Result<Attended, Again> {
        let now = self.app.now();
        let business = self.app.store.business(self.export.business()).await?;
        let days = business
            .and_then(|found| found.record.exports_kept_days)
            .unwrap_or(KEPT_DAYS);
        let rest = self.export.progress.rest.take();
        self.export = Export {
            status: ExportStatus::Ready,
            claim: None,
            look_at: None,
            ended_at: Some(now),
            kept_until: now.checked_add_days(Days::new(days.into())),
            ..self.export
        };
        // Where it stood in the records is nobody's concern any more.
        self.export.progress.place.after = None;
        self.export.progress.parts = Vec::new();
        self.export.progress.upload = None;
        self.told("ExportBuilt").await?;
        self.drop_rest(rest).await;
        Ok(Attended::Built)
    }

    async fn failed(mut self, reason: &str) -> Result<Attended, Again> {
        self.drop_parts().await;
        let rest = self.export.progress.rest.take();
        self.export = Export {
            status: ExportStatus::Failed,
            claim: None,
            look_at: None,
            ended_at: Some(self.app.now()),
            reason: Some(reason.to_owned()),
            ..self.export
        };
        self.export.progress = ExportProgress {
            rows: self.export.progress.rows,
            ..ExportProgress::begun(&self.export.request)
        };
        self.told("ExportFailed").await?;
        self.drop_rest(rest).await;
        Ok(Attended::Failed)
    }

    /// Writes the record, and what happened to it, in one.
    async fn told(&self, kind: &str) -> Result<(), Again> {
        let mut commit = Commit::new();
        commit.replace(&self.export, Some(self.version))?;
        told(kind, &self.export, &Author::job(JOB)).add_to(self.app, &mut commit)?;
        written(self.app.store.commit(&commit).await)
    }
}

fn add(sums: &mut VatSummary, found: &Records) {
    if let Records::Entries(entries) = found {
        for entry in entries {
            sums.add(entry);
        }
    }
}

impl From<Failure> for Again {
    fn from(failure: Failure) -> Self {
        Self(format!("{failure:?}"))
    }
}

impl From<ObjectStoreError> for Again {
    fn from(error: ObjectStoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<ObjectStoreError> for Trouble {
    fn from(error: ObjectStoreError) -> Self {
        Self::Passing(error.to_string())
    }
}
