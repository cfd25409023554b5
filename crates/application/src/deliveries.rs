//! Handing a notice to its provider: claimed once, decided at send time, its end recorded.
//!
//! A claim that never ended means nobody knows whether the provider took the message; it ends as `unknown` and is
//! never sent again blindly.

use std::sync::Arc;

use booking_rules::booking::{Booking, Status};
use booking_rules::ids::BookingId;
use booking_rules::values::Email;
use chrono::{DateTime, TimeDelta, Utc};
use providers::delivery::{Accepted, DeliveryError};
use providers::email::{EmailSender, Mailbox, OutgoingEmail};
use providers::sms::{OutgoingSms, SmsSender};
use store::{Catalogue, CommitError, Contact, Entity, Notice, NoticeStatus, Versioned, keys};

use crate::app::App;
use crate::bookings::manage_token;
use crate::failure::Failure;
use crate::notices::render::{NoticeFacts, render_email, render_sms};
use crate::notices::{NoticeKind, obsolete};
use crate::relay::DeliveryOrder;

/// A claim older than this has no living owner: longer than a worker's time limit.
const CLAIM_LIFE: TimeDelta = TimeDelta::minutes(2);

/// By which way a worker sends.
#[derive(Clone)]
pub enum Carrier {
    Email {
        sender: Arc<dyn EmailSender>,
        from: Email,
    },
    Sms {
        sender: Arc<dyn SmsSender>,
        sender_id: Option<String>,
    },
}

/// The message should come again later.
#[derive(Debug, thiserror::Error)]
#[error("deliver again later: {0}")]
pub struct Again(pub String);

/// Delivers one order; anything but [`Again`] means its message is done with.
///
/// # Errors
/// [`Again`] after a passing failure, or while another worker holds the claim.
pub async fn deliver(app: &App, carrier: &Carrier, order: &DeliveryOrder) -> Result<NoticeStatus, Again> {
    let key = keys::notice(order.booking, &order.kind, &order.channel, order.sequence);
    let shelf = app
        .store
        .delivery(key.clone(), order.booking)
        .await
        .map_err(|e| Again(e.to_string()))?;
    let read = |e: store::StoreError| Again(e.to_string());
    let Some(notice) = shelf.get::<Notice>(&key).map_err(read)? else {
        tracing::warn!(notice.key = %key, "an order names a notice that is not there");
        return Ok(NoticeStatus::Suppressed);
    };
    let booking = shelf.get::<Booking>(&keys::booking(order.booking)).map_err(read)?;
    let contact = shelf.get::<Contact>(&keys::contact(order.booking)).map_err(read)?;
    Delivery { app, carrier, notice }
        .run(booking.map(|b| b.record), contact.map(|c| c.record))
        .await
}

/// Whether a claim has no living owner. A clock that is far behind the claim's was set back; one that is a moment
/// behind is another machine's.
pub(crate) fn is_abandoned(notice: &Notice, now: DateTime<Utc>) -> bool {
    notice.claimed_at.is_none_or(|at| (now - at).abs() >= CLAIM_LIFE)
}

/// Why a notice whose worker died ended: whether the provider took it is unknown.
pub(crate) const WORKER_STOPPED: &str = "worker_stopped";

struct Delivery<'a> {
    app: &'a App,
    carrier: &'a Carrier,
    notice: Versioned<Notice>,
}

