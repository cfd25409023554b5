//! What became of the messages about a shop's bookings, and sending one again because somebody of the shop asks for it.

use std::str::FromStr;

use booking_rules::booking::Booking;
use booking_rules::ids::{BookingId, ShopId};
use booking_rules::notices::Channel;
use booking_rules::time::Span;
use serde_json::json;
use store::{Commit, Contact, Notice, NoticeLogQuery, Shelf, keys};
pub use store::{NoticeCursor, NoticeStatus};

use crate::access::{Reach, Within};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::notices::{NoticeKind, obsolete};
use crate::once::{Once, commit_once};
use crate::relay::{DeliveryOrder, NoticeOrder};
use crate::retry;

/// Which messages of a shop to list.
#[derive(Debug, Clone, Copy)]
pub struct NoticeFilter {
    pub period: Span,
    pub status: Option<NoticeStatus>,
    pub channel: Option<Channel>,
}

/// A listed message, and how its recipient is reached.
#[derive(Debug, Clone)]
pub struct ListedNotice {
    pub notice: Notice,
    pub contact: Option<Contact>,
}

/// Some messages and where the list goes on.
#[derive(Debug)]
pub struct NoticeListPage {
    pub notices: Vec<ListedNotice>,
    pub next: Option<NoticeCursor>,
}

/// The name of a message about a booking, as [`DeliveryOrder::own_id`] makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeId(NoticeOrder);

impl NoticeId {
    #[must_use]
    pub fn of(notice: &Notice) -> String {
        DeliveryOrder::of_notice(notice).own_id()
    }

    #[must_use]
    pub fn own_id(&self) -> String {
        DeliveryOrder::Notice(self.0.clone()).own_id()
    }
}

/// It names no message about a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNotice;

impl FromStr for NoticeId {
    type Err = NoNotice;

    fn from_str(text: &str) -> Result<Self, NoNotice> {
        match DeliveryOrder::parse_own_id(text) {
            Some(DeliveryOrder::Notice(order)) => Ok(Self(order)),
            _ => Err(NoNotice),
        }
    }
}

/// Reads of one list while what is out of reach is left out.
const ROUNDS: usize = 8;
/// Sendings of one message that the people of a shop may ask for.
const MOST_AGAIN: u32 = 5;

/// Messages about bookings of a shop, newest first: those about bookings within reach, for a list shows nothing that the
/// booking itself would not.
///
/// # Errors
/// [`Failure::NotFound`] when the shop does not exist.
pub async fn list(
    app: &App,
    reach: &Reach,
    shop: Within<ShopId>,
    filter: NoticeFilter,
    limit: usize,
    after: Option<NoticeCursor>,
) -> Result<NoticeListPage, Failure> {
    let shop = shop.id();
    app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
    let wanted = |notice: &Notice| {
        notice.shop == Some(shop)
            && filter.status.is_none_or(|status| notice.status == status)
            && filter.channel.is_none_or(|channel| notice.channel == channel.as_str())
    };
    let mut found = Vec::with_capacity(limit);
    let mut after = after;
    for _ in 0..ROUNDS {
        let query = NoticeLogQuery {
            business: shop.business(),
            from: filter.period.start(),
            to: filter.period.end(),
            limit: limit - found.len(),
            after,
        };
        let page = app.store.notice_log(query, wanted).await?;
        let shelf = about(app, &page.notices).await?;
        for notice in page.notices {
            let booking = shelf.get::<Booking>(&keys::booking(notice.booking))?;
            if booking.is_some_and(|booking| reach.covers_booking(&booking.record)) {
                let contact = shelf.get::<Contact>(&keys::contact(notice.booking))?;
                let contact = contact.map(|contact| contact.record);
                found.push(ListedNotice { notice, contact });
            }
        }
        after = page.next;
        if after.is_none() || found.len() >= limit {
            break;
        }
    }
    Ok(NoticeListPage {
        notices: found,
        next: after,
    })
}

/// The bookings that the messages are about, and their contacts.
async fn about(app: &App, notices: &[Notice]) -> Result<Shelf, Failure> {
    let mut bookings: Vec<BookingId> = notices.iter().map(|notice| notice.booking).collect();
    bookings.sort_unstable();
    bookings.dedup();
    if bookings.is_empty() {
        return Ok(Shelf::default());
    }
    let keys = bookings
        .into_iter()
        .flat_map(|id| [keys::booking(id), keys::contact(id)]);
    Ok(app.store.shelf(keys.collect()).await?)
}

