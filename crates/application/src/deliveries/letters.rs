//! What a worker sends about an account, or on behalf of a business.

use booking_rules::notices::NoticeSettings;
use providers::email::{Mailbox, OutgoingEmail};
use providers::sms::OutgoingSms;
use store::{Letter, NoticeStatus};

use super::handing::{Message, Promised, hand_over};
use super::held::{Found, Held};
use super::{Again, Carrier, Way, message_id, question};
use crate::app::App;
use crate::failure::Failure;
use crate::identity::letters::LetterKind;
use crate::notices::Channel;
use crate::notices::render::letters::{Unreadable, render_email, render_sms};
use crate::relay::{DeliveryOrder, LetterOrder};
use crate::wishes::is_stopped;

pub(super) async fn deliver(app: &App, carrier: &Carrier, order: &LetterOrder) -> Result<NoticeStatus, Again> {
    let order = DeliveryOrder::Letter(order.clone());
    let Some(letter) = app.store.parcel::<Letter>(order.key()).await? else {
        tracing::warn!(letter.key = %order.key(), "an order names a letter that is not there");
        return Ok(NoticeStatus::Suppressed);
    };
    match Held::take_up(app, letter).await? {
        Found::Waiting(held) => send(app, carrier, held, order.own_id()).await,
        Found::InQuestion(held) => {
            let to = held.record().phone.clone();
            question::resolve(app, carrier, held, order.own_id(), to).await
        }
        Found::Done(status) => Ok(status),
    }
}

async fn send(app: &App, carrier: &Carrier, held: Held<'_, Letter>, own_id: String) -> Result<NoticeStatus, Again> {
    let letter = held.record();
    let Some(kind) = LetterKind::parse(&letter.kind) else {
        return held.fail("unknown_kind").await;
    };
    if app.now() >= letter.useful_until {
        return held.suppress("no_longer_useful").await;
    }
    // Whoever answered STOP gets no text message, whatever it tells of; what is asked for by e-mail comes there.
    if let (None, Some(phone)) = (&letter.email, &letter.phone)
        && is_stopped(app, letter.business, Channel::Sms, &phone.into())
            .await
            .map_err(|e| Again(format!("{e:?}")))?
    {
        return held.suppress("opted_out").await;
    }
    let settings = settings(app, letter).await?;
    let promised = Promised {
        at: letter.created_at,
        to_the_minute: false,
    };
    match message(carrier, settings.as_ref(), kind, letter, own_id) {
        Ok(Some(message)) => hand_over(app, carrier, held, settings.as_ref(), message, promised).await,
        Ok(None) => held.suppress("no_address").await,
        // The reader would be told nothing they can use; the log says which fact is missing.
        Err(Unreadable) => held.fail("facts_missing").await,
    }
}

/// How the business writes on whose behalf it goes; none for the platform's own letters.
async fn settings(app: &App, letter: &Letter) -> Result<Option<NoticeSettings>, Again> {
    let Some(business) = letter.business else {
        return Ok(None);
    };
    match app.recent_catalogue(business).await {
        Ok(catalogue) => Ok(Some(catalogue.notice_settings())),
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(Again(format!("{failure:?}"))),
    }
}

/// `None` when the letter has no address for the channel.
fn message(
    carrier: &Carrier,
    settings: Option<&NoticeSettings>,
    kind: LetterKind,
    letter: &Letter,
    own_id: String,
) -> Result<Option<Message>, Unreadable> {
    match (&carrier.way, &letter.email, &letter.phone) {
        (Way::Email { from }, Some(to), _) => {
            let mail = render_email(kind, letter)?;
            Ok(Some(Message::Email(OutgoingEmail {
                from: Mailbox {
                    name: Some(mail.sender),
                    address: from.clone(),
                },
                reply_to: None,
                to: to.clone(),
                to_name: None,
                subject: mail.subject,
                text: mail.text,
                html: mail.html,
                calendar: None,
                message_id: message_id(&letter.id.to_string(), from),
                kind: letter.kind.clone(),
                booking_id: None,
                own_id,
                unsubscribe_url: None,
            })))
        }
        (Way::Sms { .. }, _, Some(to)) => Ok(Some(Message::Sms(OutgoingSms {
            to: to.clone(),
            text: render_sms(kind, letter)?,
            sender_id: carrier.sms_sender(settings),
            kind: letter.kind.clone(),
            booking_id: None,
            own_id,
        }))),
        _ => Ok(None),
    }
}
