//! What is written to whom: entries of lists in the application, and letters.

use std::collections::BTreeMap;

use booking_rules::ids::{AccountId, AppNoticeId, LetterId, StaffId};
use booking_rules::notices::Unusual;
use booking_rules::values::{Email, Locale};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use store::{Account, AppNotice, Letter, MessageOutcome};

use super::audience::{Listener, did};
use super::name_of;
use super::scene::Scene;
use super::topic::Topic;
use crate::app::App;
use crate::app_notices::AppNoticeKind;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_email};
use crate::notices::render::moment_in_words;

/// Most people of a business that one event is told to; whoever has more has told them to look at the agenda.
const MOST: usize = 100;

/// What everybody finds in their list. Nobody of the business is told of what they did themselves; the customer's list
/// says what their messages say.
pub(super) fn notices(scene: &Scene, unusual: Option<&Unusual>) -> Vec<AppNotice> {
    let mut notices = Vec::new();
    if let Some((account, kind)) = scene.booking.account.zip(to_customer(scene.topic)) {
        notices.push(notice(scene, account, kind));
    }
    for listener in scene.listeners.iter().take(MOST) {
        if !did(&scene.event, listener.account) {
            let kind = to_listener(scene, listener);
            notices.extend(kind.map(|kind| notice(scene, listener.account, kind)));
        }
        if let Some(unusual) = unusual.filter(|_| listener.runs) {
            notices.push(notice(scene, listener.account, unusual_kind(*unusual)));
        }
    }
    notices.retain(|notice| !scene.is_forgotten(notice));
    notices
}

fn to_customer(topic: Topic) -> Option<AppNoticeKind> {
    match topic {
        Topic::Requested => Some(AppNoticeKind::BookingRequested),
        Topic::Confirmed => Some(AppNoticeKind::BookingConfirmed),
        Topic::Moved => Some(AppNoticeKind::BookingChanged),
        Topic::CalledOff => Some(AppNoticeKind::BookingCancelled),
        Topic::Rejected => Some(AppNoticeKind::BookingRejected),
        Topic::Acknowledged | Topic::MessageReceived | Topic::NoticeFailed => None,
    }
}

fn to_listener(scene: &Scene, listener: &Listener) -> Option<AppNoticeKind> {
    let gave_up = listener
        .serves
        .is_some_and(|card| scene.taken_from().contains(&card) && !listener.runs);
    Some(match scene.topic {
        Topic::Requested => AppNoticeKind::NewRequest,
        Topic::Confirmed => AppNoticeKind::NewBooking,
        Topic::Moved if gave_up => AppNoticeKind::HandedOver,
        Topic::Moved => AppNoticeKind::BookingMoved,
        Topic::CalledOff => AppNoticeKind::CalledOff,
        Topic::Rejected => AppNoticeKind::RequestRejected,
        Topic::Acknowledged => AppNoticeKind::Acknowledged,
        Topic::MessageReceived => match scene.message.as_ref()?.outcome {
            MessageOutcome::Read => AppNoticeKind::SmsReceived,
            MessageOutcome::SeveralBookings => AppNoticeKind::ReplyUnclear,
            MessageOutcome::TooLate => AppNoticeKind::TooLateToCancel,
        },
        // Whoever serves can do nothing about it.
        Topic::NoticeFailed => return listener.runs.then_some(AppNoticeKind::NoticesFailed),
    })
}

fn unusual_kind(unusual: Unusual) -> AppNoticeKind {
    match unusual {
        Unusual::ShortNotice => AppNoticeKind::ShortNotice,
        Unusual::Many => AppNoticeKind::ManyCancellations,
    }
}

fn notice(scene: &Scene, account: AccountId, kind: AppNoticeKind) -> AppNotice {
    let (at, of) = occasion(scene, kind);
    AppNotice {
        id: AppNoticeId::new(name_of(at, &[&of, &account.to_string(), kind.as_str()])),
        account,
        kind: kind.as_str().to_owned(),
        business: scene.booking.id.business(),
        shop: Some(scene.booking.shop),
        booking: Some(scene.booking.id),
        told: scene.told(),
        created_at: at,
        read_at: None,
        expires_at: scene.kept_until(),
    }
}

/// What it is told for, and since when. A vendor that fails fails for everybody, and customers that call off for one cause
/// do so in numbers: of these the first of an hour, and of a day, stands for all.
fn occasion(scene: &Scene, kind: AppNoticeKind) -> (DateTime<Utc>, String) {
    let (at, shop) = (scene.event.occurred_at, scene.booking.shop);
    match kind {
        AppNoticeKind::NoticesFailed => {
            let hour = at.with_minute(0).and_then(|at| at.with_second(0)?.with_nanosecond(0));
            (hour.unwrap_or(at), format!("{shop}"))
        }
        AppNoticeKind::ManyCancellations => {
            let day = at.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
            (day, format!("{shop}"))
        }
        _ => (at, scene.event.id.to_string()),
    }
}

/// Letters of an event are of no use once the next morning's plan has told the same.
const USEFUL: TimeDelta = TimeDelta::hours(24);

