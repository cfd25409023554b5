//! What an account waits for, and who is in line in a shop.

use booking_rules::ids::{AccountId, ShopId};
use booking_rules::waitlist::{EntryStatus, WaitlistEntry};
use store::{WaitlistCursor, WaitlistPage};

use crate::access::{Reach, Within};
use crate::app::App;
use crate::failure::Failure;

/// An entry, and where it stands as people are told it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub entry: WaitlistEntry,
    pub status: EntryStatus,
}

impl Shown {
    /// One that was made this moment.
    #[must_use]
    pub fn new(entry: WaitlistEntry) -> Self {
        Self {
            entry,
            status: EntryStatus::Waiting,
        }
    }
}

/// Where an entry stands by the clock of its shop.
///
/// # Errors
/// [`Failure::NotFound`] when its shop is gone.
pub async fn shown(app: &App, entry: WaitlistEntry) -> Result<Shown, Failure> {
    let catalogue = app.recent_catalogue(entry.shop.business()).await?;
    let shop = catalogue.shop(entry.shop).ok_or(Failure::NotFound)?;
    let status = entry.status(shop.time_zone, app.now());
    Ok(Shown { entry, status })
}

/// Which entries of a shop to list.
#[derive(Debug, Clone, Copy)]
pub struct WaitlistFilter {
    /// Those in line, or those who are not any more.
    pub open: bool,
    pub limit: usize,
}

/// Pages read for one answer while most entries are out of reach.
const PAGES: usize = 20;

/// # Errors
/// [`Failure::Unavailable`].
pub async fn list_of_account(
    app: &App,
    account: AccountId,
    limit: usize,
    after: Option<&WaitlistCursor>,
) -> Result<WaitlistPage, Failure> {
    Ok(app.store.waitlist_of_account(account, limit, after).await?)
}

/// A shop's waitlist in the order of joining, as far as it is within reach; a page that ends early goes on from its cursor.
///
/// # Errors
/// [`Failure::NotFound`] when the shop does not exist.
pub async fn list_of_shop(
    app: &App,
    reach: &Reach,
    shop: Within<ShopId>,
    filter: WaitlistFilter,
    after: Option<WaitlistCursor>,
) -> Result<WaitlistPage, Failure> {
    let shop = shop.id();
    app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
    let mut found = WaitlistPage {
        next: after,
        ..WaitlistPage::default()
    };
    for _ in 0..PAGES {
        let wanted = filter.limit - found.entries.len();
        let page = app
            .store
            .waitlist_of_shop(shop, filter.open, wanted, found.next.as_ref())
            .await?;
        let within = |entry: &WaitlistEntry| {
            reach.covers_customer(entry.customer) && entry.wish.staff.is_none_or(|staff| reach.covers_staff(staff))
        };
        found
            .entries
            .extend(page.entries.into_iter().filter(|read| within(&read.record.entry)));
        found.next = page.next;
        if found.next.is_none() || found.entries.len() >= filter.limit {
            break;
        }
    }
    Ok(found)
}
