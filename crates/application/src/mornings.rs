//! Every shop's morning: the day's plan to those who serve, and what happened the day before to those who run it.
//!
//! A morning is due between two runs when seven o'clock of the shop's own wall lies between them, so a run that was
//! missed is made up for by the next and one that is repeated finds nothing. Letters have names that follow from shop,
//! day and reader: a run that broke off half-way changes nothing that it did before.

mod digest;
mod plan;

use booking_rules::booking::Booking;
use booking_rules::catalog::Shop;
use booking_rules::ids::{LetterId, ShopId};
use booking_rules::time::{Reading, Span, WallTime, Zone};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures::future::join_all;
use store::{AgendaQuery, Catalogue, Commit, CommitError, Letter, Membership, Versioned, Watermark, keys};

use crate::announcements::name_of;
use crate::app::App;
use crate::failure::Failure;

/// The name of the job, in its watermarks.
pub const JOB: &str = "daily-digest";
/// Where the first run of all begins: whoever set the system up in the afternoon still finds this morning.
const FIRST: TimeDelta = TimeDelta::days(1);
/// Mornings further back are not made up for: whoever looks at a week-old summary looks at the report.
const LONGEST: TimeDelta = TimeDelta::days(7);
/// Shops looked after at once.
const AT_ONCE: usize = 8;
/// Bookings of one shop on one day that are read.
const MOST_BOOKINGS: usize = 2_000;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Greeted {
    /// Mornings that had come since the last run.
    pub mornings: usize,
    /// Letters written that were not there yet.
    pub letters: usize,
}

/// Writes the letters of every morning that came since the last run.
///
/// # Errors
/// An outage, after everything else was done; its shard is done again by the next run.
pub async fn greet(app: &App) -> Result<Greeted, Failure> {
    let mut greeted = Greeted::default();
    let mut failed = None;
    for shard in 0..keys::DUE_SHARDS {
        match greet_shard(app, shard).await {
            Ok(done) => {
                greeted.mornings += done.mornings;
                greeted.letters += done.letters;
            }
            Err(failure) => failed = failed.or(Some(failure)),
        }
    }
    failed.map_or(Ok(greeted), Err)
}

async fn greet_shard(app: &App, shard: u8) -> Result<Greeted, Failure> {
    let (now, job) = (app.now(), format!("{JOB}#{shard}"));
    let mark = app.store.watermark(&job).await?;
    let since = since(mark.as_ref().map(|mark| mark.record.done_until), now);
    let mut greeted = Greeted::default();
    let mut after = None;
    loop {
        let (shops, next) = app.store.shops_of_shard(shard, after).await?;
        let due: Vec<(&Shop, Vec<NaiveDate>)> = shops
            .iter()
            .map(|shop| (shop, mornings(shop.time_zone, since, now)))
            .filter(|(_, dates)| !dates.is_empty())
            .collect();
        for some in due.chunks(AT_ONCE) {
            let done = join_all(some.iter().map(|(shop, dates)| greet_shop(app, shop.id, dates))).await;
            for (outcome, (shop, dates)) in done.into_iter().zip(some) {
                match outcome {
                    Ok(letters) => {
                        greeted.mornings += dates.len();
                        greeted.letters += letters;
                    }
                    // A damaged record would stop everybody's mornings for ever; an outage passes.
                    Err(failure @ Failure::Unavailable(_)) => return Err(failure),
                    Err(failure) => tracing::error!(shop.id = %shop.id, ?failure, "a morning passed over"),
                }
            }
        }
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    advance(app, job, mark, now).await?;
    Ok(greeted)
}

/// From when on mornings are looked for. A clock that was set back looks a day back; what was written stays written once.
fn since(done_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    match done_until {
        Some(done) if done <= now => done.max(now - LONGEST),
        _ => now - FIRST,
    }
}

/// The local dates whose morning came after `since` and by `now`.
pub(crate) fn mornings(zone: Zone, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<NaiveDate> {
    let (first, last) = (zone.local_date(since), zone.local_date(now));
    let dates = first.iter_days().take_while(|date| *date <= last);
    dates
        .filter(|date| {
            let morning = zone.resolve(*date, seven(), Reading::Opening);
            since < morning && morning <= now
        })
        .collect()
}

/// Before most shops open, and not so early that a telephone wakes anybody.
fn seven() -> WallTime {
    WallTime::new(7 * 60).unwrap_or(WallTime::MIDNIGHT)
}

async fn greet_shop(app: &App, shop: ShopId, dates: &[NaiveDate]) -> Result<usize, Failure> {
    let catalogue = app.catalogue(shop.business()).await?;
    let Some(shop) = catalogue.shop(shop) else {
        return Ok(0);
    };
    let members = app.store.members(shop.id.business()).await?;
    let members: Vec<Membership> = members.into_iter().map(|member| member.record).collect();
    let today = shop.time_zone.local_date(app.now());
    let mut letters = Vec::new();
    for date in dates {
        let morning = Morning {
            app,
            catalogue: &catalogue,
            members: &members,
            shop,
            date: *date,
            bookings: bookings(app, shop, *date).await?,
        };
        letters.extend(digest::letters(&morning).await?);
        // Yesterday's plan is of no use to anybody.
        if *date == today {
            letters.extend(plan::letters(&morning).await?);
        }
    }
    let written = join_all(letters.iter().map(|letter| app.store.write_once(letter))).await;
    let mut new = 0;
    for was_written in written {
        new += usize::from(was_written?);
    }
    Ok(new)
}

/// What both kinds of letter are made of.
struct Morning<'a> {
    app: &'a App,
    catalogue: &'a Catalogue,
    members: &'a [Membership],
    shop: &'a Shop,
    date: NaiveDate,
    /// Those of the day that begins, in order of time.
    bookings: Vec<Booking>,
}

impl Morning<'_> {
    fn day(&self) -> Span {
        self.shop.time_zone.day_span(self.date)
    }

    fn day_before(&self) -> Span {
        let before = self.date.checked_sub_days(Days::new(1)).unwrap_or(self.date);
        self.shop.time_zone.day_span(before)
    }

    /// The letter's own name, the same whenever the morning is looked after.
    fn named(&self, letter: Letter, reader: &str) -> Letter {
        let (shop, date) = (self.shop.id.to_string(), self.date.to_string());
        let name = name_of(self.day().start(), &[&shop, &date, reader, &letter.kind]);
        Letter {
            id: LetterId::new(name),
            ..letter
        }
    }
}

