//! `GET /api/v1/platform/backups`: the backups that were made, newest first.

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

/// Which backups to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BackupsParams {
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

/// A backup.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackupView {
    /// What it is restored by.
    #[schema(example = "20270308T090000000Z-full")]
    id: String,
    /// `full` or `incremental`.
    kind: &'static str,
    /// `under_way`, `done` or `failed`.
    status: &'static str,
    /// Of an incremental one: what changed from then on is in it.
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Instant>,
    /// The instant whose state it restores.
    #[schema(value_type = String, format = DateTime)]
    to: Instant,
    /// The backup that an incremental one builds on.
    previous: Option<String>,
    items: u64,
    files: u64,
    #[schema(value_type = String, format = DateTime)]
    started_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Instant>,
    /// Why it failed.
    reason: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/platform/backups",
    operation_id = "backups-list",
    tag = "platform",
    summary = "The backups of the last thirty days",
    description = "For those who run the platform.",
    params(BackupsParams),
    responses((status = 200, description = "Newest first.", body = Success<Vec<BackupView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    _: AccountCaller<AdministerPlatform>,
    Params(params): Params<BackupsParams>,
) -> Result<Page<BackupView>, ApiError> {
    let mut fields = Fields::new();
    let before = fields.check_optional("cursor", params.cursor.as_ref().map(Cursor::key::<String>));
    let before = fields.finish(before)?;
    let found = backups::list(&state.app, before.as_deref(), usize::from(params.limit.get())).await?;
    let next = found.records.last().filter(|_| found.more).map(|last| json!(last.id));
    let views = found.records.into_iter().map(|backup| BackupView {
        id: backup.id,
        kind: backup.kind.as_str(),
        status: backup.status.as_str(),
        from: backup.from.map(Into::into),
        to: backup.to.into(),
        previous: backup.previous,
        items: backup.items,
        files: backup.files,
        started_at: backup.started_at.into(),
        finished_at: backup.finished_at.map(Into::into),
        reason: backup.reason,
    });
    Ok(Page(views.collect(), next))
}
