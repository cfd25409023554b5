//! How a business writes to people.

use api::{ApiState, QuietHoursView, ReminderView};
use booking_rules::notices::NoticeSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod show;
pub mod update;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(show::endpoint()).merge(update::endpoint())
}

/// How a business writes to people.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeSettingsView {
    vendors: VendorsView,
    /// The name shown as the sender of text messages; `null` is the platform's.
    sms_sender: Option<String>,
    /// For services that name none of their own.
    reminders: Vec<ReminderView>,
    /// For people who chose none of their own, in the zone of the shop.
    quiet_hours: Option<QuietHoursView>,
    /// Most messages one person gets on one local day; confirmations and the like are not counted.
    daily_cap: u16,
    /// How long after a visit those who agreed are asked how it was; `null` asks nobody.
    review_request_minutes: Option<u32>,
    /// By which ways people are told what they paid; an empty list tells nobody.
    #[schema(example = json!(["email"]))]
    receipts: Vec<&'static str>,
    /// Whether people may answer text messages with YES, NO and words of their own.
    two_way_sms: bool,
    /// How many days what was said, and to whom, is kept.
    retention_days: u16,
    /// How many months after their visit guests are forgotten; `null` keeps how to reach them.
    guest_contact_months: Option<u16>,
}

/// Who carries the messages of each channel, the first that takes one first; empty is the platform's own order.
#[derive(Debug, Serialize, ToSchema)]
pub struct VendorsView {
    #[schema(example = json!(["ses", "smtp"]))]
    email: Vec<&'static str>,
    #[schema(example = json!(["serwersms", "twilio"]))]
    sms: Vec<&'static str>,
    whatsapp: Vec<&'static str>,
}

impl From<NoticeSettings> for NoticeSettingsView {
    fn from(settings: NoticeSettings) -> Self {
        let names = |vendors: &[booking_rules::notices::Vendor]| vendors.iter().map(|vendor| vendor.as_str()).collect();
        Self {
            vendors: VendorsView {
                email: names(&settings.vendors.email),
                sms: names(&settings.vendors.sms),
                whatsapp: names(&settings.vendors.whatsapp),
            },
            sms_sender: settings.sms_sender.map(|name| name.as_str().to_owned()),
            reminders: settings.reminders.iter().map(ReminderView::from).collect(),
            quiet_hours: settings.quiet_hours.map(QuietHoursView::from),
            daily_cap: settings.daily_cap,
            review_request_minutes: settings.review_request.map(|after| after.get()),
            receipts: settings.receipts.iter().map(|channel| channel.as_str()).collect(),
            two_way_sms: settings.two_way_sms,
            retention_days: settings.retention_days,
            guest_contact_months: settings.guest_contact_months,
        }
    }
}
