//! Files as those who asked for them see them.

use api::auth::permissions::ReadFinances;
use api::{Caller, Instant};
use application::access::Permission;
use application::exports::{Export, ExportLink, Onlooker};
use booking_rules::ids::{ExportId, ShopId};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A file of a business's records.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportView {
    #[schema(value_type = String)]
    id: ExportId,
    #[schema(example = "ledger")]
    what: &'static str,
    #[schema(example = "csv")]
    format: &'static str,
    /// First and last day, both included.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// Those it is of; absent if it is of all.
    #[schema(value_type = Option<Vec<String>>)]
    shop_ids: Option<Vec<ShopId>>,
    /// `queued`, `building`, `ready`, `failed` or `expired`.
    #[schema(example = "building")]
    status: &'static str,
    /// Why it failed.
    reason: Option<String>,
    /// Rows written so far.
    rows: u64,
    /// Bytes of the file once it is ready, of its parts until then.
    bytes: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// When it was ready, or ended otherwise.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Instant>,
    /// When it is deleted.
    #[schema(value_type = Option<String>, format = DateTime)]
    kept_until: Option<Instant>,
    /// Where to fetch it, when it is ready.
    link: Option<LinkView>,
}

/// Gives the file to whoever holds it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    url: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Instant,
}

impl ExportView {
    pub(crate) fn with_link(self, link: Option<ExportLink>) -> Self {
        Self {
            link: link.map(|link| LinkView {
                url: link.url,
                expires_at: link.expires_at.into(),
            }),
            ..self
        }
    }
}

impl From<Export> for ExportView {
    fn from(export: Export) -> Self {
        let request = export.request;
        Self {
            id: export.id,
            what: request.what.as_str(),
            format: request.format.as_str(),
            from: request.from,
            to: request.to,
            shop_ids: request.shops,
            status: export.status.as_str(),
            reason: export.reason,
            rows: export.progress.rows,
            bytes: export.progress.bytes,
            created_at: export.created_at.into(),
            ended_at: export.ended_at.map(Into::into),
            kept_until: export.kept_until.map(Into::into),
            link: None,
        }
    }
}

/// Who asks, and what of people they may be handed.
pub(crate) fn onlooker(caller: &Caller<ReadFinances>) -> Onlooker {
    Onlooker {
        reach: caller.reach(),
        sees_customers: caller.identity().may(Permission::ManageCustomerRecords),
    }
}
