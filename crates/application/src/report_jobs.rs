//! The reports that come by themselves: every shop's takings of a day, a month, a quarter, compared with the period before.
//!
//! A report is due at seven o'clock of the shop's own wall on the morning after its period. A run that was missed is made up
//! for by the next; one that is repeated finds what is written and changes nothing. The files hold sums, and nobody's name.

mod announce;
mod fetching;
mod figures;
mod files;
mod period;

use booking_rules::catalog::Shop;
use booking_rules::ids::ShopId;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures::future::join_all;
use store::{Catalogue, Commit, CommitError, Versioned, Watermark, keys};

use crate::app::App;
use crate::failure::Failure;
use crate::mornings::mornings;

pub use fetching::{ReportLink, ReportName, links, list, show};
use figures::Figures;
pub use period::{Period, ReportKind};
pub use store::ReportFile;

/// Where the first run of all begins: what was before the system was set up is nobody's report.
const FIRST: TimeDelta = TimeDelta::days(1);
/// Shops looked after at once.
const AT_ONCE: usize = 4;
/// How long the files are kept, as the bucket is told to (infra/data.yaml).
pub const FILES_KEPT: TimeDelta = TimeDelta::days(7);

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reported {
    /// Reports that had become due since the last run.
    pub due: usize,
    /// Reports written that were not there yet; a shop without money facts has none.
    pub written: usize,
    /// Letters and entries of lists that were not there yet.
    pub announced: usize,
}

/// Writes every report of a kind that became due since the last run.
///
/// # Errors
/// An outage, after everything else was done; what is not written is written by the next run.
pub async fn report(app: &App, kind: ReportKind) -> Result<Reported, Failure> {
    let (now, job) = (app.now(), format!("report-{}", kind.as_str()));
    let mark = app.store.watermark(&job).await?;
    let since = since(kind, mark.as_ref().map(|mark| mark.record.done_until), now);
    let mut reported = Reported::default();
    if is_possible(kind, since, now) {
        let mut failed = None;
        for shard in 0..keys::DUE_SHARDS {
            let done = report_shard(app, kind, shard, since, now, &mut reported).await;
            failed = failed.or(done.err());
        }
        if let Some(failure) = failed {
            return Err(failure);
        }
    }
    advance(app, job, mark, now).await?;
    Ok(reported)
}

/// From when on reports are looked for. A clock that was set back looks a day back; what was written stays written once.
fn since(kind: ReportKind, done_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    match done_until {
        Some(done) if done <= now => done.max(now - kind.made_up_for()),
        _ => now - FIRST,
    }
}

/// Whether anywhere on earth a morning of this kind can have come: most runs of months and quarters end here.
fn is_possible(kind: ReportKind, since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let day = TimeDelta::days(1);
    let (first, last) = ((since - day).date_naive(), (now + day).date_naive());
    let mut dates = first.iter_days().take_while(|date| *date <= last);
    dates.any(|date| Period::due_on(kind, date).is_some())
}

