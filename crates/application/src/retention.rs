//! Messages whose time of keeping is over: what was said, and to whom, goes; how many there were stays.
//!
//! Every step is one transaction that deletes some messages and counts them, so that a run may die at any moment, be
//! repeated or meet another: each message is counted once, by whoever deletes it.

use booking_rules::ids::BusinessId;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use store::{Commit, CommitError, Entity, JobRound, Notice, NoticeCounts, OldNotices, Versioned, Watermark, keys};

use crate::app::App;
use crate::failure::Failure;
use crate::notice_settings;

/// The name of the job, in its round and its watermarks.
pub const JOB: &str = "retention";
/// Messages in one transaction, of a hundred writes that it may have.
const AT_A_TIME: usize = 80;
/// Businesses read of the list at a time.
const BUSINESSES: usize = 100;
/// Steps of one run: each is a few requests, and all of them fit into the function's five minutes. What is left is done by
/// the next run, from where this one stopped.
const MOST_STEPS: usize = 3_000;
/// A round begins once a day.
const ROUND: TimeDelta = TimeDelta::hours(20);
/// Tries of a step that meets another run.
const TRIES: usize = 4;
/// Where a business begins of which no watermark tells: nothing is older than the longest time of keeping and a year.
const FURTHEST: Months = Months::new(11 * 12);

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retained {
    pub deleted: usize,
    /// Whether the round is done; if not, the next run goes on.
    pub done: bool,
}

/// Goes on with the round of today, or begins it. Repeating it changes nothing.
///
/// # Errors
/// [`Failure::Unavailable`]; what was done stays done.
pub async fn run(app: &App) -> Result<Retained, Failure> {
    run_at_most(app, MOST_STEPS).await
}

/// As [`run`], with a number of steps of one's own.
///
/// # Errors
/// As [`run`].
pub async fn run_at_most(app: &App, steps: usize) -> Result<Retained, Failure> {
    let now = app.now();
    let mut steps = Steps(steps);
    let mut retained = Retained::default();
    let Some(mut round) = round(app, JOB, now).await? else {
        retained.done = true;
        return Ok(retained);
    };
    while !round.record.is_done() {
        let JobRound { shard, after, .. } = round.record;
        let businesses = app.store.businesses_of_shard(shard, after, BUSINESSES).await?;
        for business in &businesses {
            let (deleted, finished) = retain(app, *business, now, &mut steps).await?;
            retained.deleted += deleted;
            if !finished {
                return Ok(retained);
            }
            round.record.after = Some(*business);
        }
        if businesses.len() < BUSINESSES {
            round.record.shard += 1;
            round.record.after = None;
        }
        // Another run that is further on has written what this one would; there is nothing to add.
        let Some(kept) = keep_round(app, round).await? else {
            return Ok(retained);
        };
        round = kept;
        if steps.is_used_up() && !round.record.is_done() {
            return Ok(retained);
        }
    }
    retained.done = true;
    Ok(retained)
}

struct Steps(usize);

impl Steps {
    fn take(&mut self) -> bool {
        let left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        left
    }

    fn is_used_up(&self) -> bool {
        self.0 == 0
    }
}

/// The round to go on with; `None` when that of today is done. A clock that was set back begins another.
pub(crate) async fn round(app: &App, job: &str, now: DateTime<Utc>) -> Result<Option<Versioned<JobRound>>, Failure> {
    let begun = JobRound {
        job: job.to_owned(),
        begun_at: now,
        shard: 0,
        after: None,
    };
    let Some(found) = app.store.job_round(job).await? else {
        app.store.write_once(&begun).await?;
        return Ok(app.store.job_round(job).await?);
    };
    if !found.record.is_done() {
        return Ok(Some(found));
    }
    let since = now - found.record.begun_at;
    if (TimeDelta::zero()..ROUND).contains(&since) {
        return Ok(None);
    }
    keep_round(
        app,
        Versioned {
            record: begun,
            version: found.version,
        },
    )
    .await
}

