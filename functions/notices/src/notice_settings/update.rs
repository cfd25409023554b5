//! `PATCH /api/v1/businesses/{business_id}/notice-settings`: changes how a business writes to people, from now on.

use api::auth::permissions::ManageBusiness;
use api::context::RequestContext;
use api::fields::within;
use api::schema::{Refusals, Success};
use api::{
    Answer, ApiError, ApiState, Body, Caller, Fields, IfMatch, Ok200, Patch, PathId, QuietHoursInput, ReminderInput,
    author, reminders,
};
use application::{Failure, notice_settings};
use axum::extract::State;
use booking_rules::ids::BusinessId;
use booking_rules::notices::{Channel, NoticeSettings, QuietHours, Reminder, SenderName, Vendor};
use booking_rules::values::{Invalid, Minutes};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NoticeSettingsView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about how a business writes to people.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSettingsPatch {
    #[serde(default)]
    #[schema(value_type = VendorsPatch, required = false)]
    vendors: Patch<VendorsPatch>,
    /// 1 to 11 letters, digits and spaces; `null` is the platform's name.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "Salon Ola")]
    sms_sender: Patch<String>,
    /// For services that name none of their own; an empty list sends none.
    #[serde(default)]
    #[schema(value_type = Vec<ReminderInput>, required = false, max_items = 5)]
    reminders: Patch<Vec<ReminderInput>>,
    /// `null` is no quiet hours.
    #[serde(default)]
    #[schema(value_type = Option<QuietHoursInput>, required = false)]
    quiet_hours: Patch<QuietHoursInput>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 50)]
    daily_cap: Patch<i64>,
    /// How long after a visit those who agreed are asked how it was; `null` asks nobody.
    #[serde(default)]
    #[schema(value_type = Option<i64>, required = false, minimum = 0, maximum = 20160)]
    review_request_minutes: Patch<i64>,
    /// By which ways people are told what they paid: `email`, `sms` or both; an empty list tells nobody.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 2, example = json!(["email"]))]
    receipts: Patch<Vec<String>>,
    /// Reminders by text message then ask for YES or NO; the number that sends them must pass answers on to
    /// `/webhooks/inbound-sms`, and no `sms_sender` may stand in its place.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    two_way_sms: Patch<bool>,
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 3650)]
    retention_days: Patch<i64>,
    /// How many months after their visit guests are forgotten; `null` keeps how to reach them.
    #[serde(default)]
    #[schema(value_type = Option<i64>, required = false, minimum = 1, maximum = 120)]
    guest_contact_months: Patch<i64>,
}

/// The vendors of some channels, the first that takes a message first; an empty list is the platform's own order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VendorsPatch {
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, example = json!(["ses", "smtp"]))]
    email: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, example = json!(["serwersms", "twilio"]))]
    sms: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false)]
    whatsapp: Patch<Vec<String>>,
}

/// What changes in the settings.
#[derive(Debug, Clone)]
struct Change {
    email: Option<Vec<Vendor>>,
    sms: Option<Vec<Vendor>>,
    whatsapp: Option<Vec<Vendor>>,
    sms_sender: Option<Option<SenderName>>,
    reminders: Option<Vec<Reminder>>,
    quiet_hours: Option<Option<QuietHours>>,
    daily_cap: Option<u16>,
    review_request: Option<Option<Minutes>>,
    receipts: Option<Vec<Channel>>,
    two_way_sms: Option<bool>,
    retention_days: Option<u16>,
    guest_contact_months: Option<Option<u16>>,
}

impl NoticeSettingsPatch {
    fn parse(self) -> Result<Change, Failure> {
        let mut fields = Fields::new();
        let vendors = match self.vendors {
            Patch::Absent => Some([None, None, None]),
            Patch::Null => fields.require("vendors", None),
            Patch::Value(given) => given.parse(&mut fields),
        };
        let sms_sender = fields.parse_clearable("sms_sender", self.sms_sender, |text| SenderName::parse(&text));
        let reminders = reminders_of(&mut fields, self.reminders);
        let quiet_hours = match self.quiet_hours {
            Patch::Absent => Some(None),
            Patch::Null => Some(Some(None)),
            Patch::Value(given) => given.parse(&mut fields).map(|hours| Some(Some(hours))),
        };
        let daily_cap = fields.parse_change("daily_cap", self.daily_cap, |n| {
            within(n, 1..=i64::from(NoticeSettings::MOST_DAILY))
        });
        let review_request = fields.parse_clearable("review_request_minutes", self.review_request_minutes, |n| {
            let latest = i64::from(NoticeSettings::LATEST_REVIEW_REQUEST.get());
            Minutes::within(n, 0, latest).ok_or(Invalid::new("out_of_range"))
        });
        let receipts = receipts(&mut fields, self.receipts);
        let two_way_sms = fields.parse_change("two_way_sms", self.two_way_sms, Ok::<bool, Invalid>);
        let retention_days = fields.parse_change("retention_days", self.retention_days, |n| {
            within(n, 1..=i64::from(NoticeSettings::LONGEST_RETENTION_DAYS))
        });
        let guest_contact_months = fields.parse_clearable("guest_contact_months", self.guest_contact_months, |n| {
            within(n, 1..=i64::from(NoticeSettings::LONGEST_GUEST_CONTACT_MONTHS))
        });
        let (
            [email, sms, whatsapp],
            sms_sender,
            reminders,
            quiet_hours,
            daily_cap,
            review_request,
            receipts,
            two_way_sms,
            retention_days,
            guest_contact_months,
        ) = fields.finish((
            vendors,
            sms_sender,
            reminders,
            quiet_hours,
            daily_cap,
            review_request,
            receipts,
            two_way_sms,
            retention_days,
            guest_contact_months,
        ))?;
        Ok(Change {
            email,
            sms,
            whatsapp,
            sms_sender,
            reminders,
            quiet_hours,
            daily_cap,
            review_request,
            receipts,
            two_way_sms,
            retention_days,
            guest_contact_months,
        })
    }
}

