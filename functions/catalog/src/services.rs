//! Services: what can be booked, for how long and at what price.

use api::{ApiState, MoneyView, ReminderView};
use booking_rules::catalog::Service;
use booking_rules::ids::{CategoryId, ServiceId, ShopId};
use booking_rules::ledger::VatRate;
use booking_rules::values::{Name, Notes};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod archive;
pub mod create;
pub mod list;
pub mod show;
pub mod update;

/// Persons that one staff member can serve at a time.
const CAPACITIES: std::ops::RangeInclusive<i64> = 1..=Service::MAX_CAPACITY as i64;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(create::endpoint())
        .merge(list::endpoint())
        .merge(show::endpoint())
        .merge(update::endpoint())
        .merge(archive::endpoint())
}

/// Something that can be booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceView {
    #[schema(value_type = String, example = "svc_06j4gcw401d11c0c01mh437100e0sr28t5cy4gnf03")]
    id: ServiceId,
    #[schema(value_type = String, example = "Manicure hybrydowy")]
    name: Name,
    #[schema(value_type = Option<String>)]
    description: Option<Notes>,
    #[schema(value_type = Option<String>)]
    category_id: Option<CategoryId>,
    duration_minutes: u32,
    /// For one person; a staff member may have a price of their own.
    price: MoneyView,
    buffer_before_minutes: u32,
    buffer_after_minutes: u32,
    capacity: u16,
    /// Where it is offered; `null` is in every shop of the business.
    #[schema(value_type = Option<Vec<String>>)]
    shop_ids: Option<Vec<ShopId>>,
    /// When its customers are reminded; `null` is as the business has it.
    reminders: Option<Vec<ReminderView>>,
    /// What is used up each time one person is served; only for those who manage the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    material_cost: Option<MoneyView>,
    /// The tax its price includes: per cent, `exempt` or `not_subject`; `null` is the standard rate of the country.
    #[schema(value_type = Option<String>, example = "8")]
    vat_rate: Option<VatRate>,
    /// An archived service keeps its bookings and takes no new ones.
    archived: bool,
}

impl From<Service> for ServiceView {
    fn from(service: Service) -> Self {
        Self {
            id: service.id,
            name: service.name,
            description: service.description,
            category_id: service.category,
            duration_minutes: service.duration.get(),
            price: service.price.into(),
            buffer_before_minutes: service.buffer_before.get(),
            buffer_after_minutes: service.buffer_after.get(),
            capacity: service.capacity,
            shop_ids: service.shops,
            reminders: service
                .reminders
                .map(|own| own.iter().map(ReminderView::from).collect()),
            material_cost: None,
            vat_rate: service.vat_rate,
            archived: service.archived_at.is_some(),
        }
    }
}

impl ServiceView {
    /// The service as those see it who manage the catalogue.
    pub(crate) fn with_cost(service: Service) -> Self {
        let material_cost = service.material_cost.map(Into::into);
        Self {
            material_cost,
            ..service.into()
        }
    }
}
