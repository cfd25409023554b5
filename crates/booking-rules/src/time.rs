//! Instants, wall times and the one place that turns one into the other.
//!
//! An instant is a `DateTime<Utc>`; opening hours are wall times in a zone. Nobody outside this module converts.

mod local_days;
mod span;
mod wall;
mod zone;

pub(crate) use local_days::LocalDays;
pub use span::Span;
pub use wall::WallTime;
pub use zone::{Reading, Zone, tz_database_version};
