//! The consents that somebody gives while they book.

use booking_rules::ids::{BookingId, BusinessId};
use booking_rules::notices::{Channel, Purpose, TextVersion};
use booking_rules::values::Locale;
use serde_json::json;
use store::{BookingSheet, Commit, Consent, ConsentHolder, Contact, Entity, Key, StoreError, Versioned, keys};

use super::{Word, add, address};
use crate::app::App;
use crate::author::Author;

/// A yes to one purpose by some channels, as a form has it: a box that was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    pub purpose: Purpose,
    pub channels: Vec<Channel>,
    pub text_version: TextVersion,
}

/// The consents that a booking's customer gave with it: as its account, else as the guest that its address or number
/// stands for. A channel by which the customer cannot be reached has nobody who could agree to it.
pub(crate) fn given(
    app: &App,
    business: BusinessId,
    contact: &Contact,
    ticked: &[Ticked],
    author: &Author,
) -> Vec<Consent> {
    let words = ticked.iter().flat_map(|ticked| {
        let to_word = |channel: &Channel| word(business, ticked, *channel, contact.locale);
        ticked.channels.iter().map(to_word).collect::<Vec<_>>()
    });
    words
        .filter_map(|word| {
            let holder = match contact.account {
                Some(account) => ConsentHolder::Account(account),
                None => ConsentHolder::Guest(address(contact, word.channel)?),
            };
            Some(word.of(app, holder, author))
        })
        .collect()
}

fn word(business: BusinessId, ticked: &Ticked, channel: Channel, language: Locale) -> Word {
    Word {
        business: Some(business),
        purpose: ticked.purpose,
        channel,
        given: true,
        text_version: ticked.text_version.clone(),
        language,
    }
}

/// How one stood when the booking was decided on.
pub(crate) type Known = (Consent, Option<Versioned<Consent>>);

pub(crate) fn keys_of(consents: &[Consent]) -> Vec<Key> {
    consents.iter().map(Entity::key).collect()
}

pub(crate) fn known(sheet: &BookingSheet, consents: Vec<Consent>) -> Result<Vec<Known>, StoreError> {
    let found = consents.into_iter().map(|consent| {
        let known = sheet.besides(&consent.key())?;
        Ok((consent, known))
    });
    found.collect()
}

/// Adds those that are new to the transaction of a booking, and the event that tells of them.
pub(crate) fn add_to(
    app: &App,
    commit: &mut Commit,
    booking: BookingId,
    consents: &[Known],
    author: &Author,
) -> Result<(), StoreError> {
    let mut told = Vec::new();
    for (consent, known) in consents {
        if add(app, commit, consent, known.as_ref())? {
            told.push(json!({ "purpose": consent.purpose, "channel": consent.channel }));
        }
    }
    if !told.is_empty() {
        let data = json!({ "booking_id": booking, "consents": told });
        let partition = keys::booking_partition(booking);
        commit.create(&author.event(app, partition, booking.business(), "ConsentsRecorded", data))?;
    }
    Ok(())
}