/// The periods whose report became due in a shop.
fn due(kind: ReportKind, shop: &Shop, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Period> {
    let dates: Vec<NaiveDate> = mornings(shop.time_zone, since, now);
    dates
        .into_iter()
        .filter_map(|date| Period::due_on(kind, date))
        .collect()
}

async fn report_shard(
    app: &App,
    kind: ReportKind,
    shard: u8,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    reported: &mut Reported,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let (shops, next) = app.store.shops_of_shard(shard, after).await?;
        let due: Vec<(ShopId, Vec<Period>)> = shops
            .iter()
            .map(|shop| (shop.id, due(kind, shop, since, now)))
            .filter(|(_, periods)| !periods.is_empty())
            .collect();
        for some in due.chunks(AT_ONCE) {
            let done = join_all(some.iter().map(|(shop, periods)| report_shop(app, *shop, periods))).await;
            for (outcome, (shop, periods)) in done.into_iter().zip(some) {
                reported.due += periods.len();
                match outcome {
                    Ok(done) => {
                        reported.written += done.written;
                        reported.announced += done.announced;
                    }
                    // A damaged record would stop everybody's reports for ever; an outage passes.
                    Err(failure @ Failure::Unavailable(_)) => return Err(failure),
                    Err(failure) => tracing::error!(shop.id = %shop, ?failure, "a report passed over"),
                }
            }
        }
        match next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn report_shop(app: &App, shop: ShopId, periods: &[Period]) -> Result<Reported, Failure> {
    let mut reported = Reported::default();
    let catalogue = app.catalogue(shop.business()).await?;
    let Some(shop) = catalogue.shop(shop) else {
        return Ok(reported);
    };
    for period in periods {
        let name = period.name();
        let kind = period.kind().as_str();
        if app.store.report_file(shop.id, kind, &name).await?.is_some() {
            continue;
        }
        let report = Report::read(app, &catalogue, shop, *period).await?;
        if report.is_blank() {
            continue;
        }
        let file = files::write(app, &report).await?;
        reported.announced += announce::announce(app, &report, &file).await?;
        // Last, so that a run which broke off is made good as a whole.
        reported.written += usize::from(app.store.write_once(&file).await?);
    }
    Ok(reported)
}

/// A shop's period and the one before.
struct Report<'a> {
    catalogue: &'a Catalogue,
    shop: &'a Shop,
    period: Period,
    now: Figures,
    before: Figures,
}

impl<'a> Report<'a> {
    async fn read(app: &App, catalogue: &'a Catalogue, shop: &'a Shop, period: Period) -> Result<Self, Failure> {
        let currency = catalogue.business.record.currency;
        let (now, before) = figures::read(app, shop, currency, period).await?;
        Ok(Self {
            catalogue,
            shop,
            period,
            now,
            before,
        })
    }

    /// A shop that keeps no books has no report; of its bookings the digest tells.
    fn is_blank(&self) -> bool {
        self.now.entries == 0 && self.before.entries == 0
    }

    /// Where a report's file stands, but for its ending.
    fn object(&self) -> String {
        let (business, shop) = (self.shop.id.business(), self.shop.id);
        let (kind, name) = (self.period.kind().as_str(), self.period.name());
        format!("exports/{business}/reports/{kind}/{shop}/{name}")
    }

    fn file(&self, app: &App) -> ReportFile {
        ReportFile {
            shop: self.shop.id,
            kind: self.period.kind().as_str().to_owned(),
            period: self.period.name(),
            from: self.period.first(),
            to: self.period.last(),
            objects: vec![format!("{}.csv", self.object()), format!("{}.json", self.object())],
            bytes: Vec::new(),
            revenue: self.now.revenue(),
            written_at: app.now(),
            kept_until: app.now() + FILES_KEPT,
        }
    }
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
    use booking_rules::time::Zone;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn seven_by_the_wall_is_when_a_report_is_due_in_every_zone_and_on_change_days() {
        for (zone, kind, seven, period) in [
            ("Europe/Warsaw", ReportKind::Daily, "2027-03-28T05:00:00Z", "2027-03-27"),
            ("Europe/Warsaw", ReportKind::Daily, "2027-03-29T05:00:00Z", "2027-03-28"),
            ("Europe/Warsaw", ReportKind::Monthly, "2027-04-01T05:00:00Z", "2027-03"),
            ("Europe/Warsaw", ReportKind::Monthly, "2027-11-01T06:00:00Z", "2027-10"),
            (
                "Europe/Warsaw",
                ReportKind::Quarterly,
                "2027-01-01T06:00:00Z",
                "2026-Q4",
            ),
            ("Europe/London", ReportKind::Daily, "2027-10-31T07:00:00Z", "2027-10-30"),
            ("Asia/Riyadh", ReportKind::Quarterly, "2027-04-01T04:00:00Z", "2027-Q1"),
            (
                "Australia/Lord_Howe",
                ReportKind::Daily,
                "2027-04-03T20:30:00Z",
                "2027-04-03",
            ),
            (
                "Australia/Lord_Howe",
                ReportKind::Monthly,
                "2027-09-30T20:30:00Z",
                "2027-09",
            ),
            (
                "Pacific/Kiritimati",
                ReportKind::Monthly,
                "2027-02-28T17:00:00Z",
                "2027-02",
            ),
            (
                "Pacific/Pago_Pago",
                ReportKind::Monthly,
                "2027-03-01T18:00:00Z",
                "2027-02",
            ),
        ] {
            let (seven, second) = (at(seven), TimeDelta::seconds(1));
            let found = |since, until| {
                assert!(is_possible(kind, since, until), "{zone}");
                let dates = mornings(Zone::parse(zone).unwrap(), since, until);
                let periods = dates.into_iter().filter_map(|date| Period::due_on(kind, date));
                periods.map(|period| period.name()).collect::<Vec<_>>()
            };
            assert_eq!(found(seven - second, seven), [period], "{zone}");
            assert!(found(seven - second * 2, seven - second).is_empty(), "{zone}");
            assert!(found(seven, seven + second).is_empty(), "{zone}");
        }
    }

    #[test]
    fn runs_in_the_middle_of_a_month_look_at_no_shop() {
        let (since, now) = (at("2027-03-08T09:00:00Z"), at("2027-03-08T10:00:00Z"));
        assert!(is_possible(ReportKind::Daily, since, now));
        assert!(!is_possible(ReportKind::Monthly, since, now));
        assert!(!is_possible(
            ReportKind::Quarterly,
            at("2027-03-01T00:00:00Z"),
            at("2027-03-02T00:00:00Z")
        ));
    }

    #[test]
    fn what_was_missed_is_made_up_for_within_bounds() {
        let now = at("2027-06-15T09:00:00Z");
        let long_ago = Some(now - TimeDelta::days(300));
        assert_eq!(since(ReportKind::Daily, long_ago, now), now - TimeDelta::days(7));
        let months = since(ReportKind::Monthly, long_ago, now);
        let dates = mornings(Zone::UTC, months, now);
        let due: Vec<_> = dates
            .iter()
            .filter_map(|date| Period::due_on(ReportKind::Monthly, *date))
            .collect();
        assert_eq!(due.len(), 3);
        assert_eq!(since(ReportKind::Daily, None, now), now - FIRST);
        assert_eq!(
            since(ReportKind::Daily, Some(now + FIRST), now),
            now - FIRST,
            "a clock that was set back"
        );
    }
}
