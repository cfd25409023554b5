//! Staff: the people who serve, what they perform, when they work and when they are away.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod archive;
pub mod create;
pub mod list;
mod performed;
pub mod schedules;
pub mod set_services;
pub mod show;
pub mod time_off;
pub mod update;
mod views;

pub use performed::{PerformedServiceInput, PerformedServiceView};
pub use views::StaffView;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(archive::endpoint())
        .merge(set_services::endpoint())
        .merge(schedules::router())
        .merge(time_off::router())
}