/// Letters to those who serve, and of what is out of the ordinary to those who run the shop.
pub(super) async fn letters(app: &App, scene: &Scene, unusual: Option<&Unusual>) -> Result<Vec<Letter>, Failure> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for (card, kind) in for_staff(scene) {
        let listener = scene.listeners.iter().find(|listener| listener.serves == Some(card));
        let is_own = listener.is_some_and(|listener| did(&scene.event, listener.account));
        if !is_own && listener.is_none_or(|listener| chosen(kind, listener)) {
            let account = listener.map(|listener| listener.account);
            wanted.push(Wanted {
                account,
                card: Some(card),
                kind,
            });
        }
    }
    if let Some(unusual) = unusual {
        let running = scene
            .listeners
            .iter()
            .filter(|listener| listener.runs && listener.letters.cancellations);
        wanted.extend(running.take(MOST).map(|listener| Wanted {
            account: Some(listener.account),
            card: None,
            kind: unusual_letter(*unusual),
        }));
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<AccountId> = wanted.iter().filter_map(|wanted| wanted.account).collect();
    let accounts = app.store.accounts(&ids).await?;
    Ok(wanted
        .iter()
        .filter_map(|wanted| wanted.letter(app, scene, &accounts))
        .collect())
}

/// Somebody to write to.
struct Wanted {
    account: Option<AccountId>,
    /// The card whose address is as good.
    card: Option<StaffId>,
    kind: LetterKind,
}

/// Whose plan changed, and how.
fn for_staff(scene: &Scene) -> Vec<(StaffId, LetterKind)> {
    let kind = match scene.topic {
        Topic::Confirmed => LetterKind::StaffNewBooking,
        Topic::Moved => LetterKind::StaffBookingMoved,
        Topic::CalledOff => LetterKind::StaffBookingGone,
        _ => return Vec::new(),
    };
    let gone = scene.taken_from();
    let mut serving = scene.serving();
    serving.sort_unstable();
    serving.dedup();
    let given = serving
        .into_iter()
        .map(|card| match (scene.topic, &scene.about.previous) {
            // It came from somebody else's plan.
            (Topic::Moved, Some(before)) if !before.staff_ids.is_empty() && !before.staff_ids.contains(&card) => {
                (card, LetterKind::StaffNewBooking)
            }
            _ => (card, kind),
        });
    given
        .chain(gone.into_iter().map(|card| (card, LetterKind::StaffBookingGone)))
        .collect()
}

fn chosen(kind: LetterKind, listener: &Listener) -> bool {
    match kind {
        LetterKind::StaffBookingGone => listener.letters.cancellations,
        _ => listener.letters.new_bookings,
    }
}

fn unusual_letter(unusual: Unusual) -> LetterKind {
    match unusual {
        Unusual::ShortNotice => LetterKind::ShortNotice,
        Unusual::Many => LetterKind::ManyCancellations,
    }
}

impl Wanted {
    /// `None` for whom no address is known.
    fn letter(&self, app: &App, scene: &Scene, accounts: &[Account]) -> Option<Letter> {
        let account = accounts
            .iter()
            .find(|account| Some(account.id) == self.account && !account.closed);
        let card = self.card.and_then(|card| scene.catalogue.staff_card(card));
        let card = card.filter(|card| card.archived_at.is_none());
        let address: Email = card
            .and_then(|card| card.email.clone())
            .or_else(|| account?.email.clone())?;
        let locale = account.map_or(scene.catalogue.business.record.locale, |account| account.locale);
        let facts = facts(scene, locale);
        let letter = from_business(
            to_email(app, self.kind, address, locale, &facts, USEFUL),
            scene.booking.id.business(),
        );
        let reader = self
            .card
            .map_or_else(|| self.account.map(|id| id.to_string()), |card| Some(card.to_string()))?;
        let at = scene.event.occurred_at;
        let of = match self.kind {
            LetterKind::ManyCancellations => format!("{} {}", scene.booking.shop, at.date_naive()),
            _ => scene.event.id.to_string(),
        };
        Some(Letter {
            id: LetterId::new(name_of(day_of(self.kind, at), &[&of, &reader, self.kind.as_str()])),
            ..letter
        })
    }
}

/// As [`occasion`]: what is told once a day has one name all day.
fn day_of(kind: LetterKind, at: DateTime<Utc>) -> DateTime<Utc> {
    match kind {
        LetterKind::ManyCancellations => at.date_naive().and_time(chrono::NaiveTime::MIN).and_utc(),
        _ => at,
    }
}

fn facts(scene: &Scene, locale: Locale) -> Vec<(&'static str, String)> {
    let told = scene.told();
    let zone = scene.zone();
    let previous = told.previous.unwrap_or(scene.start());
    let facts = BTreeMap::from([
        ("business", scene.catalogue.business.record.name.to_string()),
        ("shop", told.shop),
        ("service", told.service),
        ("staff", told.staff),
        ("customer", told.customer),
        ("when", moment_in_words(scene.start(), zone, locale)),
        ("previous", moment_in_words(previous, zone, locale)),
    ]);
    facts.into_iter().collect()
}
