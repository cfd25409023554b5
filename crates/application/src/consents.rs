//! What people agreed to get: reviews and offers, by each channel, from one business or from every one.
//!
//! How a consent stands is one record, and every word that was said of it stays as another. A guest's word is kept under
//! the digest of the address or number it was said about, for one business. It counts for the account that proves the
//! address to be its own, and is listed there, until the account says something itself; so nothing is copied when a guest
//! becomes an account, and nothing can be missed.

pub(crate) mod booked;

use booking_rules::ids::{AccountId, BusinessId};
use booking_rules::notices::{Channel, Purpose, Said, TextVersion, stands};
use booking_rules::values::{Invalid, Locale};
use serde_json::json;
use store::{AddressDigest, Commit, ConsentHolder, Contact, Key, Shelf, StoreError, Versioned, keys};

use crate::app::App;
use crate::author::Author;
use crate::failure::{Failure, FieldFault};
use crate::once::moved;
use crate::retry;

pub use booked::Ticked;
pub use store::{Consent, ConsentRecord};

/// Words that one request may say: two purposes by three channels for a handful of businesses. Each is two writes of a
/// transaction.
pub const MOST_WORDS: usize = 24;
/// Of what was said, the newest that are shown.
const MOST_RECORDS: usize = 200;

/// Reads a purpose that somebody can agree to.
///
/// # Errors
/// `invalid_choice`.
pub fn optional_purpose(word: &str) -> Result<Purpose, Invalid> {
    Purpose::parse(word)
        .filter(|purpose| purpose.needs_consent())
        .ok_or(Invalid::new("invalid_choice"))
}

/// One yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// To which business; none is the platform as a whole.
    pub business: Option<BusinessId>,
    pub purpose: Purpose,
    pub channel: Channel,
    pub given: bool,
    pub text_version: TextVersion,
    pub language: Locale,
}

/// How somebody's consents stand, and how that came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Consents {
    pub standing: Vec<Consent>,
    /// The newest first.
    pub history: Vec<ConsentRecord>,
}

/// The consents of an account, and those that a guest gave for an address or number which is the account's now.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, account: AccountId) -> Result<Consents, Failure> {
    let own = ConsentHolder::Account(account);
    let mut standing: Vec<Consent> = app.store.consents(&own).await?.into_iter().map(|c| c.record).collect();
    let mut history = app.store.consent_records(&own, MOST_RECORDS).await?;
    let proven = app.store.account(account).await?.map(|found| found.record);
    let email = proven.as_ref().and_then(|account| account.email.as_ref());
    let phone = proven.as_ref().and_then(|account| account.phone.as_ref());
    let addresses = [email.map(AddressDigest::from), phone.map(AddressDigest::from)];
    for address in addresses.into_iter().flatten() {
        let guest = ConsentHolder::Guest(address);
        for found in app.store.consents(&guest).await? {
            if !standing.iter().any(|known| is_about_the_same(known, &found.record)) {
                standing.push(found.record);
            }
        }
        history.extend(app.store.consent_records(&guest, MOST_RECORDS).await?);
    }
    history.sort_by_key(|record| std::cmp::Reverse((record.consent.at, record.id)));
    history.truncate(MOST_RECORDS);
    Ok(Consents { standing, history })
}

fn is_about_the_same(one: &Consent, other: &Consent) -> bool {
    (one.business, one.purpose, one.channel) == (other.business, other.purpose, other.channel)
}

/// Puts an account's words on record; what none of them is about stays as it is, and a word that was the last one said
/// about it already is not said again.
///
/// # Errors
/// [`Failure::Invalid`] for a business there is not.
pub async fn say(app: &App, account: AccountId, words: &[Word], author: &Author) -> Result<Consents, Failure> {
    refuse_unknown_business(app, words).await?;
    let holder = ConsentHolder::Account(account);
    retry::unless_stale(app, None, || async {
        let known = app.store.consents(&holder).await?;
        let mut commit = Commit::new();
        let mut told = Vec::new();
        for word in words {
            let consent = word.of(app, holder.clone(), author);
            let found = known.iter().find(|known| is_about_the_same(&known.record, &consent));
            if add(app, &mut commit, &consent, found)? {
                told.push(json!({
                    "business_id": word.business, "purpose": word.purpose, "channel": word.channel, "given": word.given
                }));
            }
        }
        if told.is_empty() {
            return Ok(());
        }
        let data = json!({ "account_id": account, "consents": told });
        commit.create(&author.account_event(app, account, "ConsentsUpdated", data))?;
        app.store.commit(&commit).await.map_err(moved)
    })
    .await?;
    list(app, account).await
}

