//! Reports for those who read the finances of a shop: stable numbers for front ends, each compared with the period before.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod conversion;
mod figures;
mod files;
mod input;
pub mod kpi;
pub mod list_files;
pub mod no_shows;
pub mod retention;
pub mod revenue;
pub mod service_profitability;
pub mod show_file;
pub mod staff_utilisation;
mod views;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(revenue::endpoint())
        .merge(service_profitability::endpoint())
        .merge(staff_utilisation::endpoint())
        .merge(retention::endpoint())
        .merge(no_shows::endpoint())
        .merge(conversion::endpoint())
        .merge(kpi::endpoint())
        .merge(list_files::endpoint())
        .merge(show_file::endpoint())
}
