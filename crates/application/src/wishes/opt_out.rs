//! How people refuse messages, and take that back.
//!
//! What is written down names the address or number as a digest, and the event of it not at all.

use std::str::FromStr;

use booking_rules::booking::Booking;
use booking_rules::ids::{BookingId, BusinessId, IdError};
use booking_rules::notices::{Channel, OptOutReason, Purpose};
use booking_rules::values::{Email, Locale, Name, Phone};
use serde_json::{Value, json};
use store::{AddressDigest, Commit, Event, Refused, Suppression, Versioned, keys};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::author::Author;
use crate::consents::address;
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// Somebody answered with a word such as STOP: nothing more by this channel to this number, not even about bookings, from
/// the business whose number they answered to, or from any where several share it. Whether that is news.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn stop(
    app: &App,
    business: Option<BusinessId>,
    channel: Channel,
    phone: &Phone,
    author: &Author,
) -> Result<bool, Failure> {
    let (address, purposes) = (AddressDigest::from(phone), Purpose::ALL.to_vec());
    let refusal = Refusal {
        business,
        channel,
        address,
        reason: OptOutReason::StopWord,
        purposes,
    };
    refusal.record(app, author).await
}

/// Somebody answered with a word such as START: takes back what [`stop`] did, and what the number refused by a link.
/// Whether that is news.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn start(
    app: &App,
    business: Option<BusinessId>,
    channel: Channel,
    phone: &Phone,
    author: &Author,
) -> Result<bool, Failure> {
    let address = AddressDigest::from(phone);
    retry::unless_stale(app, None, || async {
        let Some(found) = app.store.suppression(channel, &address, business).await? else {
            return Ok(false);
        };
        let mut kept = found.record.clone();
        kept.refused.retain(|refused| refused.reason == OptOutReason::Complaint);
        if kept == found.record {
            return Ok(false);
        }
        let mut commit = Commit::new();
        if kept.refused.is_empty() {
            commit.delete(keys::suppression(channel, &address, business), found.version);
        } else {
            commit.replace(&kept, Some(found.version))?;
        }
        let data = json!({ "channel": channel });
        commit.create(&event(app, "OptOutLifted", business, &kept, data, author))?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(true)
    })
    .await
}

/// Somebody told their mail provider that a message of the business is unwanted: nothing more goes to that address, for
/// whoever goes on loses the good name that every other message needs. Whether that is news.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn complained(app: &App, business: BusinessId, email: &Email, author: &Author) -> Result<bool, Failure> {
    let refusal = Refusal {
        business: Some(business),
        channel: Channel::Email,
        address: AddressDigest::from(email),
        reason: OptOutReason::Complaint,
        purposes: Purpose::ALL.to_vec(),
    };
    refusal.record(app, author).await
}

/// What somebody refuses.
struct Refusal {
    business: Option<BusinessId>,
    channel: Channel,
    address: AddressDigest,
    reason: OptOutReason,
    purposes: Vec<Purpose>,
}

impl Refusal {
    /// Writes it down beside what was refused before; what a carrier or mail provider knows of stays as it was.
    async fn record(&self, app: &App, author: &Author) -> Result<bool, Failure> {
        retry::unless_stale(app, None, || async {
            let found = app
                .store
                .suppression(self.channel, &self.address, self.business)
                .await?;
            let (before, version) = found.map_or((None, None), |Versioned { record, version }| {
                (Some(record), Some(version))
            });
            let after = self.beside(app, before.as_ref());
            if before.as_ref() == Some(&after) {
                return Ok(false);
            }
            let mut commit = Commit::new();
            commit.replace(&after, version)?;
            let data = json!({ "channel": self.channel, "reason": self.reason, "purposes": self.purposes });
            commit.create(&event(app, "OptOutRecorded", self.business, &after, data, author))?;
            app.store.commit(&commit).await.map_err(moved)?;
            Ok(true)
        })
        .await
    }

    fn beside(&self, app: &App, before: Option<&Suppression>) -> Suppression {
        let mut refused: Vec<Refused> = before.map(|before| before.refused.clone()).unwrap_or_default();
        // A stronger word takes the place of a weaker one, and a link followed again is a word said anew.
        refused.retain(|known| !self.purposes.contains(&known.purpose) || !known.reason.yields_to_a_later_yes());
        for purpose in &self.purposes {
            if !refused.iter().any(|known| known.purpose == *purpose) {
                refused.push(Refused {
                    purpose: *purpose,
                    reason: self.reason,
                    at: app.now(),
                });
            }
        }
        refused.sort_by_key(|refused| refused.purpose);
        Suppression {
            channel: self.channel,
            address: self.address.clone(),
            business: self.business,
            refused,
        }
    }
}

