//! Categories and services.

use booking_rules::catalog::{Category, MAX_LINKS, Service};
use booking_rules::ids::{BusinessId, CategoryId, ServiceId, ShopId};
use booking_rules::ledger::VatRate;
use booking_rules::notices::Reminder;
use booking_rules::values::{Minutes, Money, Name, Notes};
use serde_json::json;
use store::{Catalogue, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, create, expect_version, replace};
use crate::failure::{Failure, FieldFault};
use crate::once::Once;
use crate::retry;

/// # Errors
/// [`Failure::NotFound`] when the business does not exist.
pub async fn create_category(
    app: &App,
    business: BusinessId,
    name: Name,
    position: u16,
    author: &Author,
    once: Option<&Once>,
) -> Result<Versioned<Category>, Failure> {
    app.store.business(business).await?.ok_or(Failure::NotFound)?;
    let id: CategoryId = app.new_id(business);
    let category = Category {
        id,
        name,
        position,
        archived_at: None,
    };
    let told = Told {
        business,
        kind: "CategoryCreated",
        data: json!({ "category_id": id }),
        author,
    };
    create(app, category, told, once).await
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show_category(app: &App, id: CategoryId) -> Result<Versioned<Category>, Failure> {
    app.store.category(id).await?.ok_or(Failure::NotFound)
}

/// Categories in the order of the price list; archived ones only when asked for.
///
/// # Errors
/// [`Failure::NotFound`] when the business does not exist.
pub async fn list_categories(
    app: &App,
    business: BusinessId,
    with_archived: bool,
) -> Result<Vec<Versioned<Category>>, Failure> {
    let mut found = app.catalogue(business).await?.categories;
    found.retain(|c| with_archived || c.record.archived_at.is_none());
    found.sort_by(|a, b| (a.record.position, &a.record.name).cmp(&(b.record.position, &b.record.name)));
    Ok(found)
}

/// # Errors
/// [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn update_category(
    app: &App,
    id: CategoryId,
    name: Option<Name>,
    position: Option<u16>,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Category>, Failure> {
    retry::unless_stale(app, expected, || async {
        let Versioned { mut record, version } = expect_version(show_category(app, id).await?, expected)?;
        record.name = name.clone().unwrap_or(record.name);
        record.position = position.unwrap_or(record.position);
        let told = Told {
            business: id.business(),
            kind: "CategoryUpdated",
            data: json!({ "category_id": id }),
            author,
        };
        replace(app, record, version, told).await
    })
    .await
}

/// Archives the category; its services stay and lose nothing but the heading. Archiving twice changes nothing.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn archive_category(app: &App, id: CategoryId, author: &Author) -> Result<Versioned<Category>, Failure> {
    retry::unless_stale(app, None, || async {
        let found = show_category(app, id).await?;
        if found.record.archived_at.is_some() {
            return Ok(found);
        }
        let told = Told {
            business: id.business(),
            kind: "CategoryArchived",
            data: json!({ "category_id": id }),
            author,
        };
        replace(
            app,
            Category {
                archived_at: Some(app.now()),
                ..found.record
            },
            found.version,
            told,
        )
        .await
    })
    .await
}

/// A service to offer.
#[derive(Debug, Clone)]
pub struct NewService {
    pub name: Name,
    pub description: Option<Notes>,
    pub category: Option<CategoryId>,
    pub duration: Minutes,
    pub price: Money,
    pub buffer_before: Minutes,
    pub buffer_after: Minutes,
    pub capacity: u16,
    pub shops: Option<Vec<ShopId>>,
    pub reminders: Option<Vec<Reminder>>,
    pub material_cost: Option<Money>,
    pub vat_rate: Option<VatRate>,
}

