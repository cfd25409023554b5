//! Staff: the people who serve, and what they perform.

use booking_rules::catalog::{MAX_LINKS, StaffCard, StaffService};
use booking_rules::ids::{BusinessId, ServiceId, ShopId, StaffId};
use booking_rules::values::{Email, Money, Name, Phone};
use serde_json::json;
use store::{Catalogue, Versioned};

use crate::access::{Reach, Within};
use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, create as create_record, expect_version, replace};
use crate::failure::{Failure, FieldFault};
use crate::once::Once;
use crate::retry;

/// Somebody to add to the staff.
#[derive(Debug, Clone)]
pub struct NewStaff {
    pub name: Name,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub services: Vec<StaffService>,
}

/// # Errors
/// [`Failure::Invalid`] for an unknown or repeated service, or a price in another currency than the business's,
/// [`Failure::Forbidden`] to whoever manages only some of the staff.
pub async fn create(
    app: &App,
    reach: &Reach,
    new: NewStaff,
    author: &Author,
    once: Option<&Once>,
) -> Result<Versioned<StaffCard>, Failure> {
    let business = reach.all_staff()?;
    let catalogue = app.catalogue(business).await?;
    check_services(&new.services, &catalogue)?;
    let id: StaffId = app.new_id(business);
    let NewStaff {
        name,
        email,
        phone,
        services,
    } = new;
    let card = StaffCard {
        id,
        name,
        email,
        phone,
        services,
        hourly_cost: None,
        commission_percent: None,
        archived_at: None,
    };
    create_record(
        app,
        card,
        Told {
            business,
            kind: "StaffCreated",
            data: json!({ "staff_id": id }),
            author,
        },
        once,
    )
    .await
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show(app: &App, id: StaffId) -> Result<Versioned<StaffCard>, Failure> {
    app.store.staff_card(id).await?.ok_or(Failure::NotFound)
}

/// Which staff to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct StaffFilter {
    pub service: Option<ServiceId>,
    /// Those who have a schedule in the shop.
    pub shop: Option<ShopId>,
    pub with_archived: bool,
}

/// Staff of a business, by name: all of them for the public, those within reach for one of the `team`.
///
/// # Errors
/// [`Failure::NotFound`] when the business does not exist, [`Failure::Invalid`] for an unknown shop or service.
pub async fn list(
    app: &App,
    business: BusinessId,
    filter: StaffFilter,
    team: Option<&Reach>,
) -> Result<Vec<Versioned<StaffCard>>, Failure> {
    let catalogue = app.catalogue(business).await?;
    let mut faults = Vec::new();
    if filter
        .service
        .is_some_and(|service| catalogue.service(service).is_none())
    {
        faults.push(FieldFault::new("service_id", "unknown_service"));
    }
    if filter.shop.is_some_and(|shop| catalogue.shop(shop).is_none()) {
        faults.push(FieldFault::new("shop_id", "unknown_shop"));
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let mut found = catalogue.staff.clone();
    found.retain(|s| filter.with_archived || s.record.archived_at.is_none());
    if let Some(reach) = team {
        found.retain(|s| reach.covers_staff(s.record.id));
    }
    if let Some(service) = filter.service {
        found.retain(|s| s.record.services.iter().any(|p| p.service == service));
    }
    if let Some(shop) = filter.shop {
        found.retain(|s| catalogue.schedule(s.record.id, shop).is_some());
    }
    found.sort_by(|a, b| a.record.name.cmp(&b.record.name));
    Ok(found)
}

/// What may change about a staff card.
#[derive(Debug, Clone, Default)]
pub struct StaffChange {
    pub name: Option<Name>,
    pub email: Option<Option<Email>>,
    pub phone: Option<Option<Phone>>,
    pub hourly_cost: Option<Option<Money>>,
    pub commission_percent: Option<Option<u8>>,
}

/// # Errors
/// [`Failure::NotFound`], [`Failure::Invalid`] for a cost in another currency than the business's, or [`Failure::Stale`] against
/// `expected`.
pub async fn update(
    app: &App,
    id: Within<StaffId>,
    change: StaffChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<StaffCard>, Failure> {
    let id = id.id();
    if let Some(Some(cost)) = change.hourly_cost {
        let business = app.store.business(id.business()).await?.ok_or(Failure::NotFound)?;
        if cost.currency() != business.record.currency {
            return Err(Failure::field("hourly_cost.currency", "currency_mismatch"));
        }
    }
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, id).await?, expected)?;
        let card = StaffCard {
            name: change.name.clone().unwrap_or(record.name),
            email: change.email.clone().unwrap_or(record.email),
            phone: change.phone.clone().unwrap_or(record.phone),
            hourly_cost: change.hourly_cost.unwrap_or(record.hourly_cost),
            commission_percent: change.commission_percent.unwrap_or(record.commission_percent),
            ..record
        };
        let told = Told {
            business: id.business(),
            kind: "StaffUpdated",
            data: json!({ "staff_id": id }),
            author,
        };
        replace(app, card, version, told).await
    })
    .await
}

/// Replaces what a staff member performs; bookings made keep their price and length.
///
/// # Errors
/// As [`create`], [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn set_services(
    app: &App,
    id: Within<StaffId>,
    services: Vec<StaffService>,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<StaffCard>, Failure> {
    let id = id.id();
    retry::unless_stale(app, expected, || async {
        let catalogue = app.catalogue(id.business()).await?;
        check_services(&services, &catalogue)?;
        let found = catalogue
            .staff
            .iter()
            .find(|s| s.record.id == id)
            .cloned()
            .ok_or(Failure::NotFound)?;
        let Versioned { record, version } = expect_version(found, expected)?;
        let told = Told {
            business: id.business(),
            kind: "StaffServicesSet",
            data: json!({ "staff_id": id }),
            author,
        };
        replace(
            app,
            StaffCard {
                services: services.clone(),
                ..record
            },
            version,
            told,
        )
        .await
    })
    .await
}

/// Archives the staff member: bookings made stay, no new ones come. Archiving twice changes nothing.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn archive(app: &App, id: Within<StaffId>, author: &Author) -> Result<Versioned<StaffCard>, Failure> {
    let id = id.id();
    retry::unless_stale(app, None, || async {
        let found = show(app, id).await?;
        if found.record.archived_at.is_some() {
            return Ok(found);
        }
        let told = Told {
            business: id.business(),
            kind: "StaffArchived",
            data: json!({ "staff_id": id }),
            author,
        };
        replace(
            app,
            StaffCard {
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

fn check_services(services: &[StaffService], catalogue: &Catalogue) -> Result<(), Failure> {
    let mut faults = Vec::new();
    if services.len() > MAX_LINKS {
        return Err(Failure::field("services", "too_many_items"));
    }
    for (i, performed) in services.iter().enumerate() {
        if catalogue
            .service(performed.service)
            .is_none_or(|s| s.archived_at.is_some())
        {
            faults.push(FieldFault::new(format!("services[{i}].service_id"), "unknown_service"));
        }
        if services.iter().take(i).any(|other| other.service == performed.service) {
            faults.push(FieldFault::new(
                format!("services[{i}].service_id"),
                "duplicate_service",
            ));
        }
        if performed
            .price
            .is_some_and(|p| p.currency() != catalogue.business.record.currency)
        {
            faults.push(FieldFault::new(
                format!("services[{i}].price.currency"),
                "currency_mismatch",
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}