/// In the trail of the business; one that is about no business in particular stands beside what it tells of.
fn event(
    app: &App,
    kind: &str,
    business: Option<BusinessId>,
    of: &Suppression,
    mut data: Value,
    author: &Author,
) -> Event {
    match business {
        Some(business) => {
            data["business_id"] = json!(business);
            author.event(app, keys::business_partition(business), business, kind, data)
        }
        None => {
            let partition = keys::suppressions_partition(of.channel, &of.address);
            author.platform_event(app, &partition, kind, data)
        }
    }
}

/// The token of a link by which a reader leaves: which booking's message it stood in, of which purpose and channel, and a
/// proof that only its reader can have. It needs no record of its own, tells nobody's address, and opens nothing else: the
/// proof is made of the booking's secret, and the secret cannot be made of it.
#[derive(Clone, PartialEq, Eq)]
pub struct LeaveToken {
    pub booking: BookingId,
    purpose: Purpose,
    channel: Channel,
    proof: String,
}

impl FromStr for LeaveToken {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let parts: Vec<&str> = text.split('.').collect();
        let [booking, purpose, channel, proof] = *parts.as_slice() else {
            return Err(IdError);
        };
        Ok(Self {
            booking: booking.parse()?,
            purpose: Purpose::parse(purpose)
                .filter(|purpose| !purpose.is_transactional())
                .ok_or(IdError)?,
            channel: Channel::parse(channel).ok_or(IdError)?,
            proof: proof.to_owned(),
        })
    }
}

impl std::fmt::Debug for LeaveToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LeaveToken({}, ***)", self.booking)
    }
}

/// Half of a SHA-256 over the booking's secret of 128 bits: nobody finds it without the secret.
fn proof(booking: &Booking, purpose: Purpose, channel: Channel) -> String {
    let (secret, purpose, channel) = (&booking.manage_secret.0, purpose.as_str(), channel.as_str());
    let mut digest = store::digest(&format!("leave\n{secret}\n{purpose}\n{channel}"));
    digest.truncate(32);
    digest
}

/// Where the reader of a message leaves such messages; none for what cannot be left.
#[must_use]
pub fn leave_url(app: &App, booking: &Booking, purpose: Purpose, channel: Channel) -> Option<String> {
    if purpose.is_transactional() {
        return None;
    }
    let (base, id) = (&app.links().public_base_url, booking.id);
    let proof = proof(booking, purpose, channel);
    let (purpose, channel) = (purpose.as_str(), channel.as_str());
    Some(format!("{base}/api/v1/unsubscribe/{id}.{purpose}.{channel}.{proof}"))
}

/// Whom a link lets leave what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub business: Name,
    pub purpose: Purpose,
    pub channel: Channel,
    /// The reader's language.
    pub locale: Locale,
}

/// What the link is for; changes nothing, for programs follow links that nobody clicked.
///
/// # Errors
/// [`Failure::NotFound`] for a token that was made up, or whose booking is gone.
pub async fn left_by(app: &App, token: &LeaveToken) -> Result<Left, Failure> {
    Ok(opened(app, token).await?.0)
}

/// The reader leaves what the link is for, or everything that can be left. Again is harmless.
///
/// # Errors
/// As [`left_by`].
pub async fn leave(app: &App, token: &LeaveToken, everything: bool, author: &Author) -> Result<Left, Failure> {
    let (left, address) = opened(app, token).await?;
    let refusal = Refusal {
        business: Some(token.booking.business()),
        channel: token.channel,
        address,
        reason: OptOutReason::Unsubscribed,
        purposes: if everything {
            Purpose::optional()
        } else {
            token.purpose.left_together()
        },
    };
    refusal.record(app, author).await?;
    Ok(left)
}

async fn opened(app: &App, token: &LeaveToken) -> Result<(Left, AddressDigest), Failure> {
    let found = app.store.booking_with_contact(token.booking).await?;
    let Some((booking, Some(contact))) = found else {
        return Err(Failure::NotFound);
    };
    let expected = proof(&booking.record, token.purpose, token.channel);
    if !bool::from(expected.as_bytes().ct_eq(token.proof.as_bytes())) {
        return Err(Failure::NotFound);
    }
    let address = address(&contact, token.channel).ok_or(Failure::NotFound)?;
    let business = app.store.business(token.booking.business()).await?;
    let left = Left {
        business: business.ok_or(Failure::NotFound)?.record.name,
        purpose: token.purpose,
        channel: token.channel,
        locale: contact.locale,
    };
    Ok((left, address))
}
