//! `platform-health`: whether the system answers, and by which zone data.

use api::schema::{PublicRefusals, Success};
use api::{ApiError, ApiState, Ok200, Public};
use axum::extract::State;
use booking_rules::time::tz_database_version;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The system's state.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthView {
    #[schema(example = "ok")]
    pub status: &'static str,
    /// Version of this program.
    pub version: &'static str,
    /// Edition of the IANA time zone database the answers follow.
    #[schema(example = "2025b")]
    pub time_zone_database: &'static str,
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Tells whether the system can read its table.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    operation_id = "platform-health",
    tag = "platform",
    responses((status = 200, body = Success<HealthView>), PublicRefusals)
)]
async fn handle(State(state): State<ApiState>, _: Public) -> Result<Ok200<HealthView>, ApiError> {
    state.app.can_read().await?;
    Ok(Ok200(HealthView {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        time_zone_database: tz_database_version(),
    }))
}
