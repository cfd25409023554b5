use api::Instant;
use booking_rules::catalog::Shop;
use booking_rules::ids::{BusinessId, ShopId};
use booking_rules::policy::Confirmation;
use booking_rules::values::{Email, Name, Phone};
use serde::Serialize;
use utoipa::ToSchema;

use crate::address::AddressInput;
use crate::settings::{HorizonView, SettingsView, horizon_days};

/// A shop as the business sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopView {
    #[schema(value_type = String, example = "shp_06j4gcw401d11c0c01mh437100e08r28t5cy4gnf01")]
    id: ShopId,
    #[schema(value_type = String, example = "biz_06j4gcw401d11c0c")]
    business_id: BusinessId,
    #[schema(value_type = String, example = "Malina Mokotów")]
    name: Name,
    #[schema(example = "Europe/Warsaw")]
    time_zone: &'static str,
    address: Option<AddressInput>,
    #[schema(value_type = Option<String>, example = "+48221234567")]
    phone: Option<Phone>,
    #[schema(value_type = Option<String>, example = "mokotow@malina.example")]
    email: Option<Email>,
    settings: SettingsView,
    created_at: Instant,
}

/// A shop as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicShopView {
    #[schema(value_type = String)]
    id: ShopId,
    #[schema(value_type = String)]
    business_id: BusinessId,
    #[schema(value_type = String)]
    name: Name,
    #[schema(example = "Europe/Warsaw")]
    time_zone: &'static str,
    address: Option<AddressInput>,
    #[schema(value_type = Option<String>)]
    phone: Option<Phone>,
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    settings: PublicSettingsView,
}

/// The settings that concern a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicSettingsView {
    slot_step_minutes: u32,
    min_notice_minutes: u32,
    /// Only of a horizon of `rolling_days`.
    horizon_days: Option<u16>,
    horizon: HorizonView,
    cancel_notice_minutes: u32,
    /// `by_shop` when a booking waits for the shop's consent.
    #[schema(value_type = String, example = "automatic")]
    confirmation: Confirmation,
}

impl From<Shop> for ShopView {
    fn from(shop: Shop) -> Self {
        Self {
            id: shop.id,
            business_id: shop.id.business(),
            name: shop.name,
            time_zone: shop.time_zone.name(),
            address: shop.address.map(Into::into),
            phone: shop.phone,
            email: shop.email,
            settings: shop.policy.into(),
            created_at: shop.created_at.into(),
        }
    }
}

impl From<Shop> for PublicShopView {
    fn from(shop: Shop) -> Self {
        let policy = shop.policy;
        Self {
            id: shop.id,
            business_id: shop.id.business(),
            name: shop.name,
            time_zone: shop.time_zone.name(),
            address: shop.address.map(Into::into),
            phone: shop.phone,
            email: shop.email,
            settings: PublicSettingsView {
                slot_step_minutes: policy.slot_step.get(),
                min_notice_minutes: policy.min_notice.get(),
                horizon_days: horizon_days(policy.horizon),
                horizon: policy.horizon.into(),
                cancel_notice_minutes: policy.cancel_notice.get(),
                confirmation: policy.confirmation,
            },
        }
    }
}