async fn bookings(app: &App, shop: &Shop, date: NaiveDate) -> Result<Vec<Booking>, Failure> {
    let day = shop.time_zone.day_span(date);
    let query = AgendaQuery {
        business: shop.id.business(),
        from: day.start(),
        to: day.end(),
        limit: MOST_BOOKINGS,
        after: None,
    };
    let found = app
        .store
        .agenda(query, |booking| booking.shop == shop.id && booking.status.holds_time())
        .await?;
    Ok(found.bookings.into_iter().map(|found| found.record).collect())
}

/// Another run may have been quicker; its word stands.
async fn advance(
    app: &App,
    job: String,
    mark: Option<Versioned<Watermark>>,
    done_until: DateTime<Utc>,
) -> Result<(), Failure> {
    if mark.as_ref().is_some_and(|mark| mark.record.done_until == done_until) {
        return Ok(());
    }
    let mut commit = Commit::new();
    commit.replace(&Watermark { job, done_until }, mark.map(|mark| mark.version))?;
    match app.store.commit(&commit).await {
        Ok(()) | Err(CommitError::Moved(_)) => Ok(()),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn found(zone: &str, since: &str, now: &str) -> Vec<String> {
        let dates = mornings(Zone::parse(zone).unwrap(), at(since), at(now));
        dates.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_morning_belongs_to_exactly_one_run_on_days_of_any_length() {
        for (zone, seven) in [
            ("Europe/Warsaw", "2027-03-27T06:00:00Z"),
            ("Europe/Warsaw", "2027-03-28T05:00:00Z"),
            ("Europe/Warsaw", "2027-10-31T06:00:00Z"),
            ("Asia/Riyadh", "2027-03-28T04:00:00Z"),
            ("Australia/Lord_Howe", "2027-04-03T20:30:00Z"),
        ] {
            let seven = at(seven);
            let quarter = TimeDelta::minutes(15);
            let zone = Zone::parse(zone).unwrap();
            let runs = (-200..200).map(|n| mornings(zone, seven + quarter * (n - 1), seven + quarter * n).len());
            let hours = 400.0 / 4.0 / 24.0;
            let sum: usize = runs.sum();
            assert!((sum as f64 - hours).abs() <= 1.0, "{}: {sum}", zone.name());
            assert_eq!(mornings(zone, seven - quarter, seven).len(), 1, "{}", zone.name());
            assert_eq!(mornings(zone, seven, seven + quarter).len(), 0, "{}", zone.name());
        }
    }

    #[test]
    fn runs_that_were_missed_are_made_up_for() {
        let missed = found("Europe/Warsaw", "2027-03-26T12:00:00Z", "2027-03-29T05:00:00Z");
        assert_eq!(missed, ["2027-03-27", "2027-03-28", "2027-03-29"]);
        assert!(found("Europe/Warsaw", "2027-03-29T05:00:00Z", "2027-03-29T05:15:00Z").is_empty());
    }

    #[test]
    fn a_clock_that_was_set_back_and_a_long_silence_are_bounded() {
        let now = at("2027-03-29T05:00:00Z");
        assert_eq!(since(None, now), now - FIRST);
        assert_eq!(since(Some(now + TimeDelta::days(40)), now), now - FIRST);
        assert_eq!(since(Some(now - TimeDelta::days(40)), now), now - LONGEST);
        assert_eq!(since(Some(now), now), now);
    }
}
