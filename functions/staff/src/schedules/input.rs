//! A schedule as it is sent: every wrong time, day and date of it is named at once.

use api::Fields;
use api::fields::{choice, date};
use application::Failure;
use booking_rules::schedule::{DailyWindow, DateOverride, Schedule, WeeklyWindow};
use booking_rules::time::WallTime;
use serde::Deserialize;
use utoipa::ToSchema;

/// Working hours as wall times of the shop's zone; replaces what was set before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleInput {
    weekly: Option<Vec<WindowInput>>,
    /// Each lies in one of the `weekly` windows.
    breaks: Option<Vec<WindowInput>>,
    /// Dates that differ from the week's plan.
    dates: Option<Vec<DateInput>>,
}

/// A stretch of a day of the week, `00:00` to `24:00`; one whose `to` is not after its `from` ends on the next day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowInput {
    /// `mon` to `sun`.
    #[schema(required, value_type = String, example = "mon")]
    day: Option<String>,
    #[schema(required, value_type = String, example = "09:00")]
    from: Option<String>,
    #[schema(required, value_type = String, example = "17:00")]
    to: Option<String>,
}

/// What is worked on one date in place of the week's plan; no intervals closes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateInput {
    #[schema(required, value_type = String, format = Date, example = "2027-04-02")]
    date: Option<String>,
    intervals: Option<Vec<IntervalInput>>,
}

/// A stretch of a date.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalInput {
    #[schema(required, value_type = String, example = "10:00")]
    from: Option<String>,
    #[schema(required, value_type = String, example = "14:00")]
    to: Option<String>,
}

impl ScheduleInput {
    pub(crate) fn parse(self) -> Result<Schedule, Failure> {
        let mut fields = Fields::new();
        let weekly = each("weekly", self.weekly, &mut fields, WindowInput::parse);
        let breaks = each("breaks", self.breaks, &mut fields, WindowInput::parse);
        let dates = each("dates", self.dates, &mut fields, DateInput::parse);
        let (weekly, breaks, dates) = fields.finish((weekly, breaks, dates))?;
        Schedule::new(weekly, breaks, dates).map_err(|faults| {
            let faults = faults.into_iter();
            Failure::Invalid(faults.map(|f| application::FieldFault::new(f.path, f.code)).collect())
        })
    }
}

fn each<I, R>(
    list: &str,
    items: Option<Vec<I>>,
    fields: &mut Fields,
    parse: impl Fn(I, &str, &mut Fields) -> Option<R>,
) -> Option<Vec<R>> {
    let items = items.unwrap_or_default().into_iter().enumerate();
    let read: Vec<_> = items
        .map(|(i, item)| parse(item, &format!("{list}[{i}]"), fields))
        .collect();
    read.into_iter().collect()
}

fn wall_time(path: String, text: Option<String>, fields: &mut Fields) -> Option<WallTime> {
    fields.parse(path, text, |text| WallTime::parse(&text))
}

impl WindowInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<WeeklyWindow> {
        let day = fields.parse(format!("{path}.day"), self.day, choice);
        let from = wall_time(format!("{path}.from"), self.from, fields);
        let to = wall_time(format!("{path}.to"), self.to, fields);
        Some(WeeklyWindow {
            day: day?,
            from: from?,
            to: to?,
        })
    }
}

impl DateInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<DateOverride> {
        let date = fields.parse(format!("{path}.date"), self.date, date);
        let intervals = each(
            &format!("{path}.intervals"),
            self.intervals,
            fields,
            IntervalInput::parse,
        );
        Some(DateOverride {
            date: date?,
            intervals: intervals?,
        })
    }
}

impl IntervalInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<DailyWindow> {
        let from = wall_time(format!("{path}.from"), self.from, fields);
        let to = wall_time(format!("{path}.to"), self.to, fields);
        Some(DailyWindow { from: from?, to: to? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(sent: Value) -> Result<Schedule, Vec<(String, &'static str)>> {
        let input: ScheduleInput = serde_json::from_value(sent).unwrap();
        input.parse().map_err(|failure| match failure {
            Failure::Invalid(faults) => faults.into_iter().map(|f| (f.path, f.code)).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_schedule_is_answered_as_it_was_sent() {
        let sent = json!({
            "weekly": [{ "day": "mon", "from": "09:00", "to": "17:00" }, { "day": "fri", "from": "22:00", "to": "02:00" }],
            "breaks": [{ "day": "mon", "from": "13:00", "to": "13:30" }],
            "dates": [{ "date": "2027-04-02", "intervals": [] }, { "date": "2027-04-05", "intervals": [{ "from": "10:00", "to": "24:00" }] }],
        });
        let schedule = read(sent.clone()).unwrap();
        assert_eq!(serde_json::to_value(schedule).unwrap(), sent);
        assert_eq!(read(json!({})), Ok(Schedule::default()));
    }

    #[test]
    fn every_unreadable_part_is_named_at_once() {
        let sent = json!({
            "weekly": [{ "day": "monday", "from": "9:00", "to": "17:00" }, { "from": "09:00", "to": "24:01" }],
            "dates": [{ "date": "2027-02-30", "intervals": [{ "to": "12:00" }] }],
        });
        let expected = [
            ("weekly[0].day", "invalid_choice"),
            ("weekly[0].from", "invalid_wall_time"),
            ("weekly[1].day", "required"),
            ("weekly[1].to", "invalid_wall_time"),
            ("dates[0].date", "invalid_date"),
            ("dates[0].intervals[0].from", "required"),
        ];
        assert_eq!(
            read(sent).unwrap_err(),
            expected.map(|(path, code)| (path.to_owned(), code))
        );
    }

    #[test]
    fn what_the_rules_refuse_keeps_its_place() {
        let sent = json!({
            "weekly": [{ "day": "mon", "from": "09:00", "to": "17:00" }, { "day": "mon", "from": "16:00", "to": "18:00" }],
            "breaks": [{ "day": "tue", "from": "12:00", "to": "13:00" }],
        });
        let expected = [
            ("weekly[1]", "overlapping_windows"),
            ("breaks[0]", "break_outside_windows"),
        ];
        assert_eq!(
            read(sent).unwrap_err(),
            expected.map(|(path, code)| (path.to_owned(), code))
        );
    }
}
