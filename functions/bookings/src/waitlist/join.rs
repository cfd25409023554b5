//! `waitlist-join`: a customer waits for itself, a guest with name and contact, the shop for anybody.

use api::context::RequestContext;
use api::schema::{PublicRefusals, Success};
use api::{Answer, ApiError, ApiState, Body, Created, Fields, Idempotency, Visitor};
use application::failure::Failure;
use application::waitlist::{NewWait, Shown, join};
use axum::extract::State;
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::time::WallTime;
use booking_rules::waitlist::{DayRange, DayWindow, Waited};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::WaitlistEntryView;
use crate::customer::{Booker, CustomerIn, home_country, persons};

/// What somebody waits for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitIn {
    #[schema(value_type = String)]
    pub shop_id: ShopId,
    #[schema(value_type = String)]
    pub service_id: ServiceId,
    /// Absent means whoever is free.
    #[schema(value_type = Option<String>)]
    pub staff_id: Option<StaffId>,
    /// First local day of the shop on which a visit would do.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last such day; at most 31 days in all.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    pub window: Option<WindowIn>,
    /// How many come together; 1 unless said.
    #[schema(minimum = 1, maximum = 500)]
    pub persons: Option<u16>,
    pub customer: Option<WaiterIn>,
}

/// The part of a day in which a visit may start, by the shop's clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowIn {
    #[schema(example = "09:00")]
    pub from: String,
    /// Left out itself.
    #[schema(example = "12:00")]
    pub to: String,
}

/// A customer as a guest or the shop names them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiterIn {
    #[schema(value_type = String, example = "Anna Nowak")]
    pub name: Option<String>,
    /// Guests give both address and number; the shop may know only one.
    #[schema(example = "anna@example.pl")]
    pub email: Option<String>,
    /// International, or national of the business's country.
    #[schema(example = "+48 601 234 567")]
    pub phone: Option<String>,
    /// Language of messages: pl, en or ar; absent means the business's.
    #[schema(example = "pl")]
    pub locale: Option<String>,
}

impl From<WaiterIn> for CustomerIn {
    fn from(given: WaiterIn) -> Self {
        Self {
            name: given.name,
            email: given.email,
            phone: given.phone,
            locale: given.locale,
            consents: Vec::new(),
        }
    }
}

impl WindowIn {
    fn parse(given: Option<Self>, fields: &mut Fields) -> Option<Option<DayWindow>> {
        let Some(given) = given else { return Some(None) };
        let from = fields.check("window.from", WallTime::parse(&given.from));
        let to = fields.check("window.to", WallTime::parse(&given.to));
        let window = fields.check("window.to", DayWindow::new(from?, to?))?;
        Some(Some(window))
    }
}

pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// Joins a shop's waitlist. Whoever is first in line when a time becomes free is held it for up to half an hour, and told.
#[utoipa::path(
    post,
    path = "/api/v1/waitlist",
    operation_id = "waitlist-join",
    tag = "bookings",
    request_body = WaitIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the same answer")),
    responses((status = 201, body = Success<WaitlistEntryView>), PublicRefusals),
    security((), ("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    Visitor(identity): Visitor,
    context: RequestContext,
    Idempotency(key): Idempotency,
    Body {
        value: input,
        fingerprint,
    }: Body<WaitIn>,
) -> Result<Answer<WaitlistEntryView>, ApiError> {
    let booker = Booker::of(&state, identity, input.shop_id.business()).await?;
    let author = booker.author(&context);
    let business = input.shop_id.business();
    let once = key.map(|key| booker.once("waitlist-join", business, &key, fingerprint));
    let new = parse(&state, &booker, input).await?;
    let joined = join(&state.app, new, &author, once.as_ref()).await?;
    let token = format!("{}.{}", joined.entry.id, joined.secret.0);
    let location = format!("/api/v1/waitlist/{}", joined.entry.id);
    let view = WaitlistEntryView {
        token: Some(token),
        ..WaitlistEntryView::of(&Shown::new(joined.entry))
    };
    Ok(Created(view).with_location(location))
}

async fn parse(state: &ApiState, booker: &Booker, input: WaitIn) -> Result<NewWait, Failure> {
    let customer = input.customer.map(CustomerIn::from);
    let home = home_country(state, customer.as_ref(), input.shop_id).await?;
    let mut fields = Fields::new();
    let customer = booker.customer(&mut fields, customer, home);
    let days = fields.check("to", DayRange::new(input.from, input.to));
    let window = WindowIn::parse(input.window, &mut fields);
    let persons = persons(&mut fields, input.persons);
    let (customer, days, window, persons) = fields.finish((customer, days, window, persons))?;
    Ok(NewWait {
        shop: input.shop_id,
        wish: Waited {
            service: input.service_id,
            staff: input.staff_id,
            persons,
        },
        days,
        window,
        customer,
        by: booker.by.clone(),
    })
}
