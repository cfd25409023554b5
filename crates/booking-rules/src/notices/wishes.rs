use serde::{Deserialize, Serialize};

use super::{Channel, Purpose};

/// Why nothing more goes to an address or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOutReason {
    /// Somebody answered with a word such as STOP.
    StopWord,
    /// Somebody followed the link of a message.
    Unsubscribed,
    /// Somebody told their mail provider that it is unwanted.
    Complaint,
}

impl OptOutReason {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StopWord => "stop_word",
            Self::Unsubscribed => "unsubscribed",
            Self::Complaint => "complaint",
        }
    }

    /// Whether a yes that its own account says later takes it back. A carrier or mail provider keeps to its own lists, so
    /// what stands on those is taken back there, or with START, alone.
    #[must_use]
    pub fn yields_to_a_later_yes(self) -> bool {
        self == Self::Unsubscribed
    }
}

/// By which ways somebody wants messages of each purpose; `None` is every way.
///
/// What is transactional is not among them: the address that a booking was made with is written to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WantedChannels {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<Channel>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviews: Option<Vec<Channel>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<Vec<Channel>>,
}

impl WantedChannels {
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Option<&[Channel]> {
        match purpose {
            Purpose::Bookings => None,
            Purpose::Reminders => self.reminders.as_deref(),
            Purpose::Reviews => self.reviews.as_deref(),
            Purpose::Offers => self.offers.as_deref(),
        }
    }

    #[must_use]
    pub fn include(&self, purpose: Purpose, channel: Channel) -> bool {
        self.of(purpose).is_none_or(|wanted| wanted.contains(&channel))
    }

    /// Whether the way was chosen by name, not only left open.
    #[must_use]
    pub fn name(&self, purpose: Purpose, channel: Channel) -> bool {
        self.of(purpose).is_some_and(|wanted| wanted.contains(&channel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_left_open_is_wanted_but_not_named() {
        let chosen = WantedChannels {
            reminders: Some(vec![Channel::Sms]),
            offers: Some(Vec::new()),
            ..WantedChannels::default()
        };
        assert!(chosen.include(Purpose::Reminders, Channel::Sms) && chosen.name(Purpose::Reminders, Channel::Sms));
        assert!(!chosen.include(Purpose::Reminders, Channel::Email));
        assert!(!chosen.include(Purpose::Offers, Channel::Sms));
        assert!(chosen.include(Purpose::Reviews, Channel::Email) && !chosen.name(Purpose::Reviews, Channel::Email));
        assert!(chosen.include(Purpose::Bookings, Channel::Email));
    }
}
