//! What a worker sends about an account, or on behalf of a business.

use providers::email::{Mailbox, OutgoingEmail};
use providers::sms::OutgoingSms;
use store::{Letter, NoticeStatus, keys};

use super::held::{Found, Held};
use super::{Again, Carrier, Message, message_id};
use crate::app::App;
use crate::identity::letters::LetterKind;
use crate::notices::Channel;
use crate::notices::render::letters::{Unreadable, render_email, render_sms};
use crate::relay::{DeliveryOrder, LetterOrder};
use crate::wishes::is_stopped;

pub(super) async fn deliver(app: &App, carrier: &Carrier, order: &LetterOrder) -> Result<NoticeStatus, Again> {
    let Some(letter) = app.store.parcel::<Letter>(keys::letter(order.letter)).await? else {
        tracing::warn!(letter.id = %order.letter, "an order names a letter that is not there");
        return Ok(NoticeStatus::Suppressed);
    };
    match Held::take_up(app, letter).await? {
        Found::Waiting(held) => send(app, carrier, held, DeliveryOrder::Letter(order.clone()).own_id()).await,
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
    match message(carrier, kind, letter, own_id) {
        Ok(Some(message)) => held.send(carrier, message).await,
        Ok(None) => held.suppress("no_address").await,
        // The reader would be told nothing they can use; the log says which fact is missing.
        Err(Unreadable) => held.fail("facts_missing").await,
    }
}

/// `None` when the letter has no address for the channel.
fn message(
    carrier: &Carrier,
    kind: LetterKind,
    letter: &Letter,
    own_id: String,
) -> Result<Option<Message>, Unreadable> {
    match (carrier, &letter.email, &letter.phone) {
        (Carrier::Email { from, .. }, Some(to), _) => {
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
        (Carrier::Sms { sender_id, .. }, _, Some(to)) => Ok(Some(Message::Sms(OutgoingSms {
            to: to.clone(),
            text: render_sms(kind, letter)?,
            sender_id: sender_id.clone(),
            kind: letter.kind.clone(),
            booking_id: None,
            own_id,
        }))),
        _ => Ok(None),
    }
}
