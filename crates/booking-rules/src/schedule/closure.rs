use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::ClosureId;
use crate::time::{Span, Zone};
use crate::values::{Invalid, Name};

/// A period in which the whole shop is closed: a holiday, a refit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub id: ClosureId,
    pub span: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Name>,
}

impl Closure {
    /// The instants of whole local days, both included.
    ///
    /// # Errors
    /// `reversed_interval` when the last day comes before the first.
    pub fn whole_days(zone: Zone, first: NaiveDate, last: NaiveDate) -> Result<Span, Invalid> {
        if last < first {
            return Err(Invalid::new("reversed_interval"));
        }
        Span::new(zone.day_span(first).start(), zone.day_span(last).end())
    }
}