/// # Errors
/// [`Failure::Invalid`] for an unknown category or shop, or a price in another currency than the business's.
pub async fn create_service(
    app: &App,
    business: BusinessId,
    new: NewService,
    author: &Author,
    once: Option<&Once>,
) -> Result<Versioned<Service>, Failure> {
    let catalogue = app.catalogue(business).await?;
    let NewService {
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
    } = new;
    let id: ServiceId = app.new_id(business);
    let service = Service {
        id,
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
        archived_at: None,
    };
    check_links(&service, None, &catalogue)?;
    let told = Told {
        business,
        kind: "ServiceCreated",
        data: json!({ "service_id": id, "price": price }),
        author,
    };
    create(app, service, told, once).await
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show_service(app: &App, id: ServiceId) -> Result<Versioned<Service>, Failure> {
    app.store.service(id).await?.ok_or(Failure::NotFound)
}

/// Services by name; archived ones only when asked for.
///
/// # Errors
/// [`Failure::NotFound`] when the business does not exist, [`Failure::Invalid`] for an unknown shop.
pub async fn list_services(
    app: &App,
    business: BusinessId,
    shop: Option<ShopId>,
    with_archived: bool,
) -> Result<Vec<Versioned<Service>>, Failure> {
    let catalogue = app.catalogue(business).await?;
    if shop.is_some_and(|shop| catalogue.shop(shop).is_none()) {
        return Err(Failure::field("shop_id", "unknown_shop"));
    }
    let mut found = catalogue.services;
    found.retain(|s| with_archived || s.record.archived_at.is_none());
    if let Some(shop) = shop {
        found.retain(|s| s.record.shops.as_ref().is_none_or(|shops| shops.contains(&shop)));
    }
    found.sort_by(|a, b| a.record.name.cmp(&b.record.name));
    Ok(found)
}

/// Changes a service for bookings made from now on; those made keep their time and price.
///
/// # Errors
/// As [`create_service`], [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn update_service(
    app: &App,
    id: ServiceId,
    change: impl Fn(Service) -> Service,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Service>, Failure> {
    retry::unless_stale(app, expected, || async {
        let catalogue = app.catalogue(id.business()).await?;
        let found = catalogue
            .services
            .iter()
            .find(|s| s.record.id == id)
            .cloned()
            .ok_or(Failure::NotFound)?;
        let Versioned { record, version } = expect_version(found, expected)?;
        let kept = record.category;
        let service = change(record);
        check_links(&service, kept, &catalogue)?;
        let data = json!({ "service_id": id, "price": service.price });
        replace(
            app,
            service,
            version,
            Told {
                business: id.business(),
                kind: "ServiceUpdated",
                data,
                author,
            },
        )
        .await
    })
    .await
}

/// Archives the service: it keeps its bookings and takes no new ones. Archiving twice changes nothing.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn archive_service(app: &App, id: ServiceId, author: &Author) -> Result<Versioned<Service>, Failure> {
    retry::unless_stale(app, None, || async {
        let found = show_service(app, id).await?;
        if found.record.archived_at.is_some() {
            return Ok(found);
        }
        let told = Told {
            business: id.business(),
            kind: "ServiceArchived",
            data: json!({ "service_id": id }),
            author,
        };
        replace(
            app,
            Service {
                archived_at: Some(app.now()),
                ..found.record
            },
            found.version,
            told,
        )
        .await
    })
    .await
}

/// `kept` is the category the service has already: it stays good after it was archived.
fn check_links(service: &Service, kept: Option<CategoryId>, catalogue: &Catalogue) -> Result<(), Failure> {
    let mut faults = Vec::new();
    if service.price.currency() != catalogue.business.record.currency {
        faults.push(FieldFault::new("price.currency", "currency_mismatch"));
    }
    let cost = service.material_cost.map(Money::currency);
    if cost.is_some_and(|currency| currency != catalogue.business.record.currency) {
        faults.push(FieldFault::new("material_cost.currency", "currency_mismatch"));
    }
    let country = catalogue.business.record.country;
    if let Some(Err(unknown)) = service.vat_rate.map(|rate| rate.in_country(country)) {
        faults.push(FieldFault::new("vat_rate", unknown.code));
    }
    let chosen = service.category.filter(|c| Some(*c) != kept);
    if chosen.is_some_and(|c| catalogue.category(c).is_none_or(|c| c.archived_at.is_some())) {
        faults.push(FieldFault::new("category_id", "unknown_category"));
    }
    let shops = service.shops.as_deref().unwrap_or_default();
    if shops.len() > MAX_LINKS {
        faults.push(FieldFault::new("shop_ids", "too_many_items"));
    }
    let unknown = shops
        .iter()
        .enumerate()
        .filter(|(_, shop)| catalogue.shop(**shop).is_none());
    faults.extend(unknown.map(|(i, _)| FieldFault::new(format!("shop_ids[{i}]"), "unknown_shop")));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}
