//! `GET /api/v1/shops/{shop_id}/reports/files`: the reports that were written by themselves.

use api::auth::permissions::ReadFinances;
use api::pagination::{Cursor, Limit};
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Caller, Fields, Page, Params, PathId};
use application::access::Permission;
use application::report_jobs::{ReportKind, ReportName, list};
use axum::extract::State;
use booking_rules::ids::ShopId;
use booking_rules::values::Invalid;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::files::ReportFileView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Which reports to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FilesParams {
    /// `daily`, `monthly` or `quarterly`; absent is all, kind by kind.
    pub kind: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    pub cursor: Option<Cursor>,
}

/// Links are given by `reports-show-file` alone.
#[utoipa::path(
    get,
    path = "/api/v1/shops/{shop_id}/reports/files",
    operation_id = "reports-list-files",
    tag = "reports",
    summary = "List the reports that came by themselves",
    params(("shop_id" = String, Path), FilesParams),
    responses((status = 200, description = "The newest of each kind first.", body = Success<Vec<ReportFileView>>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ReadFinances>,
    PathId(shop): PathId<ShopId>,
    Params(params): Params<FilesParams>,
) -> Result<Page<ReportFileView>, ApiError> {
    let shop = caller.shop(shop)?;
    caller.allow(caller.reach().covers_everybody(), Permission::ReadFinances)?;
    let mut fields = Fields::new();
    let kind = fields.parse_optional("kind", params.kind, |text| {
        ReportKind::parse(&text).ok_or(Invalid::new("invalid_choice"))
    });
    let after = fields.parse_optional("cursor", params.cursor, |cursor| name(&cursor));
    let (kind, after) = fields.finish((kind, after))?;
    let limit = usize::from(params.limit.get());
    let found = list(&state.app, shop, kind, after, limit).await?;
    let last = found.records.last().filter(|_| found.more);
    let next = last.map(|file| format!("{}-{}", file.kind, file.period).into());
    Ok(Page(found.records.into_iter().map(Into::into).collect(), next))
}

fn name(cursor: &Cursor) -> Result<ReportName, Invalid> {
    let name: String = cursor.key()?;
    name.parse().map_err(|()| Invalid::new("invalid_cursor"))
}
