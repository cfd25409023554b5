//! What lives in a booking's partition.

use booking_rules::booking::{Booking, Status};
use booking_rules::ids::{AccountId, BookingId, ShopId};
use booking_rules::notices::Vendor;
use booking_rules::time::Span;
use booking_rules::values::{Email, Locale, Minutes, Name, Phone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::progress::{FIRST_LOOK, Question, Step, parcel};
use super::{KnownAs, NoticeStatus};
use crate::keys::{self, Key};
use crate::record::Entity;

impl Entity for Booking {
    const TYPE: &'static str = "booking";

    fn key(&self) -> Key {
        keys::booking(self.id)
    }

    fn indexes(&self) -> [Option<Key>; 3] {
        let by_start = keys::by_start(self.span.start(), &self.id.key());
        let person = match self.account {
            Some(account) => keys::bookings_of_account(account),
            None => keys::bookings_of_customer(self.customer),
        };
        let agenda = keys::agenda_partition(self.id.business(), self.span.start().date_naive());
        let due = self
            .held_until
            .filter(|_| self.status == Status::Held)
            .map(|until| Key {
                pk: keys::due_partition(until.date_naive(), keys::shard_of(self.id.own())),
                sk: keys::by_start(until, &self.id.key()),
            });
        let visit = Key {
            pk: keys::visits_of_customer(self.customer),
            sk: by_start.clone(),
        };
        [
            Some(Key {
                pk: person,
                sk: by_start.clone(),
            }),
            Some(Key {
                pk: agenda,
                sk: by_start,
            }),
            due.or(Some(visit)),
        ]
    }
}

/// How to reach the customer about one booking, as it was given for that booking. A guest cannot redirect the
/// messages of somebody else's bookings, and an erasure finds it beside the booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub booking: BookingId,
    /// Whose booking it is; a guest's until its address or number is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub locale: Locale,
}

impl Entity for Contact {
    const TYPE: &'static str = "contact";
    fn key(&self) -> Key {
        keys::contact(self.booking)
    }
    /// Found by address (GSI1) or number (GSI2) as long as it is nobody's.
    fn indexes(&self) -> [Option<Key>; 3] {
        if self.account.is_some() {
            return [None, None, None];
        }
        let at = |known_as: KnownAs| {
            Some(Key {
                pk: known_as.contacts_partition()?,
                sk: self.booking.to_string(),
            })
        };
        let by_email = self.email.clone().map(KnownAs::Email).and_then(at);
        let by_phone = self.phone.clone().map(KnownAs::Phone).and_then(at);
        [by_email, by_phone, None]
    }
}

/// One message to send about a booking; its key lets at most one of a kind, channel and sequence exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub booking: BookingId,
    /// `booking_confirmed`, `booking_reminder`, ...
    pub kind: String,
    /// `email`, `sms` or `whatsapp`.
    pub channel: String,
    /// Where the booking is; notices written before this was kept stand in no shop's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    /// Of a reminder: how long before the start it is sent. Those written before there were several have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Minutes>,
    /// The booking's sequence the notice speaks of.
    pub sequence: u32,
    /// Which sending of the same message this is: those after the first were asked for by somebody of the shop.
    #[serde(default)]
    pub again: u32,
    pub status: NoticeStatus,
    /// Where the booking was before the change that the notice tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Span>,
    /// When it should go out.
    pub due_at: DateTime<Utc>,
    /// While it is under way: when the sweep asks what became of it, for queues and workers can lose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<DateTime<Utc>>,
    /// How often it was given to its queue again.
    #[serde(default)]
    pub given_again: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime<Utc>>,
    /// Tells a worker its own claim from another's when the answer to claiming was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended as it did, or why the last try failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The provider's name for the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default)]
    pub attempts: u32,
    /// Who carried it, as far as it came to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// Where it stood, and since when, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Step>,
    /// What is known of asking its vendor what became of it.
    #[serde(default, skip_serializing_if = "Question::is_blank")]
    pub question: Question,
}

impl Notice {
    #[must_use]
    pub fn queued(booking: BookingId, kind: &str, channel: &str, sequence: u32, now: DateTime<Utc>) -> Self {
        Self {
            booking,
            kind: kind.to_owned(),
            channel: channel.to_owned(),
            shop: None,
            ahead: None,
            sequence,
            again: 0,
            status: NoticeStatus::Queued,
            previous: None,
            due_at: now,
            look_at: now.checked_add_signed(FIRST_LOOK),
            given_again: 0,
            claimed_at: None,
            claim: None,
            ended_at: None,
            reason: None,
            reference: None,
            attempts: 0,
            vendor: None,
            history: vec![Step::now(NoticeStatus::Queued, now)],
            question: Question::default(),
        }
    }

    #[must_use]
    pub fn scheduled(booking: BookingId, kind: &str, channel: &str, sequence: u32, due_at: DateTime<Utc>) -> Self {
        Self {
            status: NoticeStatus::Scheduled,
            look_at: None,
            history: Vec::new(),
            ..Self::queued(booking, kind, channel, sequence, due_at)
        }
    }

    /// Tells it apart from all others that are due at the same instant.
    pub(crate) fn place_in_log(&self) -> String {
        format!("{}#{}", self.booking.key(), self.key().sk)
    }

    fn next_look(&self) -> Option<DateTime<Utc>> {
        match self.status {
            NoticeStatus::Scheduled => Some(self.due_at),
            _ => self.look_at,
        }
    }
}

parcel!(Notice, std::convert::identity);

impl Entity for Notice {
    const TYPE: &'static str = "notice";

    fn key(&self) -> Key {
        let first = keys::notice(self.booking, &self.kind, &self.channel, self.sequence, self.ahead);
        keys::sent_again(first, self.again)
    }

    /// In the log of its business (GSI2), and while something is due (GSI3).
    fn indexes(&self) -> [Option<Key>; 3] {
        let own = format!("{}#{}#{}", self.booking.key(), self.kind, self.channel);
        let log = self.shop.map(|shop| Key {
            pk: keys::notice_log_partition(shop.business(), self.due_at.date_naive()),
            sk: keys::by_start(self.due_at, &self.place_in_log()),
        });
        let due = self.next_look().map(|at| Key {
            pk: keys::due_partition(at.date_naive(), keys::shard_of(self.booking.own())),
            sk: keys::by_start(at, &own),
        });
        [None, log, due]
    }
}
