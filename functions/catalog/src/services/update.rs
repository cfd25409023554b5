//! `PATCH /api/v1/services/{service_id}`: changes a service for bookings made from now on.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{
    Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, MoneyIn, Ok200, Patch, PathId, ReminderInput, author,
    reminders,
};
use application::{Failure, catalog};
use axum::extract::State;
use booking_rules::catalog::Service;
use booking_rules::ids::{CategoryId, ServiceId, ShopId};
use booking_rules::ledger::VatRate;
use booking_rules::notices::Reminder;
use booking_rules::values::{Minutes, Money, Name, Notes};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{CAPACITIES, ServiceView};

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a service; `null` clears description, category, the choice of shops, the reminders, the cost of
/// material and the tax rate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServicePatch {
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    description: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    category_id: Patch<String>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 1440)]
    duration_minutes: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = MoneyIn, required = false)]
    price: Patch<MoneyIn>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 1440)]
    buffer_before_minutes: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 1440)]
    buffer_after_minutes: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 500)]
    capacity: Patch<i64>,
    /// `null` is every shop of the business.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    shop_ids: Patch<Vec<String>>,
    /// `null` is as the business has it; an empty list is never.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ReminderInput>>, max_items = 5)]
    reminders: Patch<Vec<ReminderInput>>,
    #[serde(default)]
    #[schema(value_type = Option<MoneyIn>)]
    material_cost: Patch<MoneyIn>,
    /// `null` is the standard rate of the country.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "8")]
    vat_rate: Patch<String>,
}

/// The parts that change.
#[derive(Clone)]
struct ServiceChange {
    name: Option<Name>,
    description: Option<Option<Notes>>,
    category: Option<Option<CategoryId>>,
    duration: Option<Minutes>,
    price: Option<Money>,
    buffer_before: Option<Minutes>,
    buffer_after: Option<Minutes>,
    capacity: Option<u16>,
    shops: Option<Option<Vec<ShopId>>>,
    reminders: Option<Option<Vec<Reminder>>>,
    material_cost: Option<Option<Money>>,
    vat_rate: Option<Option<VatRate>>,
}

impl ServicePatch {
    fn parse(self) -> Result<ServiceChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let description = fields.parse_clearable("description", self.description, |text| Notes::parse(&text));
        let category = fields.parse_clearable("category_id", self.category_id, |id| id.parse::<CategoryId>());
        let duration = fields.parse_change("duration_minutes", self.duration_minutes, Minutes::duration);
        let price = price(self.price, &mut fields);
        let before = fields.parse_change("buffer_before_minutes", self.buffer_before_minutes, Minutes::buffer);
        let after = fields.parse_change("buffer_after_minutes", self.buffer_after_minutes, Minutes::buffer);
        let capacity = fields.parse_change("capacity", self.capacity, |n| within(n, CAPACITIES));
        let shops = shops(self.shop_ids, &mut fields);
        let reminders = reminders_of(self.reminders, &mut fields);
        let cost = cost(self.material_cost, &mut fields);
        let vat_rate = fields.parse_clearable("vat_rate", self.vat_rate, |text| VatRate::parse(&text));
        let read = (
            name,
            description,
            category,
            duration,
            price,
            before,
            after,
            capacity,
            shops,
            reminders.zip(cost),
            vat_rate,
        );
        let (
            name,
            description,
            category,
            duration,
            price,
            buffer_before,
            buffer_after,
            capacity,
            shops,
            (reminders, material_cost),
            vat_rate,
        ) = fields.finish(read)?;
        Ok(ServiceChange {
            name,
            description,
            category,
            duration,
            price,
            buffer_before,
            buffer_after,
            capacity,
            shops,
            reminders,
            material_cost,
            vat_rate,
        })
    }
}

fn price(patch: Patch<MoneyIn>, fields: &mut Fields) -> Option<Option<Money>> {
    match patch.into_change() {
        None => Some(None),
        Some(sent) => {
            let sent = fields.require("price", sent)?;
            sent.parse("price", fields).map(Some)
        }
    }
}

fn cost(patch: Patch<MoneyIn>, fields: &mut Fields) -> Option<Option<Option<Money>>> {
    match patch {
        Patch::Absent => Some(None),
        Patch::Null => Some(Some(None)),
        Patch::Value(sent) => Some(Some(Some(sent.parse("material_cost", fields)?))),
    }
}

fn shops(patch: Patch<Vec<String>>, fields: &mut Fields) -> Option<Option<Option<Vec<ShopId>>>> {
    match patch {
        Patch::Absent => Some(None),
        Patch::Null => Some(Some(None)),
        Patch::Value(ids) => {
            let ids = fields.parse_each("shop_ids", ids, |id| id.parse::<ShopId>())?;
            Some(Some(Some(ids)))
        }
    }
}

fn reminders_of(patch: Patch<Vec<ReminderInput>>, fields: &mut Fields) -> Option<Option<Option<Vec<Reminder>>>> {
    match patch {
        Patch::Absent => Some(None),
        Patch::Null => Some(Some(None)),
        Patch::Value(given) => Some(Some(Some(reminders::read("reminders", given, fields)?))),
    }
}

impl ServiceChange {
    fn apply(self, service: Service) -> Service {
        Service {
            name: self.name.unwrap_or(service.name),
            description: self.description.unwrap_or(service.description),
            category: self.category.unwrap_or(service.category),
            duration: self.duration.unwrap_or(service.duration),
            price: self.price.unwrap_or(service.price),
            buffer_before: self.buffer_before.unwrap_or(service.buffer_before),
            buffer_after: self.buffer_after.unwrap_or(service.buffer_after),
            capacity: self.capacity.unwrap_or(service.capacity),
            shops: self.shops.unwrap_or(service.shops),
            reminders: self.reminders.unwrap_or(service.reminders),
            material_cost: self.material_cost.unwrap_or(service.material_cost),
            vat_rate: self.vat_rate.unwrap_or(service.vat_rate),
            ..service
        }
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/services/{service_id}",
    operation_id = "services-update",
    tag = "catalog",
    summary = "Change a service",
    description = "Bookings already made keep their time and price.",
    params(("service_id" = String, Path), IfMatch),
    request_body = ServicePatch,
    responses((status = 200, description = "The service.", body = Success<ServiceView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    PathId(id): PathId<ServiceId>,
    IfMatch(expected): IfMatch,
    body: Body<ServicePatch>,
) -> Result<Answer<ServiceView>, ApiError> {
    let id = caller.own(id)?;
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = catalog::update_service(
        &state.app,
        id,
        |service| change.clone().apply(service),
        expected,
        &author,
    )
    .await?;
    Ok(Ok200(ServiceView::with_cost(changed.record)).with_version(changed.version))
}
