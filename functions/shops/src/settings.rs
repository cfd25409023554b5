//! The booking policy of a shop as it travels. The same object opens a shop and changes its settings.

use api::fields::{choice, date, within};
use api::{Fields, Patch};
use booking_rules::policy::{BookingPolicy, BufferRule, Confirmation, Horizon, OPEN_DAYS_LOOK_AHEAD, StartGrid};
use booking_rules::values::{Invalid, Minutes};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const SIXTY_DAYS: i64 = 60 * 24 * 60;
const LONGEST_STEP: i64 = 240;
const LONGEST_HORIZON: i64 = 730;

/// Settings of a shop; what is absent stays as it is, or as the platform has it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsInput {
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 240)]
    slot_step_minutes: Patch<i64>,
    /// How long ahead a customer books at least; inclusive.
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 86400)]
    min_notice_minutes: Patch<i64>,
    /// Short for a `horizon` of `rolling_days`; give one of the two.
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 730)]
    horizon_days: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = HorizonInput, required = false)]
    horizon: Patch<HorizonInput>,
    /// How long ahead a customer cancels at least; inclusive.
    #[serde(default)]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 86400)]
    cancel_notice_minutes: Patch<i64>,
    /// `opening`, `clock`, `after_booking` or `fewest_gaps`.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "opening")]
    start_grid: Patch<String>,
    /// `sum` or `max`: how the buffers of two neighbours combine.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "sum")]
    buffer_rule: Patch<String>,
    /// `automatic` or `by_shop`.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "automatic")]
    confirmation: Patch<String>,
    /// Most bookings of one staff member on one day; `null` is no limit.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1000)]
    staff_daily_limit: Patch<i64>,
    /// Most bookings of one customer on one day; `null` is no limit.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1000)]
    customer_daily_limit: Patch<i64>,
}

/// How far ahead bookings are taken: `rolling_days` and `rolling_open_days` need `days`, `fixed_range` needs `from`
/// and `to`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HorizonInput {
    #[schema(required, value_type = String, example = "rolling_days")]
    kind: Option<String>,
    #[schema(minimum = 1, maximum = 730)]
    days: Option<i64>,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    to: Option<String>,
}

/// What changes in a policy.
#[derive(Debug, Clone)]
pub(crate) struct PolicyChange {
    slot_step: Option<Minutes>,
    min_notice: Option<Minutes>,
    horizon: Option<Horizon>,
    cancel_notice: Option<Minutes>,
    start_grid: Option<StartGrid>,
    buffer_rule: Option<BufferRule>,
    confirmation: Option<Confirmation>,
    staff_daily_limit: Option<Option<u16>>,
    customer_daily_limit: Option<Option<u16>>,
}

impl SettingsInput {
    /// Reads the settings; `prefix` is where they stand in the input: nothing, or `settings.`.
    pub(crate) fn parse(self, prefix: &str, fields: &mut Fields) -> Option<PolicyChange> {
        let at = |field: &str| format!("{prefix}{field}");
        let slot_step = fields.parse_change(at("slot_step_minutes"), self.slot_step_minutes, |n| {
            minutes(n, 1, LONGEST_STEP)
        });
        let min_notice = fields.parse_change(at("min_notice_minutes"), self.min_notice_minutes, notice);
        let cancel_notice = fields.parse_change(at("cancel_notice_minutes"), self.cancel_notice_minutes, notice);
        let horizon = horizon(prefix, self.horizon_days, self.horizon, fields);
        let start_grid = fields.parse_change(at("start_grid"), self.start_grid, choice);
        let buffer_rule = fields.parse_change(at("buffer_rule"), self.buffer_rule, choice);
        let confirmation = fields.parse_change(at("confirmation"), self.confirmation, choice);
        let limit = |n| within(n, 1..=1000);
        let of_staff = fields.parse_clearable(at("staff_daily_limit"), self.staff_daily_limit, limit);
        let of_customer = fields.parse_clearable(at("customer_daily_limit"), self.customer_daily_limit, limit);
        Some(PolicyChange {
            slot_step: slot_step?,
            min_notice: min_notice?,
            horizon: horizon?,
            cancel_notice: cancel_notice?,
            start_grid: start_grid?,
            buffer_rule: buffer_rule?,
            confirmation: confirmation?,
            staff_daily_limit: of_staff?,
            customer_daily_limit: of_customer?,
        })
    }
}

fn minutes(number: i64, low: i64, high: i64) -> Result<Minutes, Invalid> {
    Minutes::within(number, low, high).ok_or(Invalid::new("out_of_range"))
}

fn notice(number: i64) -> Result<Minutes, Invalid> {
    minutes(number, 0, SIXTY_DAYS)
}

