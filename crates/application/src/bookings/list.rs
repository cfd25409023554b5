//! Lists of bookings: a signed-in person's own, and a shop's agenda.

use booking_rules::booking::{Booking, Status};
use booking_rules::ids::{AccountId, ShopId, StaffId};
use booking_rules::time::Span;
use store::{AgendaQuery, BookingCursor, Contact, ListPage, Versioned};

use crate::access::{Reach, Within};
use crate::app::App;
use crate::failure::Failure;

/// A listed booking; the contact only where the viewer may see it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub booking: Versioned<Booking>,
    pub contact: Option<Contact>,
}

/// Some bookings and where the list goes on.
#[derive(Debug)]
pub struct ListedPage {
    pub bookings: Vec<Listed>,
    pub next: Option<BookingCursor>,
}

/// Which bookings of a shop to list.
#[derive(Debug, Clone, Copy)]
pub struct AgendaFilter {
    pub period: Span,
    pub staff: Option<StaffId>,
    pub status: Option<Status>,
}

/// A person's own bookings: upcoming ones soonest first, past ones latest first. A booking is past once it has
/// started.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list_of_account(
    app: &App,
    account: AccountId,
    upcoming: bool,
    limit: usize,
    after: Option<BookingCursor>,
) -> Result<ListedPage, Failure> {
    let page = app
        .store
        .bookings_of_account(account, app.now(), upcoming, limit, after)
        .await?;
    let ListPage { bookings, next } = page;
    Ok(ListedPage {
        bookings: bookings
            .into_iter()
            .map(|booking| Listed { booking, contact: None })
            .collect(),
        next,
    })
}

/// A shop's bookings that start in a period and are within reach, with contacts. What is out of reach is left out while
/// pages are filled, so that they are full.
///
/// # Errors
/// [`Failure::NotFound`] when the shop does not exist.
pub async fn list_of_shop(
    app: &App,
    reach: &Reach,
    shop: Within<ShopId>,
    filter: AgendaFilter,
    limit: usize,
    after: Option<BookingCursor>,
) -> Result<ListedPage, Failure> {
    let shop = shop.id();
    app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
    let (from, to) = (filter.period.start(), filter.period.end());
    let query = AgendaQuery {
        business: shop.business(),
        from,
        to,
        limit,
        after,
    };
    let wanted = |booking: &Booking| {
        booking.shop == shop
            && reach.covers_booking(booking)
            && filter.status.is_none_or(|status| booking.status == status)
            && filter
                .staff
                .is_none_or(|staff| booking.segments.iter().any(|s| s.staff == staff))
    };
    let ListPage { bookings, next } = app.store.agenda(query, wanted).await?;
    let ids: Vec<_> = bookings.iter().map(|b| b.record.id).collect();
    let mut contacts = app.store.contacts(&ids).await?;
    let listed = bookings.into_iter().map(|booking| {
        let at = contacts.iter().position(|c| c.booking == booking.record.id);
        Listed {
            booking,
            contact: at.map(|at| contacts.swap_remove(at)),
        }
    });
    Ok(ListedPage {
        bookings: listed.collect(),
        next,
    })
}
