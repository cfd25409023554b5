//! Reports that were written by themselves, as those who fetch them see them.

use api::{Instant, MoneyView};
use application::report_jobs::{ReportFile, ReportLink};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// One report of a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFileView {
    #[schema(example = "monthly-2027-03")]
    id: String,
    /// `daily`, `monthly` or `quarterly`.
    #[schema(example = "monthly")]
    kind: String,
    #[schema(example = "2027-03")]
    period: String,
    /// First and last day, both included.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// Gross, of the period.
    revenue: MoneyView,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// When its files are deleted; that there was a report stays known for longer.
    #[schema(value_type = String, format = DateTime)]
    kept_until: Instant,
    files: Vec<FormatView>,
}

/// The report in one format.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormatView {
    /// `csv` or `json`.
    #[schema(example = "csv")]
    format: String,
    /// `null` of a report from before this was kept.
    bytes: Option<u64>,
    /// Where to fetch it, while it is kept; given by `reports-show-file` alone.
    link: Option<LinkView>,
}

/// Gives the file to whoever holds it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    url: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Instant,
}

impl ReportFileView {
    pub(crate) fn with_links(mut self, links: Vec<ReportLink>) -> Self {
        for (file, link) in self.files.iter_mut().zip(links) {
            file.link = Some(LinkView {
                url: link.url,
                expires_at: link.expires_at.into(),
            });
        }
        self
    }
}

impl From<ReportFile> for ReportFileView {
    fn from(file: ReportFile) -> Self {
        let sizes = file.bytes.iter().copied().map(Some).chain(std::iter::repeat(None));
        let formats = file.objects.iter().zip(sizes).map(|(key, bytes)| FormatView {
            format: key.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned(),
            bytes,
            link: None,
        });
        Self {
            id: format!("{}-{}", file.kind, file.period),
            files: formats.collect(),
            kind: file.kind,
            period: file.period,
            from: file.from,
            to: file.to,
            revenue: file.revenue.into(),
            created_at: file.written_at.into(),
            kept_until: file.kept_until.into(),
        }
    }
}
