//! Businesses and who owns them.

use booking_rules::catalog::{Business, TaxProfile};
use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::values::{Country, Currency, Locale, Name, WebOrigin};
use serde_json::json;
use store::{BusinessEntry, Commit, MemberRole, Membership, Owners, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, expect_version};
use crate::failure::{AtPath, Failure};
use crate::once::{Once, commit_once, moved};
use crate::origins;
use crate::retry;

/// A business to create.
#[derive(Debug, Clone)]
pub struct NewBusiness {
    pub name: Name,
    pub country: Country,
    pub currency: Currency,
    pub locale: Locale,
}

/// Creates a business owned by the account.
///
/// # Errors
/// [`Failure::IdempotencyKeyReused`]; otherwise only [`Failure::Unavailable`].
pub async fn create(
    app: &App,
    new: NewBusiness,
    owner: AccountId,
    author: &Author,
    once: Option<&Once>,
) -> Result<Versioned<Business>, Failure> {
    let NewBusiness {
        name,
        country,
        currency,
        locale,
    } = new;
    let id = BusinessId::from_uuid(app.new_uuid());
    let business = Business {
        id,
        name,
        country,
        currency,
        locale,
        owner,
        second_factor_required_for: Vec::new(),
        allowed_origins: Vec::new(),
        tax_profile: None,
        exports_kept_days: None,
        created_at: app.now(),
    };
    let mut commit = Commit::new();
    commit.create(&business)?;
    commit.create(&BusinessEntry { business: id })?;
    commit.create(&Membership::new(owner, id, MemberRole::Owner))?;
    commit.create(&Owners {
        business: id,
        owners: vec![owner],
    })?;
    let data = json!({ "business_id": id, "owner": owner });
    Told {
        business: id,
        kind: "BusinessCreated",
        data,
        author,
    }
    .add_to(app, &mut commit)?;
    let record = commit_once(app, once, commit, business).await?;
    Ok(Versioned { record, version: 1 })
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show(app: &App, id: BusinessId) -> Result<Versioned<Business>, Failure> {
    app.store.business(id).await?.ok_or(Failure::NotFound)
}

/// The country whose national numbers a phone number may be written in; asked only when one is.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn home_country(app: &App, id: BusinessId, phone: Option<&str>) -> Result<Option<Country>, Failure> {
    match phone {
        Some(phone) if !phone.trim_start().starts_with('+') => Ok(Some(show(app, id).await?.record.country)),
        _ => Ok(None),
    }
}

/// The businesses a person belongs to, by name.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list_mine(
    app: &App,
    account: AccountId,
    claimed: Option<BusinessId>,
) -> Result<Vec<Versioned<Business>>, Failure> {
    let mut ids: Vec<BusinessId> = app
        .memberships(account)
        .await?
        .iter()
        .map(|m| m.business)
        .chain(claimed)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(app.store.business(id).await?);
    }
    found.sort_by(|a, b| a.record.name.cmp(&b.record.name));
    Ok(found)
}

/// What may change about a business; its country and currency stay, for prices and numbers depend on them.
#[derive(Debug, Clone, Default)]
pub struct BusinessChange {
    pub name: Option<Name>,
    pub locale: Option<Locale>,
    /// Who must have shown a second factor to act for the business.
    pub second_factor_required_for: Option<Vec<MemberRole>>,
    /// All of them, in place of those before.
    pub allowed_origins: Option<Vec<WebOrigin>>,
    /// Who the business is to its tax office.
    pub tax_profile: Option<Option<TaxProfile>>,
    /// Days that files made of its records are kept; those of the platform if none.
    pub exports_kept_days: Option<Option<u8>>,
}

/// # Errors
/// [`Failure::NotFound`], [`Failure::Stale`] against `expected`, or [`Failure::Invalid`] for a tax number of another country.
pub async fn update(
    app: &App,
    id: BusinessId,
    change: BusinessChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Business>, Failure> {
    let changed = retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, id).await?, expected)?;
        // Those made before there was a list of all businesses get into it here.
        app.store.write_once(&BusinessEntry { business: id }).await?;
        if let Some(Some(profile)) = &change.tax_profile {
            profile.in_country(record.country).at("tax_profile.tax_id")?;
        }
        let mut data = json!({ "business_id": id });
        // Who may get in is told apart from names and languages: an audit asks for it.
        if let Some(roles) = &change.second_factor_required_for {
            data["second_factor_required_for"] = json!(roles);
        }
        let roles = change.second_factor_required_for.clone();
        let before = record.allowed_origins.clone();
        let origins = change.allowed_origins.as_ref().unwrap_or(&before).clone();
        if origins != before {
            data["allowed_origins"] = json!(origins);
        }
        let mut commit = Commit::new();
        origins::follow(app, &mut commit, id, &before, &origins).await?;
        let business = Business {
            name: change.name.clone().unwrap_or(record.name),
            locale: change.locale.unwrap_or(record.locale),
            second_factor_required_for: roles.unwrap_or(record.second_factor_required_for),
            allowed_origins: origins,
            tax_profile: change.tax_profile.clone().unwrap_or(record.tax_profile),
            exports_kept_days: change.exports_kept_days.unwrap_or(record.exports_kept_days),
            ..record
        };
        let told = Told {
            business: id,
            kind: "BusinessUpdated",
            data,
            author,
        };
        commit.replace(&business, Some(version))?;
        told.add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        app.catalogues.forget(&id);
        for origin in before.iter().chain(&business.allowed_origins) {
            app.origins.forget(origin);
        }
        Ok(Versioned {
            record: business,
            version: version + 1,
        })
    })
    .await?;
    app.requirements.forget(&id);
    Ok(changed)
}
