//! Who fetches a report: what there is of a shop, and links that soon end.

use core::fmt;
use core::str::FromStr;

use booking_rules::ids::ShopId;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{Commit, Newest, ReportFile};

use super::{Period, ReportKind};
use crate::access::Within;
use crate::app::App;
use crate::author::Author;
use crate::changes::Told;
use crate::exports::LINK_LIFE;
use crate::failure::Failure;
use crate::once::moved;

/// The page of a front end that fetches a report for whoever is signed in; a letter opens nothing by itself.
const PAGE: &str = "/reports/files";

/// Which report of its shop: `daily-2027-03-07`, `monthly-2027-03` or `quarterly-2027-Q1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportName(pub Period);

impl fmt::Display for ReportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.kind().as_str(), self.0.name())
    }
}

impl FromStr for ReportName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, period) = text.split_once('-').ok_or(())?;
        let kind = ReportKind::parse(kind).ok_or(())?;
        Period::parse(kind, period).map(Self).ok_or(())
    }
}

/// Reports of a shop, kind by kind, the newest of each first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(
    app: &App,
    shop: Within<ShopId>,
    kind: Option<ReportKind>,
    after: Option<ReportName>,
    limit: usize,
) -> Result<Newest<ReportFile>, Failure> {
    let kind = kind.map(ReportKind::as_str);
    let after = after.map(|ReportName(period)| (period.kind().as_str(), period.name()));
    let after = after.as_ref().map(|(kind, period)| (*kind, period.as_str()));
    Ok(app.store.report_files(shop.id(), kind, after, limit).await?)
}

/// # Errors
/// [`Failure::NotFound`] for a report that was not written.
pub async fn show(app: &App, shop: Within<ShopId>, name: ReportName) -> Result<ReportFile, Failure> {
    let (kind, period) = (name.0.kind().as_str(), name.0.name());
    let found = app.store.report_file(shop.id(), kind, &period).await?;
    found.map(|found| found.record).ok_or(Failure::NotFound)
}

/// An address that gives one file to whoever holds it.
#[derive(Debug, Clone)]
pub struct ReportLink {
    pub url: String,
    pub expires_at: DateTime<Utc>,
}

/// Hands out a link to each file of a report, in their order, and writes down to whom first; none once the bucket has
/// forgotten them.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn links(app: &App, file: &ReportFile, author: &Author) -> Result<Vec<ReportLink>, Failure> {
    let now = app.now();
    if file.kept_until <= now {
        return Ok(Vec::new());
    }
    let business = file.shop.business();
    let told = Told {
        business,
        kind: "ReportLinkGiven",
        data: json!({
            "business_id": business, "shop_id": file.shop, "kind": file.kind, "period": file.period,
            "from": file.from, "to": file.to,
        }),
        author,
    };
    let mut commit = Commit::new();
    told.add_to(app, &mut commit)?;
    app.store.commit(&commit).await.map_err(moved)?;
    let expires_at = now + TimeDelta::from_std(LINK_LIFE).map_err(Failure::internal)?;
    let mut links = Vec::with_capacity(file.objects.len());
    for key in &file.objects {
        let url = app.objects()?.presigned_get(key, LINK_LIFE).await;
        let url = url.map_err(Failure::unavailable)?;
        links.push(ReportLink { url, expires_at });
    }
    Ok(links)
}

/// Where the reader of a letter fetches the report.
pub(super) fn page(app: &App, file: &ReportFile) -> String {
    let ReportFile { shop, kind, period, .. } = file;
    format!("{}{PAGE}?shop={shop}&file={kind}-{period}", app.links().public_base_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_one_name_which_is_read_back() {
        for name in [
            "daily-2027-03-07",
            "monthly-2027-03",
            "quarterly-2027-Q1",
            "quarterly-2026-Q4",
        ] {
            assert_eq!(name.parse::<ReportName>().unwrap().to_string(), name);
        }
        for bad in [
            "",
            "daily",
            "daily-",
            "daily-2027-3-7",
            "daily-2027-02-29",
            "daily-2027-03",
            "monthly-2027-3",
            "monthly-2027-13",
            "quarterly-2027-Q0",
            "quarterly-2027-Q5",
            "quarterly-2027-Q01",
            "quarterly-2027-Q4294967295",
            "weekly-2027-03",
            "daily-2027-03-07#",
        ] {
            assert!(bad.parse::<ReportName>().is_err(), "{bad}");
        }
    }
}
