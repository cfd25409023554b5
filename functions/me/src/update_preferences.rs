//! `PATCH /api/v1/me/preferences`: changes how the caller is written to, from the next message on.

use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{
    AccountCaller, Answer, ApiError, ApiState, Body, Fields, IfMatch, Ok200, Patch, QuietHoursInput, author, reminders,
};
use application::preferences::Preferences;
use application::{Failure, preferences};
use axum::extract::State;
use booking_rules::notices::{Channel, QuietHours};
use booking_rules::time::Zone;
use booking_rules::values::Locale;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::preferences::PreferencesView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What may change about how somebody is written to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreferencesPatch {
    /// `null` is the language of each booking.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "pl")]
    locale: Patch<String>,
    /// By whose clock quiet hours and days are told; `null` is the shop's. Messages tell times by the clock of the shop.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "Europe/Warsaw")]
    time_zone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = WantedChannelsPatch, required = false)]
    channels: Patch<WantedChannelsPatch>,
    /// `null` is as each business has it.
    #[serde(default)]
    #[schema(value_type = Option<QuietHoursInput>, required = false)]
    quiet_hours: Patch<QuietHoursInput>,
}

/// The channels wanted for some purposes: `null` is every one, an empty list is none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedChannelsPatch {
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, required = false, example = json!(["sms"]))]
    reminders: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    reviews: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    offers: Patch<Vec<String>>,
}

type WantedChange = Option<Option<Vec<Channel>>>;

/// What changes.
#[derive(Clone)]
struct Change {
    locale: Option<Option<Locale>>,
    time_zone: Option<Option<Zone>>,
    reminders: WantedChange,
    reviews: WantedChange,
    offers: WantedChange,
    quiet_hours: Option<Option<QuietHours>>,
}

impl PreferencesPatch {
    fn parse(self) -> Result<Change, Failure> {
        let mut fields = Fields::new();
        let locale = fields.parse_clearable("locale", self.locale, |tag| Locale::parse(&tag));
        let time_zone = fields.parse_clearable("time_zone", self.time_zone, |name| Zone::parse(&name));
        let channels = match self.channels {
            Patch::Absent => Some([None, None, None]),
            Patch::Null => fields.require("channels", None),
            Patch::Value(given) => given.parse(&mut fields),
        };
        let quiet_hours = match self.quiet_hours {
            Patch::Absent => Some(None),
            Patch::Null => Some(Some(None)),
            Patch::Value(given) => given.parse(&mut fields).map(|hours| Some(Some(hours))),
        };
        let (locale, time_zone, [reminders, reviews, offers], quiet_hours) =
            fields.finish((locale, time_zone, channels, quiet_hours))?;
        Ok(Change {
            locale,
            time_zone,
            reminders,
            reviews,
            offers,
            quiet_hours,
        })
    }
}

impl WantedChannelsPatch {
    fn parse(self, fields: &mut Fields) -> Option<[WantedChange; 3]> {
        let reminders = wanted(fields, "channels.reminders", self.reminders);
        let reviews = wanted(fields, "channels.reviews", self.reviews);
        let offers = wanted(fields, "channels.offers", self.offers);
        Some([reminders?, reviews?, offers?])
    }
}

fn wanted(fields: &mut Fields, path: &str, given: Patch<Vec<String>>) -> Option<WantedChange> {
    match given {
        Patch::Absent => Some(None),
        Patch::Null => Some(Some(None)),
        Patch::Value(given) => Some(Some(Some(reminders::channels(fields, path, given)?))),
    }
}

impl Change {
    fn apply(self, mut preferences: Preferences) -> Preferences {
        let channels = &mut preferences.channels;
        channels.reminders = self.reminders.unwrap_or_else(|| channels.reminders.take());
        channels.reviews = self.reviews.unwrap_or_else(|| channels.reviews.take());
        channels.offers = self.offers.unwrap_or_else(|| channels.offers.take());
        Preferences {
            locale: self.locale.unwrap_or(preferences.locale),
            time_zone: self.time_zone.unwrap_or(preferences.time_zone),
            quiet_hours: self.quiet_hours.unwrap_or(preferences.quiet_hours),
            ..preferences
        }
    }
}

#[utoipa::path(
    patch,
    path = "/api/v1/me/preferences",
    operation_id = "me-update-preferences",
    tag = "me",
    summary = "Change how I want to be written to",
    params(IfMatch),
    request_body = PreferencesPatch,
    responses((status = 200, description = "The caller's choices.", body = Success<PreferencesView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: AccountCaller,
    context: RequestContext,
    IfMatch(expected): IfMatch,
    body: Body<PreferencesPatch>,
) -> Result<Answer<PreferencesView>, ApiError> {
    let change = body.value.parse()?;
    let author = author(caller.identity(), &context);
    let changed = preferences::update(
        &state.app,
        caller.account(),
        |preferences| change.clone().apply(preferences),
        expected,
        &author,
    )
    .await?;
    Ok(Ok200(changed.record.into()).with_version(changed.version))
}
