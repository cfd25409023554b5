//! Closures of a shop: holidays and closed periods.

use api::{ApiState, Instant};
use booking_rules::ids::{ClosureId, ShopId};
use booking_rules::schedule::Closure;
use booking_rules::values::Name;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod create;
pub mod delete;
pub mod list;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(delete::endpoint())
}

/// A period in which the shop is closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureView {
    #[schema(value_type = String, example = "cls_06j4gcw401d11c0c01mh437100e1fr28t5cy4gnf06")]
    id: ClosureId,
    #[schema(value_type = String)]
    shop_id: ShopId,
    start: Instant,
    end: Instant,
    #[schema(value_type = Option<String>, example = "Majówka")]
    reason: Option<Name>,
}

impl ClosureView {
    pub(crate) fn new(shop_id: ShopId, closure: Closure) -> Self {
        Self {
            id: closure.id,
            shop_id,
            start: closure.span.start().into(),
            end: closure.span.end().into(),
            reason: closure.reason,
        }
    }
}
