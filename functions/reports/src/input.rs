//! What reports are asked for.

use api::Fields;
use api::fields::{choice, date};
use application::Failure;
use application::reports::Asked;
use booking_rules::stats::Unit;
use serde::Deserialize;
use utoipa::IntoParams;

/// Of which days, and cut by what.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportParams {
    /// The first day, in the shop's zone.
    #[param(required, value_type = String, format = Date, example = "2027-03-01")]
    from: Option<String>,
    /// The last day, included; at most 400 days by day, and 1100 by anything longer.
    #[param(required, value_type = String, format = Date, example = "2027-03-31")]
    to: Option<String>,
    /// `day`, `week` (Monday to Sunday), `month`, `quarter` or `year`; by day unless said.
    by: Option<String>,
}

impl ReportParams {
    /// # Errors
    /// [`Failure::Invalid`] with every fault.
    pub(crate) fn parse(self) -> Result<Asked, Failure> {
        self.parse_with(Unit::Day)
    }

    /// For what there is by month alone.
    ///
    /// # Errors
    /// As [`ReportParams::parse`]; `invalid_choice` for anything else than a month.
    pub(crate) fn parse_by_month(self) -> Result<Asked, Failure> {
        let asked = self.parse_with(Unit::Month)?;
        if asked.unit() == Unit::Month {
            Ok(asked)
        } else {
            Err(Failure::field("by", "invalid_choice"))
        }
    }

    fn parse_with(self, unit: Unit) -> Result<Asked, Failure> {
        let mut fields = Fields::new();
        let from = fields.parse("from", self.from, date);
        let to = fields.parse("to", self.to, date);
        let by = fields.parse_optional("by", self.by, choice::<Unit>);
        let (from, to, by) = fields.finish((from, to, by))?;
        Asked::new(from, to, by.unwrap_or(unit)).map_err(|fault| Failure::Invalid(vec![fault]))
    }
}