fn horizon(
    prefix: &str,
    days: Patch<i64>,
    horizon: Patch<HorizonInput>,
    fields: &mut Fields,
) -> Option<Option<Horizon>> {
    let path = format!("{prefix}horizon");
    if !days.is_absent() && !horizon.is_absent() {
        fields.fault(path, "exactly_one_of");
        return None;
    }
    let days = fields.parse_change(format!("{prefix}horizon_days"), days, |n| {
        within(n, 1..=LONGEST_HORIZON)
    });
    match horizon {
        Patch::Absent => days.map(|days| days.map(|days| Horizon::RollingDays { days })),
        Patch::Null => fields.require(path, None),
        Patch::Value(input) => input.parse(&path, fields).map(Some),
    }
}

impl HorizonInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<Horizon> {
        let at = |field: &str| format!("{path}.{field}");
        let kind = fields.require(at("kind"), self.kind)?;
        let fixed = kind == "fixed_range";
        for (field, stray) in [
            ("days", fixed && self.days.is_some()),
            ("from", !fixed && self.from.is_some()),
            ("to", !fixed && self.to.is_some()),
        ] {
            if stray {
                fields.fault(at(field), "unknown_field");
            }
        }
        let mut days = |most| fields.parse(at("days"), self.days, |n| within(n, 1..=most));
        match kind.as_str() {
            "rolling_days" => days(LONGEST_HORIZON).map(|days| Horizon::RollingDays { days }),
            "rolling_open_days" => days(i64::from(OPEN_DAYS_LOOK_AHEAD)).map(|days| Horizon::RollingOpenDays { days }),
            "fixed_range" => {
                let from = fields.parse(at("from"), self.from, date);
                let to = fields.parse(at("to"), self.to, date);
                let (from, to) = (from?, to?);
                if to < from {
                    fields.fault(at("to"), "reversed_interval");
                }
                Some(Horizon::FixedRange { from, to })
            }
            _ => {
                fields.fault(at("kind"), "invalid_choice");
                None
            }
        }
    }
}

impl PolicyChange {
    /// The policy with what changes in it.
    pub(crate) fn apply(self, policy: BookingPolicy) -> BookingPolicy {
        BookingPolicy {
            slot_step: self.slot_step.unwrap_or(policy.slot_step),
            min_notice: self.min_notice.unwrap_or(policy.min_notice),
            horizon: self.horizon.unwrap_or(policy.horizon),
            cancel_notice: self.cancel_notice.unwrap_or(policy.cancel_notice),
            start_grid: self.start_grid.unwrap_or(policy.start_grid),
            buffer_rule: self.buffer_rule.unwrap_or(policy.buffer_rule),
            confirmation: self.confirmation.unwrap_or(policy.confirmation),
            staff_daily_limit: self.staff_daily_limit.unwrap_or(policy.staff_daily_limit),
            customer_daily_limit: self.customer_daily_limit.unwrap_or(policy.customer_daily_limit),
        }
    }
}

/// All settings of a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsView {
    slot_step_minutes: u32,
    min_notice_minutes: u32,
    /// Only of a horizon of `rolling_days`.
    horizon_days: Option<u16>,
    horizon: HorizonView,
    cancel_notice_minutes: u32,
    #[schema(value_type = String, example = "opening")]
    start_grid: StartGrid,
    #[schema(value_type = String, example = "sum")]
    buffer_rule: BufferRule,
    #[schema(value_type = String, example = "automatic")]
    confirmation: Confirmation,
    staff_daily_limit: Option<u16>,
    customer_daily_limit: Option<u16>,
}

/// How far ahead bookings are taken.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HorizonView {
    RollingDays {
        days: u16,
    },
    RollingOpenDays {
        days: u16,
    },
    FixedRange {
        #[schema(value_type = String, format = Date)]
        from: NaiveDate,
        #[schema(value_type = String, format = Date)]
        to: NaiveDate,
    },
}

impl From<Horizon> for HorizonView {
    fn from(horizon: Horizon) -> Self {
        match horizon {
            Horizon::RollingDays { days } => Self::RollingDays { days },
            Horizon::RollingOpenDays { days } => Self::RollingOpenDays { days },
            Horizon::FixedRange { from, to } => Self::FixedRange { from, to },
        }
    }
}

/// The short form of a horizon, where it has one.
pub(crate) fn horizon_days(horizon: Horizon) -> Option<u16> {
    match horizon {
        Horizon::RollingDays { days } => Some(days),
        Horizon::RollingOpenDays { .. } | Horizon::FixedRange { .. } => None,
    }
}

