use serde::{Deserialize, Deserializer, Serialize};

use super::{Channel, Vendor};
use crate::ids::BusinessId;
use crate::time::WallTime;
use crate::values::{Invalid, Minutes};

/// How one business writes to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSettings {
    pub business: BusinessId,
    /// Who carries its messages.
    #[serde(default)]
    pub vendors: VendorOrder,
    /// The name shown as the sender of text messages, where the country allows one; else the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_sender: Option<SenderName>,
    /// For services that name none of their own.
    pub reminders: Vec<Reminder>,
    /// For people who chose none of their own, in the zone of the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// Most messages that one person gets from the business on one local day, confirmations and the like not counted.
    pub daily_cap: u16,
    /// How long after a visit those who agreed are asked how it was; `None` asks nobody.
    #[serde(default = "NoticeSettings::reviews_of_platform")]
    pub review_request: Option<Minutes>,
    /// By which ways people are told what they paid, by e-mail or text message; none tells nobody.
    #[serde(default = "NoticeSettings::receipts_of_platform")]
    pub receipts: Vec<Channel>,
    /// Whether people may answer its text messages: the number that sends them passes answers on to us.
    #[serde(default)]
    pub two_way_sms: bool,
    /// How many days what was said, and to whom, is kept; counts stay.
    pub retention_days: u16,
    /// How many months after their visit guests are forgotten; `None` keeps how to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_contact_months: Option<u16>,
}

impl NoticeSettings {
    /// A reminder further ahead than the longest booking horizon would never be planned.
    pub const FURTHEST_REMINDER: Minutes = Minutes::new(30 * 24 * 60);
    pub const MOST_REMINDERS: usize = 5;
    pub const MOST_DAILY: u16 = 50;
    pub const LONGEST_RETENTION_DAYS: u16 = 3_650;
    pub const LONGEST_GUEST_CONTACT_MONTHS: u16 = 120;

    /// Two weeks: whoever is asked later has forgotten.
    pub const LATEST_REVIEW_REQUEST: Minutes = Minutes::new(14 * 24 * 60);

    /// Two hours: the visit is over and still fresh.
    fn reviews_of_platform() -> Option<Minutes> {
        Some(Minutes::new(2 * 60))
    }

    /// E-mail alone: a text message costs, and holds no list of lines.
    fn receipts_of_platform() -> Vec<Channel> {
        vec![Channel::Email]
    }

    /// What holds for a business that set nothing.
    #[must_use]
    pub fn of_platform(business: BusinessId) -> Self {
        Self {
            business,
            vendors: VendorOrder::default(),
            sms_sender: None,
            // Seed system S0: 24 h ahead.
            reminders: vec![Reminder {
                ahead: Minutes::DAY,
                channels: Vec::new(),
            }],
            quiet_hours: None,
            daily_cap: 5,
            review_request: Self::reviews_of_platform(),
            receipts: Self::receipts_of_platform(),
            two_way_sms: false,
            retention_days: 365,
            guest_contact_months: None,
        }
    }

    /// Whether an answer to a text message would reach us: a name cannot be answered to, and only the first vendor's answers
    /// are passed on; a platform order is the platform's to have right.
    #[must_use]
    pub fn takes_replies(&self) -> bool {
        let answers = self.vendors.sms.first().is_none_or(|vendor| *vendor == Vendor::Twilio);
        self.two_way_sms && self.sms_sender.is_none() && answers
    }
}

/// The vendors of each channel, the first that takes a message first; an empty list is the platform's own order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VendorOrder {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub email: Vec<Vendor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sms: Vec<Vendor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whatsapp: Vec<Vendor>,
}

impl VendorOrder {
    #[must_use]
    pub fn of(&self, channel: Channel) -> &[Vendor] {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
            Channel::Whatsapp => &self.whatsapp,
        }
    }
}

/// A message so long before the start of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    pub ahead: Minutes,
    /// By these ways; empty is every way the customer can be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
}

/// When nobody wants to be disturbed, by the wall clock: `from` belongs to it, `to` does not; may cross midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    pub from: WallTime,
    pub to: WallTime,
}

impl QuietHours {
    /// # Errors
    /// `empty_interval` when both are the same time of day: nothing could ever be sent, or it would mean nothing.
    pub fn new(from: WallTime, to: WallTime) -> Result<Self, Invalid> {
        if from.minutes() % Self::DAY == to.minutes() % Self::DAY {
            return Err(Invalid::new("empty_interval"));
        }
        Ok(Self { from, to })
    }

    const DAY: u16 = WallTime::END_OF_DAY.minutes();

    /// Whether the time of day, in minutes since midnight, is quiet.
    #[must_use]
    pub fn contain(self, minute: u16) -> bool {
        let (from, to) = (self.from.minutes() % Self::DAY, self.to.minutes() % Self::DAY);
        if from < to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    }
}

/// The name shown as the sender of a text message: 1 to 11 letters and digits of ASCII, at least one of them a letter
/// (GSM 03.38 alphanumeric sender; Twilio and SerwerSMS say the same).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SenderName(String);

impl SenderName {
    /// # Errors
    /// `invalid_sender_name`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let fits = (1..=11).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("invalid_sender_name"))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SenderName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(from: &str, to: &str) -> QuietHours {
        QuietHours::new(WallTime::parse(from).unwrap(), WallTime::parse(to).unwrap()).unwrap()
    }

    #[test]
    fn quiet_hours_may_cross_midnight() {
        let night = quiet("22:00", "07:30");
        assert!(night.contain(22 * 60) && night.contain(0) && night.contain(7 * 60 + 29));
        assert!(!night.contain(7 * 60 + 30) && !night.contain(21 * 60 + 59));
        let noon = quiet("12:00", "14:00");
        assert!(noon.contain(12 * 60) && !noon.contain(14 * 60) && !noon.contain(0));
        let evening = quiet("20:00", "24:00");
        assert!(evening.contain(23 * 60 + 59) && !evening.contain(0));
        assert!(QuietHours::new(WallTime::MIDNIGHT, WallTime::END_OF_DAY).is_err());
    }

    #[test]
    fn answers_come_only_to_a_number_whose_vendor_passes_them_on() {
        let business = BusinessId::from_uuid(uuid::Uuid::from_u128(1));
        let asked = NoticeSettings {
            two_way_sms: true,
            ..NoticeSettings::of_platform(business)
        };
        assert!(asked.takes_replies() && !NoticeSettings::of_platform(business).takes_replies());
        let by = |sms: Vec<Vendor>| NoticeSettings {
            vendors: VendorOrder {
                sms,
                ..VendorOrder::default()
            },
            ..asked.clone()
        };
        assert!(by(vec![Vendor::Twilio, Vendor::Sns]).takes_replies());
        assert!(!by(vec![Vendor::Serwersms, Vendor::Twilio]).takes_replies());
        let named = NoticeSettings {
            sms_sender: SenderName::parse("Salon").ok(),
            ..asked
        };
        assert!(!named.takes_replies());
    }

    #[test]
    fn a_senders_name_is_short_plain_and_no_number() {
        for good in ["Salon", "Salon Ola", "A1", "ABCDEFGHIJK"] {
            assert!(SenderName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "12345", "ABCDEFGHIJKL", "Łóżko", "a-b", "a\nb"] {
            assert!(SenderName::parse(bad).is_err(), "{bad}");
        }
    }
}
