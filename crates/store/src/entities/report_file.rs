//! Reports that were written by themselves, as whoever fetches them finds them.

use booking_rules::ids::ShopId;
use booking_rules::values::Money;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// Longer than any report is made up for, so that none is announced twice.
const REMEMBERED: TimeDelta = TimeDelta::days(400);

/// One report of one shop: written once, and the mark that it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFile {
    pub shop: ShopId,
    /// `daily`, `monthly` or `quarterly`.
    pub kind: String,
    /// `2027-03-07`, `2027-03` or `2027-Q1`.
    pub period: String,
    /// The first day of the period, and the last.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Keys of its objects: CSV, then JSON.
    pub objects: Vec<String>,
    /// How long each is; of those written before it was kept, nothing is known.
    #[serde(default)]
    pub bytes: Vec<u64>,
    /// Gross, of the period.
    pub revenue: Money,
    pub written_at: DateTime<Utc>,
    /// When the bucket forgets the objects.
    pub kept_until: DateTime<Utc>,
}

impl Entity for ReportFile {
    const TYPE: &'static str = "report_file";
    fn key(&self) -> Key {
        keys::report_file(self.shop, &self.kind, &self.period)
    }
    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.written_at.checked_add_signed(REMEMBERED)
    }
}
