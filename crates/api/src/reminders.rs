//! Reminders on the wire: how long ahead, and by which ways.

use booking_rules::notices::{Channel, NoticeSettings, Reminder};
use booking_rules::values::{Invalid, Minutes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fields::{Fields, choice};

/// A message so long before the start of a booking.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderInput {
    #[schema(required, value_type = i64, minimum = 1, maximum = 43200, example = 1440)]
    ahead_minutes: Option<i64>,
    /// By these ways (`email`, `sms`, `whatsapp`); empty or absent is every way the customer can be reached, WhatsApp not
    /// among them.
    #[serde(default)]
    channels: Vec<String>,
}

/// A message so long before the start of a booking.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReminderView {
    ahead_minutes: u32,
    /// By these ways; empty is every way the customer can be reached.
    channels: Vec<&'static str>,
}

impl From<&Reminder> for ReminderView {
    fn from(reminder: &Reminder) -> Self {
        Self {
            ahead_minutes: reminder.ahead.get(),
            channels: reminder.channels.iter().map(|channel| channel.as_str()).collect(),
        }
    }
}

/// Reads a list of them, the furthest ahead first; of two for one time the first counts.
pub fn read(path: &str, given: Vec<ReminderInput>, fields: &mut Fields) -> Option<Vec<Reminder>> {
    if given.len() > NoticeSettings::MOST_REMINDERS {
        fields.fault(path, "too_many_items");
        return None;
    }
    let parsed: Vec<Option<Reminder>> = given
        .into_iter()
        .enumerate()
        .map(|(index, reminder)| reminder.parse(&format!("{path}[{index}]"), fields))
        .collect();
    let mut reminders: Vec<Reminder> = parsed.into_iter().collect::<Option<_>>()?;
    reminders.sort_by_key(|reminder| std::cmp::Reverse(reminder.ahead));
    reminders.dedup_by_key(|reminder| reminder.ahead);
    Some(reminders)
}

impl ReminderInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<Reminder> {
        let furthest = i64::from(NoticeSettings::FURTHEST_REMINDER.get());
        let ahead = fields.parse(format!("{path}.ahead_minutes"), self.ahead_minutes, |n| {
            Minutes::within(n, 1, furthest).ok_or(Invalid::new("out_of_range"))
        });
        let channels = channels(fields, &format!("{path}.channels"), self.channels);
        Some(Reminder {
            ahead: ahead?,
            channels: channels?,
        })
    }
}

/// Reads a list of channels, each once.
pub fn channels(fields: &mut Fields, path: &str, given: Vec<String>) -> Option<Vec<Channel>> {
    // Said of a few: a long list says one of them again and again.
    if given.len() > 2 * Channel::ALL.len() {
        fields.fault(path, "too_many_items");
        return None;
    }
    let mut channels: Vec<Channel> = fields.parse_each(path, given, choice)?;
    channels.sort_unstable();
    channels.dedup();
    Some(channels)
}
