//! The till and the books: money taken, given back and put right; months and their closing.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub mod close_month;
pub mod correct;
mod input;
pub mod list;
pub mod list_months;
pub mod record_sale;
pub mod refund;
pub mod show_tab;
mod views;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(record_sale::endpoint())
        .merge(refund::endpoint())
        .merge(correct::endpoint())
        .merge(list::endpoint())
        .merge(show_tab::endpoint())
        .merge(list_months::endpoint())
        .merge(close_month::endpoint())
}
