//! Categories: the headings of the price list.

use api::ApiState;
use booking_rules::catalog::Category;
use booking_rules::ids::CategoryId;
use booking_rules::values::Name;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod archive;
pub mod create;
pub mod list;
pub mod show;
pub mod update;

/// The lowest categories come first in the price list.
const POSITIONS: std::ops::RangeInclusive<i64> = 0..=9999;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(archive::endpoint())
}

/// A heading of the price list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    #[schema(value_type = String, example = "cat_06j4gcw401d11c0c01mh437100e0gr28t5cy4gnf02")]
    id: CategoryId,
    #[schema(value_type = String, example = "Paznokcie")]
    name: Name,
    position: u16,
    archived: bool,
}

impl From<Category> for CategoryView {
    fn from(category: Category) -> Self {
        Self {
            id: category.id,
            name: category.name,
            position: category.position,
            archived: category.archived_at.is_some(),
        }
    }
}
