//! What a worker sends about a booking.

use booking_rules::booking::{Booking, Status};
use booking_rules::notices::NoticeSettings;
use providers::email::{Mailbox, OutgoingEmail};
use providers::sms::OutgoingSms;
use providers::whatsapp::OutgoingWhatsapp;
use store::{Catalogue, Contact, Notice, NoticeStatus, keys};

use super::handing::{Message, Promised, hand_over};
use super::held::{Found, Held};
use super::{Again, Carrier, Way, message_id, question};
use crate::app::App;
use crate::bookings::manage_token;
use crate::failure::Failure;
use crate::notices::render::{NoticeFacts, render_email, render_sms, whatsapp_variables};
use crate::notices::{Channel, NoticeKind, Words, obsolete};
use crate::relay::{DeliveryOrder, NoticeOrder};
use crate::two_way;
use crate::wishes::{self, Decision, QUIET_HOURS};

pub(super) async fn deliver(app: &App, carrier: &Carrier, order: &NoticeOrder) -> Result<NoticeStatus, Again> {
    let (about, order) = (order.booking, DeliveryOrder::Notice(order.clone()));
    let key = order.key();
    let shelf = app.store.delivery(key.clone(), about).await?;
    let Some(notice) = shelf.get::<Notice>(&key)? else {
        tracing::warn!(notice.key = %key, "an order names a notice that is not there");
        return Ok(NoticeStatus::Suppressed);
    };
    let booking = shelf.get::<Booking>(&keys::booking(about))?.map(|b| b.record);
    let contact = shelf.get::<Contact>(&keys::contact(about))?.map(|c| c.record);
    match Held::take_up(app, notice).await? {
        Found::Waiting(held) => send(app, carrier, held, booking, contact, order.own_id()).await,
        Found::InQuestion(held) => {
            let to = contact.and_then(|contact| contact.phone);
            question::resolve(app, carrier, held, order.own_id(), to).await
        }
        Found::Done(status) => Ok(status),
    }
}

async fn send(
    app: &App,
    carrier: &Carrier,
    held: Held<'_, Notice>,
    booking: Option<Booking>,
    contact: Option<Contact>,
    own_id: String,
) -> Result<NoticeStatus, Again> {
    let (Some(booking), Some(contact)) = (booking, contact) else {
        return held.suppress("booking_erased").await;
    };
    let Some(kind) = NoticeKind::parse(&held.record().kind) else {
        return held.fail("unknown_kind").await;
    };
    if let Some(reason) = obsolete(kind, held.record(), &booking, app.now()) {
        return held.suppress(reason).await;
    }
    let decided = wishes::decide(app, kind.purpose(), held.record(), &booking, &contact).await;
    let contact = match decided.map_err(|e| Again(format!("{e:?}")))? {
        Decision::Go { locale } => Contact { locale, ..contact },
        Decision::Later(at) => return held.wait_until(at, QUIET_HOURS).await,
        Decision::Suppress(reason) => return held.suppress(reason).await,
    };
    let document = match kind {
        NoticeKind::Receipt => app.store.sale_document(booking.id, held.record().sequence).await?,
        _ => None,
    };
    if kind == NoticeKind::Receipt && document.is_none() {
        return held.fail("document_missing").await;
    }
    let facts = known(app, kind, &booking, &contact).await;
    let Some(facts) = facts.map_err(|e| Again(format!("{e:?}")))?.map(|f| NoticeFacts {
        previous: held.record().previous,
        document,
        ..f
    }) else {
        return held.fail("catalogue_incomplete").await;
    };
    let settings = app.recent_catalogue(booking.id.business()).await;
    let settings = settings.map_err(|e| Again(format!("{e:?}")))?.notice_settings();
    let promised = Promised {
        at: held.record().due_at,
        to_the_minute: kind == NoticeKind::BookingReminder && held.record().again == 0,
    };
    let words = app.words(&booking, kind, facts.locale, &held.record().channel).await;
    let words = words.map_err(|e| Again(format!("{e:?}")))?;
    match message(carrier, &settings, &facts, &words, &contact, own_id) {
        Some(message) => {
            let status = hand_over(app, carrier, held, Some(&settings), message, promised).await?;
            let went = matches!(status, NoticeStatus::Sent | NoticeStatus::Unknown);
            let by_sms = went && carrier.channel() == Channel::Sms;
            if let Some(phone) = contact.phone.filter(|_| by_sms) {
                two_way::remember(app, &booking, kind.as_str(), &phone, None).await;
            }
            Ok(status)
        }
        None => held.suppress("no_address").await,
    }
}

/// `None` when the contact has no address for the channel.
fn message(
    carrier: &Carrier,
    settings: &NoticeSettings,
    facts: &NoticeFacts,
    words: &Words,
    contact: &Contact,
    own_id: String,
) -> Option<Message> {
    let kind = facts.kind.as_str().to_owned();
    let booking_id = Some(facts.booking);
    match &carrier.way {
        Way::Email { from } => {
            let to = contact.email.clone()?;
            let from_there = NoticeFacts {
                sender: Some(from.clone()),
                ..facts.clone()
            };
            let rendered = render_email(&from_there, words);
            Some(Message::Email(OutgoingEmail {
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
                message_id: message_id(&own_id, from),
                kind,
                booking_id,
                own_id,
                unsubscribe_url: facts.unsubscribe_url.clone(),
            }))
        }
        Way::Sms { .. } => {
            let to = contact.phone.clone()?;
            let text = render_sms(facts, words);
            Some(Message::Sms(OutgoingSms {
                to,
                text,
                sender_id: carrier.sms_sender(Some(settings)),
                kind,
                booking_id,
                own_id,
            }))
        }
        Way::Whatsapp => {
            let to = contact.phone.clone()?;
            Some(Message::Whatsapp(OutgoingWhatsapp {
                to,
                text: render_sms(facts, &Words::platform()),
                variables: whatsapp_variables(facts),
                locale: facts.locale,
                kind,
                booking_id,
                own_id,
            }))
        }
    }
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
        held_until: booking.held_until,
        manage_url: Some(manage_url(app, booking)),
        unsubscribe_url: wishes::leave_url(app, booking, kind.purpose(), Channel::Email),
        booking: booking.id,
        sequence: booking.sequence,
        reason: booking.closing_reason.as_ref().map(|r| r.as_str().to_owned()),
        created_at: booking.created_at,
        now: app.now(),
        cancel_notice: shop.policy.cancel_notice,
        can_reply: catalogue.notice_settings().takes_replies(),
        document: None,
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
