//! How the caller wants to be written to.

use api::QuietHoursView;
use application::preferences::Preferences;
use booking_rules::notices::Channel;
use booking_rules::time::Zone;
use serde::Serialize;
use utoipa::ToSchema;

/// How somebody wants to be written to, whatever the business.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreferencesView {
    /// `null` is the language of each booking.
    #[schema(example = "pl")]
    locale: Option<&'static str>,
    /// By whose clock quiet hours and days are told; `null` is the shop's.
    #[schema(value_type = Option<String>, example = "Europe/Warsaw")]
    time_zone: Option<Zone>,
    channels: WantedChannelsView,
    /// `null` is as each business has it.
    quiet_hours: Option<QuietHoursView>,
}

/// The channels wanted for each purpose; `null` is every one. Confirmations and the like are not among them.
#[derive(Debug, Serialize, ToSchema)]
pub struct WantedChannelsView {
    #[schema(example = json!(["sms"]))]
    reminders: Option<Vec<&'static str>>,
    reviews: Option<Vec<&'static str>>,
    offers: Option<Vec<&'static str>>,
}

impl From<Preferences> for PreferencesView {
    fn from(preferences: Preferences) -> Self {
        let names = |wanted: Option<Vec<Channel>>| wanted.map(|wanted| wanted.iter().map(|c| c.as_str()).collect());
        Self {
            locale: preferences.locale.map(|locale| locale.tag()),
            time_zone: preferences.time_zone,
            channels: WantedChannelsView {
                reminders: names(preferences.channels.reminders),
                reviews: names(preferences.channels.reviews),
                offers: names(preferences.channels.offers),
            },
            quiet_hours: preferences.quiet_hours.map(QuietHoursView::from),
        }
    }
}
