//! Files that somebody asked to have made of a business's records, and how far each has got.

use booking_rules::ids::{AccountId, BusinessId, ExportId, ShopId};
use booking_rules::ledger::LedgerMonth;
use booking_rules::values::Name;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// How long the record of a file outlives it.
const REMEMBERED: Days = Days::new(90);

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportWhat {
    Ledger,
    Bookings,
    Customers,
    VatSummary,
    /// Invoices as the Polish tax office asks for them.
    JpkFa,
    /// Postings as DATEV's programs read them.
    Datev,
}

impl ExportWhat {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Bookings => "bookings",
            Self::Customers => "customers",
            Self::VatSummary => "vat_summary",
            Self::JpkFa => "jpk_fa",
            Self::Datev => "datev",
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Xlsx,
    Xml,
}

impl ExportFormat {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xml => "xml",
        }
    }
}

/// Where a file is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportStatus {
    Queued,
    Building,
    Ready,
    Failed,
    /// Deleted when its days were over.
    Expired,
}

impl ExportStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Building => "building",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Whether something is still to be done for it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Building)
    }
}

/// What separates the values of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueSeparator {
    #[default]
    Comma,
    Semicolon,
}

/// The chart of accounts that postings are made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChart {
    Skr03,
    Skr04,
}

/// By which numbers the tax adviser knows the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatevClient {
    pub consultant: u32,
    pub client: u32,
    pub chart: AccountChart,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    pub what: ExportWhat,
    pub format: ExportFormat,
    /// Days of the books, both included.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Those alone; all of the business if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shops: Option<Vec<ShopId>>,
    #[serde(default)]
    pub mark: bool,
    #[serde(default)]
    pub separator: ValueSeparator,
    /// The provision by which exempt lines are exempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datev: Option<DatevClient>,
}

/// Which worker has it, and until when it may be taken for alive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportClaim {
    pub by: String,
    pub until: DateTime<Utc>,
}

/// A part of the file that the object store has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPart {
    /// From 1.
    pub number: i32,
    pub tag: String,
}

/// What the rows written so far add up to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportTotals {
    pub documents: u64,
    pub documents_gross: i64,
    pub lines: u64,
    pub lines_net: i64,
}

/// The place in the records from which the file goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPlace {
    /// Which going through the records this is, from 0: some files say things twice.
    pub pass: u8,
    pub month: LedgerMonth,
    /// The sort key after which it goes on; from the beginning if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// How much of the file stands in the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    pub place: ExportPlace,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ExportPart>,
    /// What was too little for a part when a turn ended: its key in the object store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
    /// All parts are there and were about to be joined.
    #[serde(default)]
    pub joins: bool,
    pub rows: u64,
    pub bytes: u64,
    #[serde(default)]
    pub totals: ExportTotals,
}

impl ExportProgress {
    /// Nothing yet.
    #[must_use]
    pub fn begun(request: &ExportRequest) -> Self {
        Self {
            place: ExportPlace {
                pass: 0,
                month: LedgerMonth::of(request.from),
                after: None,
            },
            upload: None,
            parts: Vec::new(),
            rest: None,
            joins: false,
            rows: 0,
            bytes: 0,
            totals: ExportTotals::default(),
        }
    }
}

/// A file that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    pub id: ExportId,
    pub request: ExportRequest,
    pub asked_by: AccountId,
    pub status: ExportStatus,
    /// How often it was given to its queue; it goes there whenever this rises.
    pub turn: u32,
    /// While it is open: when the sweep asks what became of it, for queues and workers can lose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ExportClaim>,
    /// Claims since the last progress.
    #[serde(default)]
    pub tries: u32,
    pub progress: ExportProgress,
    /// Why it failed: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// When the file is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<DateTime<Utc>>,
}

impl Export {
    #[must_use]
    pub fn business(&self) -> BusinessId {
        self.id.business()
    }

    /// When the sweep has to do with it.
    fn due_at(&self) -> Option<DateTime<Utc>> {
        match self.status {
            ExportStatus::Queued | ExportStatus::Building => self.look_at,
            // A file whose deletion was ordered is looked after like one that is made.
            ExportStatus::Ready => self.look_at.or(self.kept_until),
            ExportStatus::Failed | ExportStatus::Expired => None,
        }
    }
}

impl Entity for Export {
    const TYPE: &'static str = "export";

    fn key(&self) -> Key {
        keys::export(self.id)
    }

    fn indexes(&self) -> [Option<Key>; 3] {
        let due = self.due_at().map(|at| Key {
            pk: keys::due_partition(at.date_naive(), keys::shard_of(self.id.own())),
            sk: keys::by_start(at, &self.id.key()),
        });
        [None, None, due]
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        let is_over = matches!(self.status, ExportStatus::Failed | ExportStatus::Expired);
        self.ended_at.filter(|_| is_over)?.checked_add_days(REMEMBERED)
    }
}
