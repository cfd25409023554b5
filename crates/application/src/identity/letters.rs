//! Messages about an account, written in the transaction of what they tell of; the relay and the workers do the rest.

use std::collections::BTreeMap;

use booking_rules::ids::{BusinessId, LetterId};
use booking_rules::values::{Email, Locale, Phone};
use chrono::TimeDelta;
use store::{FIRST_LOOK, Letter, NoticeStatus, Step};

use crate::app::App;

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// Facts: `link`.
    ConfirmEmail,
    /// Somebody registered with an address that has an account. Facts: `link` to reset the password.
    AlreadyRegistered,
    /// Facts: `link`.
    ResetPassword,
    PasswordChanged,
    /// Sign-in was locked after too many wrong passwords. Facts: `link` that unlocks it.
    SignInLocked,
    /// Facts: `business`, `role`, `link`.
    Invitation,
    /// A refresh token was used twice and its session ended.
    SessionRevoked,
    /// To those who serve. Facts: `business`, `shop`, `service`, `staff`, `customer`, `when`, `previous`.
    StaffNewBooking,
    StaffBookingMoved,
    /// Called off, or somebody else's now.
    StaffBookingGone,
    /// Facts: `business`, `shop`, `staff`, `day`, and a `row_` for each visit.
    DayPlan,
    /// To those who run a shop. Facts: `business`, `shop`, `day`, `today`, `booked`, `revenue`, `cancelled`, `missed`,
    /// `failed`, `ahead`.
    DailyDigest,
    /// As to those who serve.
    ManyCancellations,
    ShortNotice,
    /// Answers to answers by text message. Facts: `business`, `shop`, `service`, `when`, `link`, `phone`.
    ReplyThanks,
    ReplyTooLate,
    ReplyUnclear,
    ReplyHelp,
}

impl LetterKind {
    pub const ALL: [Self; 18] = [
        Self::ConfirmEmail,
        Self::AlreadyRegistered,
        Self::ResetPassword,
        Self::PasswordChanged,
        Self::SignInLocked,
        Self::Invitation,
        Self::SessionRevoked,
        Self::StaffNewBooking,
        Self::StaffBookingMoved,
        Self::StaffBookingGone,
        Self::DayPlan,
        Self::DailyDigest,
        Self::ManyCancellations,
        Self::ShortNotice,
        Self::ReplyThanks,
        Self::ReplyTooLate,
        Self::ReplyUnclear,
        Self::ReplyHelp,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmEmail => "confirm_email",
            Self::AlreadyRegistered => "already_registered",
            Self::ResetPassword => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::SignInLocked => "sign_in_locked",
            Self::Invitation => "invitation",
            Self::SessionRevoked => "session_revoked",
            Self::StaffNewBooking => "staff_new_booking",
            Self::StaffBookingMoved => "staff_booking_moved",
            Self::StaffBookingGone => "staff_booking_gone",
            Self::DayPlan => "day_plan",
            Self::DailyDigest => "daily_digest",
            Self::ManyCancellations => "many_cancellations",
            Self::ShortNotice => "short_notice",
            Self::ReplyThanks => "reply_thanks",
            Self::ReplyTooLate => "reply_too_late",
            Self::ReplyUnclear => "reply_unclear",
            Self::ReplyHelp => "reply_help",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A letter to an address, for the commit of what it tells of. It is not sent any more after `useful_for`.
#[must_use]
pub fn to_email(
    app: &App,
    kind: LetterKind,
    email: Email,
    locale: Locale,
    facts: &[(&str, String)],
    useful_for: TimeDelta,
) -> Letter {
    Letter {
        email: Some(email),
        ..unaddressed(app, kind, locale, facts, useful_for)
    }
}

/// The same to a number, as a text message.
#[must_use]
pub fn to_phone(
    app: &App,
    kind: LetterKind,
    phone: Phone,
    locale: Locale,
    facts: &[(&str, String)],
    useful_for: TimeDelta,
) -> Letter {
    Letter {
        phone: Some(phone),
        ..unaddressed(app, kind, locale, facts, useful_for)
    }
}

fn unaddressed(app: &App, kind: LetterKind, locale: Locale, facts: &[(&str, String)], useful_for: TimeDelta) -> Letter {
    let now = app.now();
    Letter {
        id: LetterId::new(app.new_uuid()),
        kind: kind.as_str().to_owned(),
        email: None,
        phone: None,
        locale,
        business: None,
        facts: facts
            .iter()
            .map(|(name, fact)| ((*name).to_owned(), fact.clone()))
            .collect::<BTreeMap<_, _>>(),
        status: NoticeStatus::Queued,
        useful_until: now + useful_for,
        look_at: Some(now + FIRST_LOOK),
        given_again: 0,
        claimed_at: None,
        claim: None,
        created_at: now,
        ended_at: None,
        reason: None,
        reference: None,
        attempts: 0,
        vendor: None,
        history: vec![Step::now(NoticeStatus::Queued, now)],
    }
}

/// The same on behalf of a business, in whose name it is written.
#[must_use]
pub fn from_business(letter: Letter, business: BusinessId) -> Letter {
    Letter {
        business: Some(business),
        ..letter
    }
}