impl VendorsPatch {
    fn parse(self, fields: &mut Fields) -> Option<[Option<Vec<Vendor>>; 3]> {
        let email = vendors(fields, "vendors.email", Channel::Email, self.email);
        let sms = vendors(fields, "vendors.sms", Channel::Sms, self.sms);
        let whatsapp = vendors(fields, "vendors.whatsapp", Channel::Whatsapp, self.whatsapp);
        Some([email?, sms?, whatsapp?])
    }
}

/// Each vendor once, in the order given; only those that carry the channel.
fn vendors(
    fields: &mut Fields,
    path: &str,
    channel: Channel,
    given: Patch<Vec<String>>,
) -> Option<Option<Vec<Vendor>>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let names = fields.require(path, given)?;
    if names.len() > Vendor::ALL.len() {
        fields.fault(path, "too_many_items");
        return None;
    }
    let named = fields.parse_each(path, names, |name| {
        Vendor::parse(&name)
            .filter(|vendor| vendor.carries(channel))
            .ok_or(Invalid::new("invalid_choice"))
    })?;
    let mut order = Vec::with_capacity(named.len());
    for vendor in named {
        if !order.contains(&vendor) {
            order.push(vendor);
        }
    }
    Some(Some(order))
}

fn reminders_of(fields: &mut Fields, given: Patch<Vec<ReminderInput>>) -> Option<Option<Vec<Reminder>>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let given = fields.require("reminders", given)?;
    reminders::read("reminders", given, fields).map(Some)
}

/// Each way once. WhatsApp takes approved words alone, which no list of lines fits into.
fn receipts(fields: &mut Fields, given: Patch<Vec<String>>) -> Option<Option<Vec<Channel>>> {
    let Some(given) = given.into_change() else {
        return Some(None);
    };
    let names = fields.require("receipts", given)?;
    if names.len() > Channel::ALL.len() {
        fields.fault("receipts", "too_many_items");
        return None;
    }
    let named = fields.parse_each("receipts", names, |name| {
        Channel::parse(&name)
            .filter(|channel| *channel != Channel::Whatsapp)
            .ok_or(Invalid::new("invalid_choice"))
    })?;
    Some(Some(
        Channel::ALL
            .into_iter()
            .filter(|channel| named.contains(channel))
            .collect(),
    ))
}

impl Change {
    fn apply(self, mut settings: NoticeSettings) -> NoticeSettings {
        let order = &mut settings.vendors;
        order.email = self.email.unwrap_or_else(|| std::mem::take(&mut order.email));
        order.sms = self.sms.unwrap_or_else(|| std::mem::take(&mut order.sms));
        order.whatsapp = self.whatsapp.unwrap_or_else(|| std::mem::take(&mut order.whatsapp));
        NoticeSettings {
            sms_sender: self.sms_sender.unwrap_or(settings.sms_sender),
            reminders: self.reminders.unwrap_or(settings.reminders),
            quiet_hours: self.quiet_hours.unwrap_or(settings.quiet_hours),
            daily_cap: self.daily_cap.unwrap_or(settings.daily_cap),
            review_request: self.review_request.unwrap_or(settings.review_request),
            receipts: self.receipts.unwrap_or(settings.receipts),
            two_way_sms: self.two_way_sms.unwrap_or(settings.two_way_sms),
            retention_days: self.retention_days.unwrap_or(settings.retention_days),
            guest_contact_months: self.guest_contact_months.unwrap_or(settings.guest_contact_months),
            ..settings
        }
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/businesses/{business_id}/notice-settings",
    operation_id = "notice-settings-update",
    tag = "notices",
    summary = "Change how a business writes to people",
    params(("business_id" = String, Path), IfMatch),
    request_body = NoticeSettingsPatch,
    responses((status = 200, description = "The settings in force.", body = Success<NoticeSettingsView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageBusiness>,
    context: RequestContext,
    PathId(id): PathId<BusinessId>,
    IfMatch(expected): IfMatch,
    body: Body<NoticeSettingsPatch>,
) -> Result<Answer<NoticeSettingsView>, ApiError> {
    let id = caller.own_business(id)?;
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = notice_settings::update(
        &state.app,
        id,
        |settings| change.clone().apply(settings),
        expected,
        &author,
    )
    .await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