/// Sends a message once more, as a message of its own: what it says, and whether it goes out after all, is decided when it
/// is sent, as ever.
///
/// # Errors
/// [`Failure::NotFound`] out of reach; [`Failure::Conflict`] while it is under way, after it arrived, once the booking has
/// moved on, without an address, and after the fifth time.
pub async fn resend(
    app: &App,
    reach: &Reach,
    shop: Within<ShopId>,
    id: &NoticeId,
    once: Option<&Once>,
    author: &Author,
) -> Result<ListedNotice, Failure> {
    retry::unless_stale(app, None, || async {
        let (contact, again) = planned(app, reach, shop.id(), &id.0).await?;
        let mut commit = Commit::new();
        commit.create(&again)?;
        let data = json!({
            "booking_id": again.booking, "kind": again.kind, "channel": again.channel,
            "sequence": again.sequence, "again": again.again
        });
        let partition = keys::booking_partition(again.booking);
        commit.create(&author.event(app, partition, again.booking.business(), "NoticeResent", data))?;
        let notice = commit_once(app, once, commit, again).await?;
        Ok(ListedNotice {
            notice,
            contact: Some(contact),
        })
    })
    .await
}

/// The next sending of the message, if it makes sense.
async fn planned(app: &App, reach: &Reach, shop: ShopId, order: &NoticeOrder) -> Result<(Contact, Notice), Failure> {
    let id = order.booking;
    if id.business() != reach.business() {
        return Err(Failure::NotFound);
    }
    let (booking, contact) = app.store.booking_with_contact(id).await?.ok_or(Failure::NotFound)?;
    let sent: Vec<Notice> = app.store.notices_of(id).await?.into_iter().map(|n| n.record).collect();
    let is_named = |notice: &&Notice| DeliveryOrder::of_notice(notice) == DeliveryOrder::Notice(order.clone());
    let named = sent.iter().find(is_named).ok_or(Failure::NotFound)?;
    if named.shop != Some(shop) || !reach.covers_booking(&booking.record) {
        return Err(Failure::NotFound);
    }
    refuse_without_sense(app, named, &booking.record)?;
    let contact = contact.filter(|contact| is_reached(contact, &named.channel));
    let contact = contact.ok_or(Failure::Conflict("no_address"))?;
    let same = sent.iter().filter(|notice| {
        (&notice.kind, &notice.channel, notice.sequence, notice.ahead)
            == (&named.kind, &named.channel, named.sequence, named.ahead)
    });
    let again = same.map(|notice| notice.again).max().unwrap_or_default() + 1;
    if again > MOST_AGAIN {
        return Err(Failure::Conflict("resent_often_enough"));
    }
    let queued = Notice::queued(id, &named.kind, &named.channel, named.sequence, app.now());
    let again = Notice {
        shop: named.shop,
        ahead: named.ahead,
        previous: named.previous,
        again,
        ..queued
    };
    Ok((contact, again))
}

fn refuse_without_sense(app: &App, notice: &Notice, booking: &Booking) -> Result<(), Failure> {
    match notice.status {
        NoticeStatus::Scheduled | NoticeStatus::Queued | NoticeStatus::Sending => {
            return Err(Failure::Conflict("notice_under_way"));
        }
        NoticeStatus::Delivered | NoticeStatus::Read => return Err(Failure::Conflict("notice_arrived")),
        NoticeStatus::Sent | NoticeStatus::Failed | NoticeStatus::Unknown | NoticeStatus::Suppressed => {}
    }
    let kind = NoticeKind::parse(&notice.kind).ok_or(Failure::NotFound)?;
    match obsolete(kind, notice, booking, app.now()) {
        Some(reason) => Err(Failure::Conflict(reason)),
        None => Ok(()),
    }
}

fn is_reached(contact: &Contact, channel: &str) -> bool {
    match Channel::parse(channel) {
        Some(channel) if channel.is_to_number() => contact.phone.is_some(),
        Some(_) => contact.email.is_some(),
        None => false,
    }
}
