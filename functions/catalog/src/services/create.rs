//! `POST /api/v1/services`: adds a service to the price list.

use api::auth::permissions::ManageCatalog;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{
    Answer, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, MoneyIn, ReminderInput, author, reminders,
};
use application::Failure;
use application::catalog::{self, NewService};
use axum::extract::State;
use booking_rules::ids::{CategoryId, ShopId};
use booking_rules::ledger::VatRate;
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

/// A service to offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceInput {
    #[schema(required, value_type = String, example = "Manicure hybrydowy")]
    name: Option<String>,
    description: Option<String>,
    category_id: Option<String>,
    #[schema(required, value_type = i64, minimum = 1, maximum = 1440, example = 60)]
    duration_minutes: Option<i64>,
    /// In the currency of the business.
    #[schema(required, value_type = MoneyIn)]
    price: Option<MoneyIn>,
    #[schema(minimum = 0, maximum = 1440)]
    buffer_before_minutes: Option<i64>,
    #[schema(minimum = 0, maximum = 1440)]
    buffer_after_minutes: Option<i64>,
    /// Persons that one staff member serves at a time; 1 unless said.
    #[schema(minimum = 1, maximum = 500)]
    capacity: Option<i64>,
    /// Where it is offered; absent is in every shop of the business, later ones included.
    shop_ids: Option<Vec<String>>,
    /// When its customers are reminded; absent is as the business has it, an empty list is never.
    #[schema(max_items = 5)]
    reminders: Option<Vec<ReminderInput>>,
    /// What is used up each time one person is served, in the currency of the business.
    material_cost: Option<MoneyIn>,
    /// The tax the price includes: per cent, `exempt` or `not_subject`; absent is the standard rate of the country.
    #[schema(example = "8")]
    vat_rate: Option<String>,
}

impl ServiceInput {
    fn parse(self) -> Result<NewService, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let description = fields.parse_optional("description", self.description, |text| Notes::parse(&text));
        let category = fields.parse_optional("category_id", self.category_id, |id| id.parse::<CategoryId>());
        let duration = fields.parse("duration_minutes", self.duration_minutes, Minutes::duration);
        let price = price(self.price, &mut fields);
        let before = self.buffer_before_minutes.unwrap_or(0);
        let before = fields.check("buffer_before_minutes", Minutes::buffer(before));
        let after = self.buffer_after_minutes.unwrap_or(0);
        let after = fields.check("buffer_after_minutes", Minutes::buffer(after));
        let capacity = fields.check("capacity", within(self.capacity.unwrap_or(1), CAPACITIES));
        let shops = match self.shop_ids {
            None => Some(None),
            Some(ids) => fields.parse_each("shop_ids", ids, |id| id.parse::<ShopId>()).map(Some),
        };
        let reminders = match self.reminders {
            None => Some(None),
            Some(given) => reminders::read("reminders", given, &mut fields).map(Some),
        };
        let cost = match self.material_cost {
            None => Some(None),
            Some(sent) => sent.parse("material_cost", &mut fields).map(Some),
        };
        let vat_rate = fields.parse_optional("vat_rate", self.vat_rate, |text| VatRate::parse(&text));
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
        Ok(NewService {
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

fn price(sent: Option<MoneyIn>, fields: &mut Fields) -> Option<Money> {
    let sent = fields.require("price", sent)?;
    sent.parse("price", fields)
}

#[utoipa::path(
    post,
    path = "/api/v1/services",
    operation_id = "services-create",
    tag = "catalog",
    summary = "Offer a service",
    params(Idempotency),
    request_body = ServiceInput,
    responses((status = 201, description = "The service.", body = Success<ServiceView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageCatalog>,
    context: RequestContext,
    key: Idempotency,
    body: Body<ServiceInput>,
) -> Result<Answer<ServiceView>, ApiError> {
    let new = body.value.parse()?;
    let once = key.once(caller.identity(), "services-create", body.fingerprint);
    let author = author(caller.identity(), &context);
    let created = catalog::create_service(&state.app, caller.business(), new, &author, once.as_ref()).await?;
    let location = format!("/api/v1/services/{}", created.record.id);
    Ok(Created(ServiceView::with_cost(created.record))
        .with_version(created.version)
        .with_location(location))
}