impl From<BookingPolicy> for SettingsView {
    fn from(policy: BookingPolicy) -> Self {
        Self {
            slot_step_minutes: policy.slot_step.get(),
            min_notice_minutes: policy.min_notice.get(),
            horizon_days: horizon_days(policy.horizon),
            horizon: policy.horizon.into(),
            cancel_notice_minutes: policy.cancel_notice.get(),
            start_grid: policy.start_grid,
            buffer_rule: policy.buffer_rule,
            confirmation: policy.confirmation,
            staff_daily_limit: policy.staff_daily_limit,
            customer_daily_limit: policy.customer_daily_limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use application::Failure;
    use serde_json::{Value, json};

    use super::*;

    fn read(sent: Value) -> Result<BookingPolicy, Vec<(String, &'static str)>> {
        let mut fields = Fields::new();
        let change = serde_json::from_value::<SettingsInput>(sent)
            .unwrap()
            .parse("settings.", &mut fields);
        match fields.finish(change) {
            Ok(change) => Ok(change.apply(BookingPolicy::default())),
            Err(Failure::Invalid(faults)) => Err(faults.into_iter().map(|f| (f.path, f.code)).collect()),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn refusals(sent: Value) -> Vec<(String, &'static str)> {
        read(sent).unwrap_err()
    }

    fn at(field: &str, code: &'static str) -> (String, &'static str) {
        (format!("settings.{field}"), code)
    }

    #[test]
    fn what_is_answered_can_be_sent_again_and_changes_nothing() {
        for horizon in [
            json!({ "kind": "rolling_days", "days": 730 }),
            json!({ "kind": "rolling_open_days", "days": 92 }),
            json!({ "kind": "fixed_range", "from": "2027-03-01", "to": "2027-03-01" }),
        ] {
            let sent = json!({
                "slot_step_minutes": 240, "min_notice_minutes": 86400, "horizon": horizon, "cancel_notice_minutes": 0,
                "start_grid": "fewest_gaps", "buffer_rule": "max", "confirmation": "by_shop",
                "staff_daily_limit": 8, "customer_daily_limit": null,
            });
            let policy = read(sent).unwrap();
            let mut answered = serde_json::to_value(SettingsView::from(policy.clone())).unwrap();
            answered.as_object_mut().unwrap().remove("horizon_days");
            assert_eq!(answered["horizon"], horizon);
            assert_eq!(read(answered), Ok(policy));
        }
    }

    #[test]
    fn nothing_sent_is_the_platforms_policy_and_null_clears_a_limit() {
        assert_eq!(read(json!({})), Ok(BookingPolicy::default()));
        let limited = read(json!({ "staff_daily_limit": 3 })).unwrap();
        assert_eq!(limited.staff_daily_limit, Some(3));
        let cleared = serde_json::from_value::<SettingsInput>(json!({ "staff_daily_limit": null })).unwrap();
        let cleared = cleared.parse("", &mut Fields::new()).unwrap().apply(limited);
        assert_eq!(cleared.staff_daily_limit, None);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let sent = json!({
            "slot_step_minutes": 0, "min_notice_minutes": 86401, "horizon_days": 731, "cancel_notice_minutes": -1,
            "start_grid": "dense", "buffer_rule": "min", "confirmation": null, "customer_daily_limit": 0,
        });
        let expected = [
            at("slot_step_minutes", "out_of_range"),
            at("min_notice_minutes", "out_of_range"),
            at("cancel_notice_minutes", "out_of_range"),
            at("horizon_days", "out_of_range"),
            at("start_grid", "invalid_choice"),
            at("buffer_rule", "invalid_choice"),
            at("confirmation", "required"),
            at("customer_daily_limit", "out_of_range"),
        ];
        assert_eq!(refusals(sent), expected);
    }

    #[test]
    fn a_horizon_says_one_thing() {
        for (sent, field, code) in [
            (
                json!({ "horizon_days": 30, "horizon": { "kind": "rolling_days", "days": 30 } }),
                "horizon",
                "exactly_one_of",
            ),
            (json!({ "horizon": null }), "horizon", "required"),
            (json!({ "horizon": { "days": 3 } }), "horizon.kind", "required"),
            (
                json!({ "horizon": { "kind": "forever" } }),
                "horizon.kind",
                "invalid_choice",
            ),
            (
                json!({ "horizon": { "kind": "rolling_days" } }),
                "horizon.days",
                "required",
            ),
            (
                json!({ "horizon": { "kind": "rolling_open_days", "days": 93 } }),
                "horizon.days",
                "out_of_range",
            ),
            (
                json!({ "horizon": { "kind": "fixed_range", "from": "2027-03-02", "to": "2027-03-01" } }),
                "horizon.to",
                "reversed_interval",
            ),
            (
                json!({ "horizon": { "kind": "rolling_days", "days": 3, "to": "2027-03-01" } }),
                "horizon.to",
                "unknown_field",
            ),
        ] {
            assert_eq!(refusals(sent.clone()), [at(field, code)], "{sent}");
        }
    }
}