async fn refuse_unknown_business(app: &App, words: &[Word]) -> Result<(), Failure> {
    let named: Vec<Key> = words
        .iter()
        .filter_map(|word| word.business.map(keys::profile))
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    let found = app.store.shelf(named).await?;
    let mut faults = Vec::new();
    for (index, business) in words
        .iter()
        .enumerate()
        .filter_map(|(i, word)| Some((i, word.business?)))
    {
        let profile: Option<Versioned<booking_rules::catalog::Business>> = found.get(&keys::profile(business))?;
        if profile.is_none() {
            faults.push(FieldFault::new(
                format!("consents[{index}].business_id"),
                "unknown_business",
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}

impl Word {
    fn of(&self, app: &App, holder: ConsentHolder, author: &Author) -> Consent {
        Consent {
            holder,
            business: self.business,
            purpose: self.purpose,
            channel: self.channel,
            given: self.given,
            text_version: self.text_version.clone(),
            language: self.language,
            at: app.now(),
            by: author.actor.clone(),
        }
    }
}

/// Adds a consent and its record, unless the same stands already; whether it did.
fn add(
    app: &App,
    commit: &mut Commit,
    consent: &Consent,
    found: Option<&Versioned<Consent>>,
) -> Result<bool, StoreError> {
    let says_the_same = |found: &&Versioned<Consent>| {
        (found.record.given, &found.record.text_version) == (consent.given, &consent.text_version)
    };
    if found.filter(says_the_same).is_some() {
        return Ok(false);
    }
    commit.replace(consent, found.map(|found| found.version))?;
    commit.create(&ConsentRecord {
        id: booking_rules::ids::EventId::new(app.new_uuid()),
        consent: consent.clone(),
    })?;
    Ok(true)
}

/// Whether somebody agreed to messages of a purpose by a channel from a business: the account of the booking, or the
/// guest whose address it was made with. What needs no consent is always allowed.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn allows(
    app: &App,
    business: BusinessId,
    contact: &Contact,
    channel: Channel,
    purpose: Purpose,
) -> Result<bool, Failure> {
    if !purpose.needs_consent() {
        return Ok(true);
    }
    let asked = Asked::of(business, contact, channel, purpose);
    let shelf = app.store.shelf(asked.keys()).await?;
    Ok(asked.answer(&shelf)?.is_some_and(|said| said.given))
}

/// Where the answer to one question of consent stands.
pub(crate) struct Asked {
    to_business: Option<Key>,
    to_all: Option<Key>,
    as_guest: Option<Key>,
}

impl Asked {
    pub(crate) fn of(business: BusinessId, contact: &Contact, channel: Channel, purpose: Purpose) -> Self {
        let own = contact.account.map(ConsentHolder::Account);
        let at = |business| own.as_ref().map(|own| keys::consent(own, business, purpose, channel));
        Self {
            to_business: at(Some(business)),
            to_all: at(None),
            as_guest: address(contact, channel)
                .map(|address| keys::consent(&ConsentHolder::Guest(address), Some(business), purpose, channel)),
        }
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        let all = [&self.to_business, &self.to_all, &self.as_guest];
        all.into_iter().flatten().cloned().collect()
    }

    /// What the account said, else what the guest did.
    pub(crate) fn answer(&self, shelf: &Shelf) -> Result<Option<Said>, StoreError> {
        let said = |key: &Option<Key>| -> Result<Option<Said>, StoreError> {
            let Some(key) = key else { return Ok(None) };
            Ok(shelf.get::<Consent>(key)?.map(|found| found.record.said()))
        };
        let by_account = stands(said(&self.to_business)?, said(&self.to_all)?);
        Ok(by_account.or(said(&self.as_guest)?))
    }

    /// What the account itself said.
    pub(crate) fn answer_of_account(&self, shelf: &Shelf) -> Result<Option<Said>, StoreError> {
        let account = Self {
            to_business: self.to_business.clone(),
            to_all: self.to_all.clone(),
            as_guest: None,
        };
        account.answer(shelf)
    }
}

/// Where a channel reaches the customer of a booking.
pub(crate) fn address(contact: &Contact, channel: Channel) -> Option<AddressDigest> {
    if channel.is_to_number() {
        contact.phone.as_ref().map(AddressDigest::from)
    } else {
        contact.email.as_ref().map(AddressDigest::from)
    }
}
