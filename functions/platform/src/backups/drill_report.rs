//! `GET /api/v1/platform/backups/drills`: what the monthly drills of restoring found, newest first.

use api::auth::permissions::AdministerPlatform;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{AccountCaller, ApiError, ApiState, Fields, Instant, Page, Params};
use application::backups;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which reports to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DrillsParams {
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

/// What a drill found.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrillView {
    #[schema(value_type = String, format = DateTime)]
    begun_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    finished_at: Instant,
    /// The instant whose state was restored; absent when it did not come to that.
    #[schema(value_type = Option<String>, format = DateTime)]
    restored_to: Option<Instant>,
    /// The backups that were restored, the full one first.
    backups: Vec<String>,
    passed: bool,
    /// Items that the files tell of.
    items_expected: i64,
    /// Items that the restored table has.
    items_restored: i64,
    bookings: u64,
    day_books: u64,
    ledger_months: u64,
    seconds: SecondsView,
    /// The first fifty.
    differences: Vec<DifferenceView>,
    /// How many there are.
    found: u64,
}

/// How long each part took.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondsView {
    reading_files: i64,
    making_the_table: i64,
    applying_changes: i64,
    checking: i64,
    all: i64,
}

/// Something that is not as it should be.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceView {
    #[schema(example = "file_checksum")]
    check: String,
    /// The file or the key.
    at: String,
    reason: String,
}

#[utoipa::path(
    get,
    path = "/api/v1/platform/backups/drills",
    operation_id = "backups-drill-report",
    tag = "platform",
    summary = "What the drills of restoring found",
    description = "For those who run the platform. Once a month the newest backup is restored into a scratch table and proved.",
    params(DrillsParams),
    responses((status = 200, description = "Newest first.", body = Success<Vec<DrillView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    _: AccountCaller<AdministerPlatform>,
    Params(params): Params<DrillsParams>,
) -> Result<Page<DrillView>, ApiError> {
    let mut fields = Fields::new();
    let before = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key::<String>));
    let before = fields.finish(before)?;
    let found = backups::drills(&state.app, before.as_deref(), usize::from(params.limit.get())).await?;
    let last = found.records.last().filter(|_| found.more);
    let next = last.map(|last| json!(backups::place(last)));
    let views = found.records.into_iter().map(|report| DrillView {
        begun_at: report.begun_at.into(),
        finished_at: report.finished_at.into(),
        restored_to: report.restored_to.map(Into::into),
        backups: report.chain,
        passed: report.passed,
        items_expected: report.expected.items,
        items_restored: report.restored.items,
        bookings: report.bookings,
        day_books: report.day_books,
        ledger_months: report.ledger_months,
        seconds: SecondsView {
            reading_files: report.times.files,
            making_the_table: report.times.making,
            applying_changes: report.times.changes,
            checking: report.times.walking,
            all: (report.finished_at - report.begun_at).num_seconds().max(0),
        },
        differences: report
            .differences
            .into_iter()
            .map(|found| DifferenceView {
                check: found.check,
                at: found.at,
                reason: found.reason,
            })
            .collect(),
        found: report.found,
    });
    Ok(Page(views.collect(), next))
}
