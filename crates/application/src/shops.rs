//! Shops and their settings.

use booking_rules::catalog::{Address, Shop};
use booking_rules::ids::ShopId;
use booking_rules::policy::BookingPolicy;
use booking_rules::time::Zone;
use booking_rules::values::{Email, Name, Phone};
use serde_json::json;
use store::Versioned;

use crate::access::{Reach, Within};
use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, create as create_record, expect_version, replace};
use crate::failure::Failure;
use crate::once::Once;
use crate::retry;

/// A shop to open.
#[derive(Debug, Clone)]
pub struct NewShop {
    pub name: Name,
    pub time_zone: Zone,
    pub address: Option<Address>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub policy: BookingPolicy,
}

/// # Errors
/// [`Failure::NotFound`] when the business does not exist, [`Failure::Forbidden`] to whoever runs only some of its shops.
pub async fn create(
    app: &App,
    reach: &Reach,
    new: NewShop,
    author: &Author,
    once: Option<&Once>,
) -> Result<Versioned<Shop>, Failure> {
    let business = reach.all_shops()?;
    app.store.business(business).await?.ok_or(Failure::NotFound)?;
    let NewShop {
        name,
        time_zone,
        address,
        phone,
        email,
        policy,
    } = new;
    let id: ShopId = app.new_id(business);
    let created_at = app.now();
    let shop = Shop {
        id,
        name,
        time_zone,
        address,
        phone,
        email,
        policy,
        closures: Vec::new(),
        created_at,
    };
    create_record(
        app,
        shop,
        Told {
            business,
            kind: "ShopCreated",
            data: json!({ "shop_id": id }),
            author,
        },
        once,
    )
    .await
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show(app: &App, id: ShopId) -> Result<Versioned<Shop>, Failure> {
    app.store.shop(id).await?.ok_or(Failure::NotFound)
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show_settings(app: &App, id: Within<ShopId>) -> Result<Versioned<Shop>, Failure> {
    show(app, id.id()).await
}

/// The shops of a business that are within reach, by name.
///
/// # Errors
/// [`Failure::NotFound`] when the business does not exist.
pub async fn list(app: &App, reach: &Reach) -> Result<Vec<Versioned<Shop>>, Failure> {
    let mut shops = app.catalogue(reach.business()).await?.shops;
    shops.retain(|s| reach.covers_shop(s.record.id));
    shops.sort_by(|a, b| a.record.name.cmp(&b.record.name));
    Ok(shops)
}

/// What may change about a shop. The outer `Option` is "leave it", the inner one "clear it".
#[derive(Debug, Clone, Default)]
pub struct ShopChange {
    pub name: Option<Name>,
    pub time_zone: Option<Zone>,
    pub address: Option<Option<Address>>,
    pub phone: Option<Option<Phone>>,
    pub email: Option<Option<Email>>,
}

/// # Errors
/// [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    id: Within<ShopId>,
    change: ShopChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Shop>, Failure> {
    let id = id.id();
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, id).await?, expected)?;
        let shop = Shop {
            name: change.name.clone().unwrap_or(record.name),
            time_zone: change.time_zone.unwrap_or(record.time_zone),
            address: change.address.clone().unwrap_or(record.address),
            phone: change.phone.clone().unwrap_or(record.phone),
            email: change.email.clone().unwrap_or(record.email),
            ..record
        };
        let told = Told {
            business: id.business(),
            kind: "ShopUpdated",
            data: json!({ "shop_id": id }),
            author,
        };
        replace(app, shop, version, told).await
    })
    .await
}

/// Puts other settings in force for bookings made from now on; those made keep their time.
///
/// # Errors
/// As [`update`].
pub async fn update_settings(
    app: &App,
    id: Within<ShopId>,
    change: impl Fn(BookingPolicy) -> BookingPolicy,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Shop>, Failure> {
    let id = id.id();
    retry::unless_stale(app, expected, || async {
        let Versioned { mut record, version } = expect_version(show(app, id).await?, expected)?;
        record.policy = change(record.policy);
        let told = Told {
            business: id.business(),
            kind: "ShopSettingsUpdated",
            data: json!({ "shop_id": id }),
            author,
        };
        replace(app, record, version, told).await
    })
    .await
}
