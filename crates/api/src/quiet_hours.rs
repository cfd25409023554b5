//! Quiet hours on the wire.

use booking_rules::notices::QuietHours;
use booking_rules::time::WallTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fields::Fields;

/// When nobody is disturbed, by the wall clock of who is written to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHoursInput {
    #[schema(required, value_type = String, example = "22:00")]
    from: Option<String>,
    #[schema(required, value_type = String, example = "07:00")]
    to: Option<String>,
}

/// When nobody is disturbed, by the wall clock; may cross midnight.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuietHoursView {
    #[schema(example = "22:00")]
    from: String,
    #[schema(example = "07:00")]
    to: String,
}

impl From<QuietHours> for QuietHoursView {
    fn from(quiet: QuietHours) -> Self {
        Self {
            from: quiet.from.to_string(),
            to: quiet.to.to_string(),
        }
    }
}

impl QuietHoursInput {
    /// Faults are noted under `quiet_hours`.
    pub fn parse(self, fields: &mut Fields) -> Option<QuietHours> {
        let from = fields.parse("quiet_hours.from", self.from, |text| WallTime::parse(&text));
        let to = fields.parse("quiet_hours.to", self.to, |text| WallTime::parse(&text));
        fields.check("quiet_hours.to", QuietHours::new(from?, to?))
    }
}
