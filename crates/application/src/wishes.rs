//! Whether a message may go out now, as far as its reader has a say: what they refused, by which ways they want to be
//! written to, what they agreed to, when they sleep, and how much they got today.
//!
//! Asked when a message is about to be sent, for all of that may have changed since it was planned.

mod opt_out;

use booking_rules::booking::Booking;
use booking_rules::ids::BusinessId;
use booking_rules::notices::{Channel, Purpose, reminder_time, waking_time};
use booking_rules::values::Locale;
use chrono::{DateTime, TimeDelta, Utc};
use store::{AddressDigest, Contact, Key, Notice, Preferences, Refused, Shelf, StoreError, Suppression, keys};

use crate::app::App;
use crate::consents::{self, Asked};
use crate::failure::Failure;
use crate::notices::{quiet_hours, zone};

pub use opt_out::{LeaveToken, Left, complained, leave, leave_url, left_by, start, stop};

/// What is to become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes out, in this language.
    Go {
        locale: Locale,
    },
    /// It waits until then.
    Later(DateTime<Utc>),
    Suppress(&'static str),
}

/// A day's count is of no use once the day has ended everywhere.
const COUNT_KEPT: TimeDelta = TimeDelta::days(3);

/// Asks all there is to ask. A message that goes out is counted against the most of its day; asking again about the same
/// one counts nothing.
///
/// # Errors
/// [`Failure::Unavailable`]: nobody is written to before it is known that they may be.
pub async fn decide(
    app: &App,
    purpose: Purpose,
    notice: &Notice,
    booking: &Booking,
    contact: &Contact,
) -> Result<Decision, Failure> {
    let channel = Channel::parse(&notice.channel);
    let Some((channel, address)) = channel.and_then(|channel| Some((channel, consents::address(contact, channel)?)))
    else {
        // Without an address there is nobody to have wishes; the worker says so in its own words.
        return Ok(Decision::Go { locale: contact.locale });
    };
    let reader = Reader::read(app, booking.id.business(), contact, channel, &address, purpose).await?;
    if let Some(reason) = reader.refuses(purpose, channel)? {
        return Ok(Decision::Suppress(reason));
    }
    let locale = reader.preferences.as_ref().and_then(|wishes| wishes.locale);
    let go = Decision::Go {
        locale: locale.unwrap_or(contact.locale),
    };
    if purpose.is_transactional() {
        return Ok(go);
    }
    let settings = app.recent_catalogue(booking.id.business()).await?.notice_settings();
    let (now, wishes) = (app.now(), reader.preferences.as_ref());
    let (quiet, zone) = (quiet_hours(&settings, wishes), zone(booking, wishes));
    let at = if purpose == Purpose::Reminders {
        reminder_time(now, booking.span.start(), quiet, zone, now)
    } else {
        waking_time(now, quiet, zone)
    };
    match at {
        Some(at) if at > now => return Ok(Decision::Later(at)),
        Some(_) => {}
        None => return Ok(Decision::Suppress(QUIET_HOURS)),
    }
    let date = zone.local_date(now);
    let message = message_of_day(notice);
    let counted = app
        .store
        .count_message(booking.customer, date, &message, settings.daily_cap, now + COUNT_KEPT)
        .await?;
    Ok(if counted { go } else { Decision::Suppress("daily_cap") })
}

/// Why a message waits, or was not sent after all: there was no hour left at which its reader is not to be disturbed.
pub(crate) const QUIET_HOURS: &str = "quiet_hours";

/// Whether nothing at all goes to an address or number, because somebody answered STOP or complained. For what belongs to no booking.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn is_stopped(
    app: &App,
    business: Option<BusinessId>,
    channel: Channel,
    address: &AddressDigest,
) -> Result<bool, Failure> {
    let asked = suppression_keys(business, channel, address);
    let shelf = app.store.shelf(asked.clone()).await?;
    let refused = refusals(&shelf, &asked, Purpose::Bookings)?;
    Ok(!refused.is_empty())
}

/// Tells one message of a day from another in few letters: a hundred of a customer's in one day are none too many for
/// sixty-four bits.
fn message_of_day(notice: &Notice) -> String {
    let key = keys::notice(
        notice.booking,
        &notice.kind,
        &notice.channel,
        notice.sequence,
        notice.ahead,
    );
    let mut digest = store::digest(&key.to_string());
    digest.truncate(16);
    digest
}

fn suppression_keys(business: Option<BusinessId>, channel: Channel, address: &AddressDigest) -> Vec<Key> {
    let own = business.map(|business| keys::suppression(channel, address, Some(business)));
    let all = keys::suppression(channel, address, None);
    own.into_iter().chain([all]).collect()
}

fn refusals(shelf: &Shelf, asked: &[Key], purpose: Purpose) -> Result<Vec<Refused>, StoreError> {
    let mut found = Vec::new();
    for key in asked {
        let suppression = shelf.get::<Suppression>(key)?;
        found.extend(suppression.and_then(|suppression| suppression.record.of(purpose)));
    }
    Ok(found)
}

/// What stands about the reader of one message. One BatchGetItem.
struct Reader {
    preferences: Option<Preferences>,
    suppressions: Vec<Key>,
    asked: Asked,
    shelf: Shelf,
}

impl Reader {
    async fn read(
        app: &App,
        business: BusinessId,
        contact: &Contact,
        channel: Channel,
        address: &AddressDigest,
        purpose: Purpose,
    ) -> Result<Self, Failure> {
        let suppressions = suppression_keys(Some(business), channel, address);
        let preferences = contact.account.map(keys::preferences);
        let asked = Asked::of(business, contact, channel, purpose);
        let mut wanted = suppressions.clone();
        wanted.extend(preferences.clone());
        if purpose.needs_consent() {
            wanted.extend(asked.keys());
        }
        let shelf = app.store.shelf(wanted).await?;
        let preferences = match &preferences {
            Some(key) => shelf.get::<Preferences>(key)?.map(|found| found.record),
            None => None,
        };
        Ok(Self {
            preferences,
            suppressions,
            asked,
            shelf,
        })
    }

    /// Why the reader does not want the message, whatever the hour.
    fn refuses(&self, purpose: Purpose, channel: Channel) -> Result<Option<&'static str>, StoreError> {
        let since = self.chose_since(purpose, channel)?;
        let taken_back =
            |refused: &Refused| refused.reason.yields_to_a_later_yes() && since.is_some_and(|at| at > refused.at);
        let refused = refusals(&self.shelf, &self.suppressions, purpose)?;
        if refused.iter().any(|refused| !taken_back(refused)) {
            return Ok(Some("opted_out"));
        }
        let wishes = self.preferences.as_ref();
        if wishes.is_some_and(|wishes| !wishes.channels.include(purpose, channel)) {
            return Ok(Some("channel_not_wanted"));
        }
        let agreed = !purpose.needs_consent() || self.asked.answer(&self.shelf)?.is_some_and(|said| said.given);
        Ok((!agreed).then_some("no_consent"))
    }

    /// Since when the account itself has said that it wants such messages. A guest's word is not proof of whose address it
    /// is, so it takes back nothing.
    fn chose_since(&self, purpose: Purpose, channel: Channel) -> Result<Option<DateTime<Utc>>, StoreError> {
        if purpose.needs_consent() {
            let said = self.asked.answer_of_account(&self.shelf)?;
            return Ok(said.filter(|said| said.given).map(|said| said.at));
        }
        let wishes = self.preferences.as_ref();
        let named = wishes.filter(|wishes| wishes.channels.name(purpose, channel));
        Ok(named.and_then(|wishes| wishes.channels_chosen_at))
    }
}