pub(crate) async fn keep_round(app: &App, round: Versioned<JobRound>) -> Result<Option<Versioned<JobRound>>, Failure> {
    match app.store.replace(&round.record, round.version).await {
        Ok(()) => Ok(Some(Versioned {
            version: round.version + 1,
            ..round
        })),
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Deletes what a business keeps no longer: how much, and whether all of it.
async fn retain(
    app: &App,
    business: BusinessId,
    now: DateTime<Utc>,
    steps: &mut Steps,
) -> Result<(usize, bool), Failure> {
    if !steps.take() {
        return Ok((0, false));
    }
    let settings = notice_settings::in_force(app, business).await?;
    let Some(until) = now.checked_sub_days(Days::new(settings.retention_days.into())) else {
        return Ok((0, true));
    };
    let job = format!("{JOB}#{}", business.key());
    let mark = app.store.watermark(&job).await?;
    let from = match &mark {
        // Times that were set back bring messages in front of the mark again.
        Some(mark) => mark.record.done_until.min(until),
        None => match app.store.business(business).await? {
            // The clock of a local system may stand before the day on which its business was made.
            Some(found) => found.record.created_at.min(until),
            None => until.checked_sub_months(FURTHEST).unwrap_or(until),
        },
    };
    let mut deleted = 0;
    let mut oldest_left = None;
    for month in months(from.date_naive(), until.date_naive()) {
        let mut next = keys::instant(from);
        while let Some(OldNotices { notices, next: after }) = app
            .store
            .notices_due_between(business, month, &next, until, AT_A_TIME)
            .await?
        {
            if !steps.take() {
                return Ok((deleted, false));
            }
            // What is still under way is somebody else's to end; it is met again.
            let (ended, left): (Vec<_>, Vec<_>) = notices.into_iter().partition(|n| n.record.status.is_final());
            let waits = left.iter().map(|notice| notice.record.due_at).min();
            oldest_left = oldest_left.into_iter().chain(waits).min();
            deleted += count_and_delete(app, business, month, ended).await?;
            next = after;
        }
    }
    advance(app, &job, mark, oldest_left.unwrap_or(until).min(until)).await?;
    Ok((deleted, true))
}

/// One step; how many it deleted. Those that another run deleted first it does not count.
async fn count_and_delete(
    app: &App,
    business: BusinessId,
    month: NaiveDate,
    mut ended: Vec<Versioned<Notice>>,
) -> Result<usize, Failure> {
    for _ in 0..TRIES {
        if ended.is_empty() {
            return Ok(0);
        }
        let found = app.store.notice_counts(business, month).await?;
        let version = found.as_ref().map(|found| found.version);
        let mut counts = found.map_or_else(|| NoticeCounts::none(business, month), |found| found.record);
        let mut commit = Commit::new();
        for Versioned { record, version } in &ended {
            counts.add(record);
            commit.delete(record.key(), *version);
        }
        commit.replace(&counts, version)?;
        match app.store.commit(&commit).await {
            Ok(()) => return Ok(ended.len()),
            Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        let keys: Vec<_> = ended.iter().map(|notice| notice.record.key()).collect();
        let shelf = app.store.shelf(keys.clone()).await?;
        ended.clear();
        for key in &keys {
            ended.extend(
                shelf
                    .get::<Notice>(key)?
                    .filter(|notice| notice.record.status.is_final()),
            );
        }
    }
    Err(store::StoreError::Contention.into())
}

pub(crate) async fn advance(
    app: &App,
    job: &str,
    mark: Option<Versioned<Watermark>>,
    done_until: DateTime<Utc>,
) -> Result<(), Failure> {
    let new = Watermark {
        job: job.to_owned(),
        done_until,
    };
    match mark {
        None => {
            app.store.write_once(&new).await?;
        }
        Some(mark) if mark.record == new => {}
        Some(mark) => match app.store.replace(&new, mark.version).await {
            // Another run wrote its own, which is as good.
            Ok(()) | Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        },
    }
    Ok(())
}

/// First days of the months from that of one date to that of another.
fn months(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = |date: NaiveDate| date.with_day(1).unwrap_or(date);
    let end = first(until);
    std::iter::successors(Some(first(from)), |date| date.checked_add_months(Months::new(1)))
        .take_while(move |date| *date <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_on_across_the_turn_of_a_year() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let found: Vec<_> = months(day(2026, 12, 31), day(2027, 2, 1)).collect();
        assert_eq!(found, [day(2026, 12, 1), day(2027, 1, 1), day(2027, 2, 1)]);
        assert_eq!(months(day(2027, 3, 1), day(2027, 2, 1)).count(), 0);
    }
}