impl Delivery<'_> {
    async fn run(self, booking: Option<Booking>, contact: Option<Contact>) -> Result<NoticeStatus, Again> {
        let now = self.app.now();
        match self.notice.record.status {
            NoticeStatus::Queued => {}
            NoticeStatus::Sending if is_abandoned(&self.notice.record, now) => {
                return self.end(NoticeStatus::Unknown, Some(WORKER_STOPPED), None).await;
            }
            NoticeStatus::Sending => return Err(Again("claimed by another worker".to_owned())),
            status => return Ok(status),
        }
        let (Some(booking), Some(contact)) = (booking, contact) else {
            return self.end(NoticeStatus::Suppressed, Some("booking_erased"), None).await;
        };
        let Some(kind) = NoticeKind::parse(&self.notice.record.kind) else {
            return self.end(NoticeStatus::Failed, Some("unknown_kind"), None).await;
        };
        if let Some(reason) = obsolete(kind, &self.notice.record, &booking, now) {
            return self.end(NoticeStatus::Suppressed, Some(reason), None).await;
        }
        let facts = known(self.app, kind, &booking, &contact).await;
        let Some(facts) = facts.map_err(|e| Again(format!("{e:?}")))?.map(|f| NoticeFacts {
            previous: self.notice.record.previous,
            ..f
        }) else {
            return self.end(NoticeStatus::Failed, Some("catalogue_incomplete"), None).await;
        };
        let Some(letter) = self.letter(&facts, &contact) else {
            return self.end(NoticeStatus::Suppressed, Some("no_address"), None).await;
        };
        let claimed = self.claim().await?;
        let outcome = letter.send(claimed.carrier).await;
        claimed.record(outcome).await
    }

    /// A worker that was not first must not be done with the message: the first may yet fail, and it may be the same
    /// message, delivered twice.
    async fn claim(self) -> Result<Self, Again> {
        let Versioned { record, version } = self.notice;
        let attempts = record.attempts.saturating_add(1);
        let (claim, claimed_at) = (Some(self.app.new_uuid().to_string()), Some(self.app.now()));
        let claimed = Notice {
            status: NoticeStatus::Sending,
            claimed_at,
            claim,
            attempts,
            ..record
        };
        match self.app.store.replace(&claimed, version).await {
            Ok(()) => {}
            // A write whose answer was lost is repeated and then finds itself in its way.
            Err(CommitError::Moved(_)) => {
                let found = self
                    .app
                    .store
                    .notice(claimed.key())
                    .await
                    .map_err(|e| Again(e.to_string()))?;
                if found.is_none_or(|found| found.record != claimed) {
                    return Err(Again("claimed by another worker".to_owned()));
                }
            }
            Err(CommitError::Store(error)) => return Err(Again(error.to_string())),
        }
        Ok(Self {
            notice: Versioned {
                record: claimed,
                version: version + 1,
            },
            ..self
        })
    }

    async fn record(self, outcome: Result<Accepted, DeliveryError>) -> Result<NoticeStatus, Again> {
        match outcome {
            Ok(accepted) => self.end(NoticeStatus::Sent, None, Some(accepted.reference)).await,
            Err(DeliveryError::Rejected { reason }) => self.end(NoticeStatus::Failed, Some(&reason), None).await,
            Err(DeliveryError::Unknown { reason }) => self.end(NoticeStatus::Unknown, Some(&reason), None).await,
            Err(DeliveryError::Transient { reason }) => {
                let Versioned { record, version } = self.notice;
                let (status, why) = (NoticeStatus::Queued, Some(reason.clone()));
                let back = Notice {
                    status,
                    reason: why,
                    claimed_at: None,
                    claim: None,
                    ..record
                };
                // If even this fails the claim runs out and the notice ends as unknown.
                if let Err(error) = self.app.store.replace(&back, version).await {
                    tracing::warn!(?error, "a notice could not be put back");
                }
                Err(Again(reason))
            }
        }
    }

    async fn end(
        self,
        status: NoticeStatus,
        reason: Option<&str>,
        reference: Option<String>,
    ) -> Result<NoticeStatus, Again> {
        let Versioned { record, version } = self.notice;
        let ended_at = Some(self.app.now());
        let ended = Notice {
            status,
            reason: reason.map(str::to_owned),
            reference,
            ended_at,
            ..record
        };
        match self.app.store.replace(&ended, version).await {
            Ok(()) => Ok(status),
            // Another worker has moved it on; its word stands.
            Err(CommitError::Moved(_)) => Ok(status),
            Err(CommitError::Store(error)) => Err(Again(error.to_string())),
        }
    }

    /// `None` when the contact has no address for the channel.
    fn letter(&self, facts: &NoticeFacts, contact: &Contact) -> Option<Letter> {
        let kind = facts.kind.as_str().to_owned();
        let booking_id = Some(facts.booking);
        match self.carrier {
            Carrier::Email { from, .. } => {
                let to = contact.email.clone()?;
                let rendered = render_email(&NoticeFacts {
                    sender: Some(from.clone()),
                    ..facts.clone()
                });
                Some(Letter::Email(OutgoingEmail {
                    from: Mailbox {
                        name: Some(facts.business_name.clone()),
                        address: from.clone(),
                    },
                    reply_to: facts.shop_email.clone().map(|address| Mailbox {
                        name: Some(facts.shop_name.clone()),
                        address,
                    }),
                    to,
                    to_name: Some(contact.name.to_string()),
                    subject: rendered.subject,
                    text: rendered.text,
                    html: rendered.html,
                    calendar: rendered.calendar,
                    message_id: message_id(facts.booking, facts.sequence, &kind, from),
                    kind,
                    booking_id,
                }))
            }
            Carrier::Sms { sender_id, .. } => {
                let to = contact.phone.clone()?;
                let text = render_sms(facts);
                Some(Letter::Sms(OutgoingSms {
                    to,
                    text,
                    sender_id: sender_id.clone(),
                    kind,
                    booking_id,
                }))
            }
        }
    }
}

