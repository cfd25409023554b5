//! Shops that somebody wants to find again.

use booking_rules::catalog::Shop;
use booking_rules::ids::{AccountId, ShopId};
use chrono::{DateTime, Utc};
use store::{Commit, CommitError, Favourite, Versioned};

use crate::app::App;
use crate::failure::Failure;

/// More than anybody finds again in a list.
const MOST: usize = 200;

/// A favourite with the shop as it is now.
#[derive(Debug, Clone)]
pub struct Kept {
    pub shop: Shop,
    pub added_at: DateTime<Utc>,
}

/// All favourites that still exist, the newest first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, account: AccountId) -> Result<Vec<Kept>, Failure> {
    let mut favourites: Vec<Favourite> = read(app, account).await?.into_iter().map(|f| f.record).collect();
    favourites.sort_by_key(|f| std::cmp::Reverse(f.added_at));
    let ids: Vec<ShopId> = favourites.iter().map(|f| f.shop).collect();
    let shops = app.store.shops(&ids).await?;
    let kept = favourites.into_iter().filter_map(|favourite| {
        let shop = shops.iter().find(|shop| shop.id == favourite.shop)?.clone();
        Some(Kept {
            shop,
            added_at: favourite.added_at,
        })
    });
    Ok(kept.collect())
}

/// Adding one twice is adding it once.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such shop, [`Failure::Conflict`] above the most an account may keep.
pub async fn add(app: &App, account: AccountId, shop: ShopId) -> Result<Kept, Failure> {
    let found = app.store.shop(shop).await?.ok_or(Failure::NotFound)?.record;
    let known = read(app, account).await?;
    if let Some(favourite) = known.iter().find(|f| f.record.shop == shop) {
        return Ok(Kept {
            shop: found,
            added_at: favourite.record.added_at,
        });
    }
    if known.len() >= MOST {
        return Err(Failure::Conflict("too_many_favourites"));
    }
    let added_at = app.now();
    let mut commit = Commit::new();
    commit.create(&Favourite {
        account,
        shop,
        added_at,
    })?;
    match app.store.commit(&commit).await {
        // Another request of the same person added it meanwhile.
        Ok(()) | Err(CommitError::Moved(_)) => Ok(Kept { shop: found, added_at }),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// Removing what is not there is done.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn remove(app: &App, account: AccountId, shop: ShopId) -> Result<(), Failure> {
    Ok(app.store.remove_favourite(account, shop).await?)
}

async fn read(app: &App, account: AccountId) -> Result<Vec<Versioned<Favourite>>, Failure> {
    Ok(app.store.favourites(account).await?)
}
