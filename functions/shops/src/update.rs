//! `PATCH /api/v1/shops/{shop_id}`: changes a shop's name, zone, address or contact.

use api::auth::permissions::ManageShops;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, author};
use application::shops::{self, ShopChange};
use application::{Failure, businesses};
use axum::extract::State;
use booking_rules::catalog::Address;
use booking_rules::ids::ShopId;
use booking_rules::time::Zone;
use booking_rules::values::{Country, Email, Name, Phone};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::address::AddressInput;
use crate::views::ShopView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about a shop; `null` clears address, phone and e-mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopPatch {
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    name: Patch<String>,
    /// Bookings made keep their instants.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Europe/Warsaw")]
    time_zone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<AddressInput>)]
    address: Patch<AddressInput>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Patch<String>,
}

impl ShopPatch {
    fn phone(&self) -> Option<&str> {
        match &self.phone {
            Patch::Value(phone) => Some(phone),
            Patch::Absent | Patch::Null => None,
        }
    }

    fn parse(self, home: Option<Country>) -> Result<ShopChange, Failure> {
        let mut fields = Fields::new();
        let name = fields.parse_change("name", self.name, |text| Name::parse(&text));
        let time_zone = fields.parse_change("time_zone", self.time_zone, |name| Zone::parse(&name));
        let address = address(self.address, &mut fields);
        let phone = fields.parse_clearable("phone", self.phone, |text| Phone::parse(&text, home));
        let email = fields.parse_clearable("email", self.email, |text| Email::parse(&text));
        let (name, time_zone, address, phone, email) = fields.finish((name, time_zone, address, phone, email))?;
        Ok(ShopChange {
            name,
            time_zone,
            address,
            phone,
            email,
        })
    }
}

fn address(patch: Patch<AddressInput>, fields: &mut Fields) -> Option<Option<Option<Address>>> {
    match patch {
        Patch::Absent => Some(None),
        Patch::Null => Some(Some(None)),
        Patch::Value(address) => address.parse(fields).map(|address| Some(Some(address))),
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/shops/{shop_id}",
    operation_id = "shops-update",
    tag = "shops",
    summary = "Change a shop",
    params(("shop_id" = String, Path), IfMatch),
    request_body = ShopPatch,
    responses((status = 200, description = "The shop.", body = Success<ShopView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageShops>,
    context: RequestContext,
    PathId(id): PathId<ShopId>,
    IfMatch(expected): IfMatch,
    body: Body<ShopPatch>,
) -> Result<Answer<ShopView>, ApiError> {
    let id = caller.shop(id)?;
    let home = businesses::home_country(&state.app, caller.business(), body.value.phone()).await?;
    let change = body.value.parse(home)?;
    let author = author(caller.identity(), &context);
    let changed = shops::update(&state.app, id, change, expected, &author).await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