enum Letter {
    Email(OutgoingEmail),
    Sms(OutgoingSms),
}

impl Letter {
    async fn send(&self, carrier: &Carrier) -> Result<Accepted, DeliveryError> {
        match (self, carrier) {
            (Self::Email(email), Carrier::Email { sender, .. }) => sender.send(email).await,
            (Self::Sms(sms), Carrier::Sms { sender, .. }) => sender.send(sms).await,
            _ => Err(DeliveryError::rejected("wrong_channel")),
        }
    }
}

/// The same for every try of one notice, so that a double can be seen.
fn message_id(booking: BookingId, sequence: u32, kind: &str, from: &Email) -> String {
    let domain = from.as_str().rsplit_once('@').map_or("salonbook", |(_, domain)| domain);
    format!("<{booking}.{sequence}.{kind}@{domain}>")
}

/// What a message about a booking can say, from the catalogue in mind or, where that is too old to know everything
/// the booking names, from the table.
async fn known(
    app: &App,
    kind: NoticeKind,
    booking: &Booking,
    contact: &Contact,
) -> Result<Option<NoticeFacts>, Failure> {
    let recent = app.recent_catalogue(booking.id.business()).await?;
    match facts(app, kind, booking, contact, &recent) {
        Some(facts) => Ok(Some(facts)),
        None => Ok(facts(
            app,
            kind,
            booking,
            contact,
            &app.catalogue(booking.id.business()).await?,
        )),
    }
}

/// What a message about a booking can say; `None` when the catalogue misses a record the booking names.
#[must_use]
pub fn facts(
    app: &App,
    kind: NoticeKind,
    booking: &Booking,
    contact: &Contact,
    catalogue: &Catalogue,
) -> Option<NoticeFacts> {
    let segment = booking.segments.first()?;
    let shop = catalogue.shop(booking.shop)?;
    let address = shop
        .address
        .as_ref()
        .map(|a| a.one_line())
        .filter(|line| !line.is_empty());
    Some(NoticeFacts {
        kind,
        locale: contact.locale,
        business_name: catalogue.business.record.name.to_string(),
        shop_name: shop.name.to_string(),
        shop_address: address,
        shop_phone: shop.phone.clone(),
        shop_email: shop.email.clone(),
        sender: None,
        service_name: catalogue.service(segment.service)?.name.to_string(),
        staff_name: catalogue.staff_card(segment.staff)?.name.to_string(),
        customer_name: contact.name.to_string(),
        customer_email: contact.email.clone(),
        span: booking.span,
        previous: None,
        zone: booking.zone,
        price: booking.price,
        persons: u32::from(booking.persons),
        manage_url: Some(manage_url(app, booking)),
        booking: booking.id,
        sequence: booking.sequence,
        reason: booking.closing_reason.as_ref().map(|r| r.as_str().to_owned()),
        created_at: booking.created_at,
        now: app.now(),
        cancel_notice: shop.policy.cancel_notice,
    })
}

/// The customer's link to one booking.
#[must_use]
pub fn manage_url(app: &App, booking: &Booking) -> String {
    format!(
        "{}/api/v1/guest-bookings/{}",
        app.links().public_base_url,
        manage_token(booking)
    )
}

/// The text of a calendar file for one booking.
///
/// # Errors
/// [`Failure::NotFound`] when the booking names records that are gone.
pub async fn calendar_file(app: &App, booking: &Booking, contact: &Contact) -> Result<String, Failure> {
    let kind = match booking.status {
        Status::Held | Status::Pending => NoticeKind::BookingRequested,
        Status::Cancelled | Status::Rejected => NoticeKind::BookingCancelled,
        Status::Confirmed | Status::CheckedIn | Status::Completed | Status::NoShow => NoticeKind::BookingConfirmed,
    };
    let facts = known(app, kind, booking, contact).await?.ok_or(Failure::NotFound)?;
    Ok(crate::notices::render::calendar_file(&facts))
}
