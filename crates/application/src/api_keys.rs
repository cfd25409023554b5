//! Keys for servers: made by somebody of a business, scoped to permissions, good until they expire, are revoked, or
//! their maker leaves.

use booking_rules::ids::{ApiKeyId, BusinessId};
use booking_rules::values::Name;
use chrono::TimeDelta;
use serde_json::json;
pub use store::ApiKey;
use store::{Commit, CommitError, KeyUse, keys};

use crate::access::{Identity, Permission, PermissionSet};
use crate::app::App;
use crate::author::Author;
use crate::failure::{Failure, FieldFault};
use crate::once::moved;

mod bearer;
mod resolve;

pub use bearer::{Bearer, prefix};
pub(crate) use resolve::KeyUses;
pub use resolve::resolve;

/// A business has few servers; who needs more has lost sight of some.
pub const MOST_KEYS: usize = 50;

/// What a human must do: no key may hold it, whoever makes the key.
const OF_HUMANS: [Permission; 7] = [
    Permission::CreateBusiness,
    Permission::ManageMembers,
    Permission::ManageApiKeys,
    // Whoever holds it sends everything that happens to a place of their own.
    Permission::ManageHooks,
    Permission::AdministerPlatform,
    Permission::BookForSelf,
    Permission::OwnBookings,
];

/// Whether a key may hold the permission at all.
#[must_use]
pub fn may_be_given(permission: Permission) -> bool {
    !OF_HUMANS.contains(&permission)
}

/// A key to make.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    pub name: Name,
    /// As they were asked for, so that a fault can name its place.
    pub permissions: Vec<Permission>,
    pub good_for: TimeDelta,
}

/// Makes a key of the business. What the server must show is told once, here.
///
/// # Errors
/// [`Failure::Invalid`] for permissions that a key cannot hold or its maker does not; [`Failure::Forbidden`] for somebody
/// who is not of the business, for the key would die at once; [`Failure::Conflict`] with `too_many_api_keys`.
pub async fn create(
    app: &App,
    new: NewApiKey,
    maker: &Identity,
    business: BusinessId,
    author: &Author,
) -> Result<(ApiKey, Bearer), Failure> {
    let permissions = given(maker, &new.permissions)?;
    let place = app.store.membership(maker.account, business).await?;
    place.ok_or(Failure::Forbidden)?;
    if app.store.api_keys_of(business).await?.len() >= MOST_KEYS {
        return Err(Failure::Conflict("too_many_api_keys"));
    }
    let bearer = Bearer::fresh(app, business);
    let now = app.now();
    let key = ApiKey {
        id: bearer.id,
        name: new.name,
        permissions: permissions.iter().map(|p| p.as_str().to_owned()).collect(),
        secret_hash: bearer.secret_hash(),
        created_by: maker.account,
        created_at: now,
        expires_at: now + new.good_for,
    };
    let data = json!({
        "business_id": business, "api_key_id": key.id, "permissions": key.permissions, "expires_at": key.expires_at
    });
    let mut commit = Commit::new();
    commit.create(&key)?;
    commit.create(&author.event(app, keys::business_partition(business), business, "ApiKeyCreated", data))?;
    app.store.commit(&commit).await.map_err(moved)?;
    Ok((key, bearer))
}

fn given(maker: &Identity, wanted: &[Permission]) -> Result<PermissionSet, Failure> {
    let faults: Vec<_> = wanted
        .iter()
        .enumerate()
        .filter_map(|(i, permission)| {
            let code = match permission {
                p if !may_be_given(*p) => "permission_of_humans",
                p if !maker.may(*p) => "permission_not_held",
                _ => return None,
            };
            Some(FieldFault::new(format!("permissions[{i}]"), code))
        })
        .collect();
    if faults.is_empty() {
        Ok(wanted.iter().copied().collect())
    } else {
        Err(Failure::Invalid(faults))
    }
}

/// The keys of a business, the newest first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, business: BusinessId) -> Result<Vec<ApiKey>, Failure> {
    let keys = app.store.api_keys_of(business).await?;
    Ok(keys.into_iter().map(|key| key.record).collect())
}

/// When these keys were last used, of those that ever were.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn uses(app: &App, keys: &[ApiKey]) -> Result<Vec<KeyUse>, Failure> {
    let ids: Vec<_> = keys.iter().map(|key| key.id).collect();
    Ok(app.store.key_uses(&ids).await?)
}

/// Ends a key: the next request that shows it is refused.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn revoke(app: &App, id: ApiKeyId, author: &Author) -> Result<ApiKey, Failure> {
    let key = app.store.api_key(id).await?.ok_or(Failure::NotFound)?;
    let business = id.business();
    let data = json!({ "business_id": business, "api_key_id": id });
    let mut commit = Commit::new();
    commit.delete(keys::api_key(id), key.version);
    commit.create(&author.event(app, keys::business_partition(business), business, "ApiKeyRevoked", data))?;
    match app.store.commit(&commit).await {
        Ok(()) => Ok(key.record),
        // A key never changes: somebody else has revoked it.
        Err(CommitError::Moved(_)) => Err(Failure::NotFound),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
