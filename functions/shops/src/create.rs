//! `POST /api/v1/shops`: opens a shop.

use api::auth::permissions::ManageShops;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, author};
use application::access::Permission;
use application::shops::{self, NewShop};
use application::{Failure, businesses};
use axum::extract::State;
use booking_rules::policy::BookingPolicy;
use booking_rules::time::Zone;
use booking_rules::values::{Country, Email, Name, Phone};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::address::AddressInput;
use crate::settings::SettingsInput;
use crate::views::ShopView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A shop to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopInput {
    #[schema(required, value_type = String, example = "Malina Mokotów")]
    name: Option<String>,
    /// A name of the tz database.
    #[schema(required, value_type = String, example = "Europe/Warsaw")]
    time_zone: Option<String>,
    address: Option<AddressInput>,
    /// International, or national of the business's country.
    #[schema(example = "+48221234567")]
    phone: Option<String>,
    #[schema(example = "mokotow@malina.example")]
    email: Option<String>,
    settings: Option<SettingsInput>,
}

impl ShopInput {
    fn parse(self, home: Option<Country>) -> Result<NewShop, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse("name", self.name, |text| Name::parse(&text));
        let time_zone = fields.parse("time_zone", self.time_zone, |name| Zone::parse(&name));
        let address = match self.address {
            None => Some(None),
            Some(address) => address.parse(&mut fields).map(Some),
        };
        let phone = fields.parse_optional("phone", self.phone, |text| Phone::parse(&text, home));
        let email = fields.parse_optional("email", self.email, |text| Email::parse(&text));
        let settings = self.settings.unwrap_or_default().parse("settings.", &mut fields);
        let (name, time_zone, address, phone, email, settings) =
            fields.finish((name, time_zone, address, phone, email, settings))?;
        Ok(NewShop {
            name,
            time_zone,
            address,
            phone,
            email,
            policy: settings.apply(BookingPolicy::default()),
        })
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/shops",
    operation_id = "shops-create",
    tag = "shops",
    summary = "Open a shop",
    params(Idempotency),
    request_body = ShopInput,
    responses((status = 201, description = "The shop.", body = Success<ShopView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageShops>,
    context: RequestContext,
    key: Idempotency,
    body: Body<ShopInput>,
) -> Result<Answer<ShopView>, ApiError> {
    let business = caller.business();
    caller.allow(caller.reach().all_shops().is_ok(), Permission::ManageShops)?;
    let home = businesses::home_country(&state.app, business, body.value.phone.as_deref()).await?;
    let new = body.value.parse(home)?;
    let once = key.once(caller.identity(), "shops-create", body.fingerprint);
    let author = author(caller.identity(), &context);
    let opened = shops::create(&state.app, &caller.reach(), new, &author, once.as_ref()).await?;
    let location = format!("/api/v1/shops/{}", opened.record.id);
    Ok(Created(opened.record.into())
        .with_version(opened.version)
        .with_location(location))
}
