//! Why a wish is refused: a closed vocabulary with stable codes. A refusal is an answer, not an error.

use chrono::{DateTime, Utc};

use crate::booking::Status;
use crate::values::Minutes;

/// Whether the present state stands against the wish, or a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Another record is in the way; the same wish may pass later (HTTP 409).
    Conflict,
    /// A rule of the shop forbids it whatever the state (HTTP 422).
    Policy,
}

/// The reasons, each with a stable [`code`](Refusal::code).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Nobody who could serve is free.
    TimeTaken,
    /// Rule 1: the customer already holds a booking that overlaps.
    CustomerBusy,
    /// Rule 6: the start is not after now.
    InThePast,
    /// Rule 11: less than the shop's minimum notice before the start.
    TooSoon {
        notice: Minutes,
    },
    /// After the last day the shop takes bookings for.
    BeyondHorizon {
        until: Option<DateTime<Utc>>,
    },
    /// Rule 4: not wholly inside one working window.
    OutsideWorkingHours,
    /// Inside working hours, but not a start of the shop's grid.
    OffGrid,
    /// The shop is closed for the day or period.
    ShopClosed,
    /// The staff member has time off then.
    StaffAway,
    /// The chosen staff member does not perform the service in this shop.
    StaffWithoutService,
    /// More persons than the service takes at once.
    OverCapacity {
        capacity: u16,
    },
    /// The staff member or customer has as many bookings that local day as the shop allows.
    DailyLimitReached {
        limit: u16,
    },
    /// Rule 2: only staff may knowingly overlap.
    OverlapNeedsStaff,
    /// Rule 7: less than the shop's cancellation notice before the start.
    TooLateToCancel {
        notice: Minutes,
    },
    TooLateToReschedule {
        notice: Minutes,
    },
    /// The booking's status does not allow the command.
    NotAllowedNow {
        status: Status,
    },
    /// The hold was not confirmed in time.
    HoldExpired,
    /// The booking's time has not come yet, so it cannot be checked in, completed or missed.
    NotYetStarted,
    /// The month's books take no more entries.
    MonthClosed,
    /// The month still runs in one of the business's shops.
    MonthNotOver,
    /// The entries of the month add up to something else than its running totals.
    BooksDisagree,
    /// More would be given back than is left of the charge.
    RefundAboveCharge,
    /// More would be taken off than is left of the charge.
    DiscountAboveCharge,
    /// The discount names no charge of this sale, and there is not just one it could mean.
    NoSuchCharge,
    /// The entry itself gives back or takes off; only what was taken can be given back.
    NothingToRefund,
    /// The books say already what they should say.
    NothingToCorrect,
    /// Less would be left of the charge than was taken off or given back.
    CorrectionBelowRefunds,
    /// A refund or discount follows the charge it belongs to.
    CorrectTheCharge,
    /// Tips and deposits carry no tax.
    NotTaxed,
    /// Less is left of the deposits of the sale than would be used or given back.
    DepositTooSmall,
    /// A deposit is taken and given back in money.
    DepositByDeposit,
    /// The sale has as many entries as one can have.
    TabFull,
    /// The customer waits for as many things at the business as one can.
    WaitsEnough {
        limit: u16,
    },
    /// The shop's waitlist takes nobody more.
    WaitlistFull,
}

impl Refusal {
    /// The wire code; never changes once published.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TimeTaken => "time_taken",
            Self::CustomerBusy => "customer_busy",
            Self::InThePast => "in_the_past",
            Self::TooSoon { .. } => "too_soon",
            Self::BeyondHorizon { .. } => "beyond_horizon",
            Self::OutsideWorkingHours => "outside_working_hours",
            Self::OffGrid => "off_grid",
            Self::ShopClosed => "shop_closed",
            Self::StaffAway => "staff_away",
            Self::StaffWithoutService => "staff_without_service",
            Self::OverCapacity { .. } => "over_capacity",
            Self::DailyLimitReached { .. } => "daily_limit_reached",
            Self::OverlapNeedsStaff => "overlap_needs_staff",
            Self::TooLateToCancel { .. } => "too_late_to_cancel",
            Self::TooLateToReschedule { .. } => "too_late_to_reschedule",
            Self::NotAllowedNow { .. } => "not_allowed_now",
            Self::HoldExpired => "hold_expired",
            Self::NotYetStarted => "not_yet_started",
            Self::MonthClosed => "month_closed",
            Self::MonthNotOver => "month_not_over",
            Self::BooksDisagree => "books_disagree",
            Self::RefundAboveCharge => "refund_above_charge",
            Self::DiscountAboveCharge => "discount_above_charge",
            Self::NoSuchCharge => "no_such_charge",
            Self::NothingToRefund => "nothing_to_refund",
            Self::NothingToCorrect => "nothing_to_correct",
            Self::CorrectionBelowRefunds => "correction_below_refunds",
            Self::CorrectTheCharge => "correct_the_charge",
            Self::NotTaxed => "not_taxed",
            Self::DepositTooSmall => "deposit_too_small",
            Self::DepositByDeposit => "deposit_by_deposit",
            Self::TabFull => "tab_full",
            Self::WaitsEnough { .. } => "waits_enough",
            Self::WaitlistFull => "waitlist_full",
        }
    }

    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::TimeTaken | Self::CustomerBusy | Self::NotAllowedNow { .. } | Self::HoldExpired => {
                RefusalKind::Conflict
            }
            Self::MonthClosed
            | Self::MonthNotOver
            | Self::BooksDisagree
            | Self::RefundAboveCharge
            | Self::DiscountAboveCharge
            | Self::NothingToCorrect
            | Self::CorrectionBelowRefunds
            | Self::DepositTooSmall
            | Self::TabFull
            | Self::WaitsEnough { .. }
            | Self::WaitlistFull => RefusalKind::Conflict,
            _ => RefusalKind::Policy,
        }
    }
}
