//! What one shop allows: grid, notice, horizon, buffers, limits. Values, no decisions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::values::Minutes;

/// Where the starts of a working window lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartGrid {
    /// Every step from the window's opening, not restarted after a booking.
    #[default]
    Opening,
    /// Wall times whose minute of the day is a multiple of the step.
    Clock,
    /// Every step from the opening, restarted at the end of each booking (its buffer included) and time off.
    AfterBooking,
    /// As `Opening`, plus the starts flush after and flush before each booking; within a local day the starts that
    /// leave no unusable gap come first.
    FewestGaps,
}

/// How the buffers of two neighbours combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BufferRule {
    /// Both must be free: the gap is at least after(existing) + before(new).
    #[default]
    Sum,
    /// They may share: the gap is at least the larger of the two.
    Max,
}

/// How far ahead the shop takes bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Horizon {
    /// Up to and including the local day `days` after today.
    RollingDays { days: u16 },
    /// The first `days` local days, counted from today, that still offer a start of the service.
    RollingOpenDays { days: u16 },
    /// Local days from `from` to `to`, both included.
    FixedRange { from: NaiveDate, to: NaiveDate },
}

/// Furthest a `RollingOpenDays` search looks ahead; keeps the number of table reads bounded (four month partitions).
pub const OPEN_DAYS_LOOK_AHEAD: u16 = 92;

impl Default for Horizon {
    /// 90 days: three months is what the seed systems offer.
    fn default() -> Self {
        Self::RollingDays { days: 90 }
    }
}

/// Who may book without the shop's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// A booking is confirmed at once.
    #[default]
    Automatic,
    /// A customer's booking waits for the shop's confirm or reject; it holds its time meanwhile.
    ByShop,
}

/// The rules of one shop for taking, moving and cancelling bookings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPolicy {
    pub slot_step: Minutes,
    /// Inclusive: a start exactly at now + notice is offered.
    pub min_notice: Minutes,
    pub horizon: Horizon,
    pub cancel_notice: Minutes,
    pub start_grid: StartGrid,
    pub buffer_rule: BufferRule,
    pub confirmation: Confirmation,
    /// Most bookings of one staff member that start on one local day.
    pub staff_daily_limit: Option<u16>,
    /// Most bookings of one customer that start on one local day.
    pub customer_daily_limit: Option<u16>,
}

impl Default for BookingPolicy {
    fn default() -> Self {
        Self {
            slot_step: Minutes::new(15),
            // Seed rule 11: a customer books at least 1 h ahead.
            min_notice: Minutes::new(60),
            horizon: Horizon::default(),
            // Seed rule 7: cancellation at least 24 h ahead.
            cancel_notice: Minutes::new(24 * 60),
            start_grid: StartGrid::default(),
            buffer_rule: BufferRule::default(),
            confirmation: Confirmation::default(),
            staff_daily_limit: None,
            customer_daily_limit: None,
        }
    }
}
