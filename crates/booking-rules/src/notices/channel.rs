use serde::{Deserialize, Serialize};

/// By which way a message travels to a person outside the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
    Whatsapp,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::Whatsapp];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// Whether it goes to a telephone number; else to an e-mail address.
    #[must_use]
    pub fn is_to_number(self) -> bool {
        matches!(self, Self::Sms | Self::Whatsapp)
    }
}

/// Who carries messages out of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// The inbox of local mode.
    Inbox,
    Smtp,
    Ses,
    Sendgrid,
    Sns,
    Serwersms,
    Twilio,
    Unifonic,
}

impl Vendor {
    pub const ALL: [Self; 8] = [
        Self::Inbox,
        Self::Smtp,
        Self::Ses,
        Self::Sendgrid,
        Self::Sns,
        Self::Serwersms,
        Self::Twilio,
        Self::Unifonic,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Smtp => "smtp",
            Self::Ses => "ses",
            Self::Sendgrid => "sendgrid",
            Self::Sns => "sns",
            Self::Serwersms => "serwersms",
            Self::Twilio => "twilio",
            Self::Unifonic => "unifonic",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.as_str() == text)
    }

    /// Whether the vendor is built for the channel. WhatsApp goes by Twilio alone: how Unifonic takes such messages could
    /// not be verified.
    #[must_use]
    pub fn carries(self, channel: Channel) -> bool {
        match channel {
            Channel::Email => matches!(self, Self::Inbox | Self::Smtp | Self::Ses | Self::Sendgrid),
            Channel::Sms => matches!(
                self,
                Self::Inbox | Self::Sns | Self::Serwersms | Self::Twilio | Self::Unifonic
            ),
            Channel::Whatsapp => matches!(self, Self::Inbox | Self::Twilio),
        }
    }
}
