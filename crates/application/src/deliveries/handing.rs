//! Giving a message to the first vendor that takes it.

use std::sync::Arc;

use booking_rules::notices::{NoticeSettings, Vendor};
use chrono::{DateTime, Utc};
use providers::delivery::{Accepted, DeliveryError};
use providers::email::{EmailSender, OutgoingEmail};
use providers::sms::{OutgoingSms, SmsSender};
use providers::vendors::{NotSetUp, Vendors};
use providers::whatsapp::{OutgoingWhatsapp, WhatsappSender};
use store::{DeadAddress, NoticeStatus, Parcel, digest};

use super::held::Held;
use super::{Again, Carrier};
use crate::app::App;
use crate::gauges::{HandOver, Outcome};

/// What a provider is given.
#[expect(clippy::large_enum_variant, reason = "a worker has one at a time")]
pub(super) enum Message {
    Email(OutgoingEmail),
    Sms(OutgoingSms),
    Whatsapp(OutgoingWhatsapp),
}

/// When a message should have gone out.
#[derive(Clone, Copy)]
pub(super) struct Promised {
    pub(super) at: DateTime<Utc>,
    /// Promised for this time, rather than as soon as may be.
    pub(super) to_the_minute: bool,
}

/// A vendor that is ready for a message of its kind.
enum Sender {
    Email(Arc<dyn EmailSender>),
    Sms(Arc<dyn SmsSender>),
    Whatsapp(Arc<dyn WhatsappSender>),
}

impl Message {
    fn address(&self) -> &str {
        match self {
            Self::Email(email) => email.to.as_str(),
            Self::Sms(sms) => sms.to.as_str(),
            Self::Whatsapp(message) => message.to.as_str(),
        }
    }

    async fn sender(&self, vendors: &dyn Vendors, vendor: Vendor) -> Result<Sender, NotSetUp> {
        match self {
            Self::Email(_) => vendors.email(vendor).await.map(Sender::Email),
            Self::Sms(_) => vendors.sms(vendor).await.map(Sender::Sms),
            Self::Whatsapp(_) => vendors.whatsapp(vendor).await.map(Sender::Whatsapp),
        }
    }

    async fn send(&self, sender: &Sender) -> Result<Accepted, DeliveryError> {
        match (self, sender) {
            (Self::Email(email), Sender::Email(sender)) => sender.send(email).await,
            (Self::Sms(sms), Sender::Sms(sender)) => sender.send(sms).await,
            (Self::Whatsapp(message), Sender::Whatsapp(sender)) => sender.send(message).await,
            _ => Err(DeliveryError::rejected("wrong_channel")),
        }
    }
}

/// Claims the message and gives it to one vendor after the other, until one takes it, refuses it for good, or leaves it
/// unknown whether it took it: then no other may be given it.
pub(super) async fn hand_over<P: Parcel>(
    app: &App,
    carrier: &Carrier,
    held: Held<'_, P>,
    settings: Option<&NoticeSettings>,
    message: Message,
    promised: Promised,
) -> Result<NoticeStatus, Again> {
    let channel = carrier.channel();
    let sent_to = digest(message.address());
    if app.store.dead_address(channel, &sent_to).await?.is_some() {
        return held.suppress("dead_address").await;
    }
    let mut at_hand = AtHand::Waiting(held);
    let mut reason = "no_vendor".to_owned();
    for vendor in carrier.order(settings) {
        let sender = match message.sender(&*carrier.vendors, vendor).await {
            Ok(sender) => sender,
            Err(missing) => {
                tracing::error!(vendor = vendor.as_str(), reason = missing.reason, "vendor.not_set_up");
                "vendor_not_set_up".clone_into(&mut reason);
                continue;
            }
        };
        let claimed = match at_hand {
            AtHand::Waiting(held) => held.claim(vendor, sent_to.clone()).await?,
            AtHand::Refused(held) => held.pass_on(vendor, reason).await?,
        };
        let began = app.now();
        let outcome = message.send(&sender).await;
        carrier.gauges.handed_over(&HandOver {
            at: began,
            channel,
            vendor,
            outcome: Outcome::of(&outcome),
            took: app.now() - began,
            waited: began - claimed.first_queued().unwrap_or(promised.at),
            late: promised.to_the_minute.then(|| began - promised.at),
        });
        match outcome {
            Err(DeliveryError::Transient { reason: told }) => {
                tracing::warn!(vendor = vendor.as_str(), reason = told, "vendor.gives_way");
                reason = told;
                at_hand = AtHand::Refused(claimed);
            }
            outcome => return conclude(app, carrier, claimed, vendor, sent_to, outcome).await,
        }
    }
    match at_hand {
        AtHand::Waiting(held) | AtHand::Refused(held) => held.put_back(reason).await,
    }
}

/// A message that no vendor has taken yet.
enum AtHand<'a, P> {
    /// Nobody has claimed it.
    Waiting(Held<'a, P>),
    /// Claimed, and not taken by the vendor that was given it.
    Refused(Held<'a, P>),
}

async fn conclude<P: Parcel>(
    app: &App,
    carrier: &Carrier,
    claimed: Held<'_, P>,
    vendor: Vendor,
    address_digest: String,
    outcome: Result<Accepted, DeliveryError>,
) -> Result<NoticeStatus, Again> {
    // One that cannot be asked now may be asked later.
    let answers = !matches!(carrier.vendors.lookup(vendor).await, Ok(None));
    match outcome {
        Ok(accepted) => claimed.sent(accepted.reference, answers).await,
        Err(DeliveryError::Rejected {
            reason,
            address_is_dead,
        }) => {
            if address_is_dead {
                let dead = DeadAddress {
                    channel: carrier.channel(),
                    address_digest,
                    vendor,
                    reason: reason.clone(),
                    at: app.now(),
                };
                app.store.write_once(&dead).await?;
            }
            claimed.fail(&reason).await
        }
        Err(DeliveryError::Unknown { reason } | DeliveryError::Transient { reason }) => {
            claimed.unknown(&reason, answers).await
        }
    }
}
