//! Messages about an account, written in the transaction of what they tell of; the relay and the workers do the rest.

use std::collections::BTreeMap;

use booking_rules::ids::{BusinessId, LetterId};
use booking_rules::values::{Email, Locale, Phone};
use chrono::TimeDelta;
use store::{Account, FIRST_LOOK, Letter, NoticeStatus, Question, Step};

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
    /// A webhook took no call for a day. Facts: `business`, `host`, `since`.
    HookFailing,
    /// A webhook is called no more. Facts: as before.
    HookDisabled,
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
    /// To those whose matter the money is. Facts: `business`, `shop`, `report`, `period`, `from`, `to`, `revenue`, `net`, `vat`,
    /// `revenue_before`, `taken`, `taken_before`, `bookings`, `bookings_before`, `completed`, `cancelled`, `missed`, `file`,
    /// `when`.
    ReportReady,
    /// What is held about somebody can be fetched. Facts: `link`.
    DataReady,
    /// What was held about the reader is gone.
    DataErased,
}

impl LetterKind {
    pub const ALL: [Self; 23] = [
        Self::ConfirmEmail,
        Self::AlreadyRegistered,
        Self::ResetPassword,
        Self::PasswordChanged,
        Self::SignInLocked,
        Self::Invitation,
        Self::SessionRevoked,
        Self::HookFailing,
        Self::HookDisabled,
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
        Self::ReportReady,
        Self::DataReady,
        Self::DataErased,
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
            Self::HookFailing => "hook_failing",
            Self::HookDisabled => "hook_disabled",
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
            Self::ReportReady => "report_ready",
            Self::DataReady => "data_ready",
            Self::DataErased => "data_erased",
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
    letter(app, kind, (Some(email), None), locale, facts, useful_for)
}

/// A letter to whoever an account is of: by e-mail, or to the number of one that has no address; `None` where it can be
/// reached by neither.
#[must_use]
pub fn to_account(
    app: &App,
    kind: LetterKind,
    account: &Account,
    locale: Locale,
    facts: &[(&str, String)],
    useful_for: TimeDelta,
) -> Option<Letter> {
    let to = match (&account.email, &account.phone) {
        (Some(email), _) => (Some(email.clone()), None),
        (None, Some(phone)) => (None, Some(phone.clone())),
        (None, None) => return None,
    };
    Some(letter(app, kind, to, locale, facts, useful_for))
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
    letter(app, kind, (None, Some(phone)), locale, facts, useful_for)
}

fn letter(
    app: &App,
    kind: LetterKind,
    (email, phone): (Option<Email>, Option<Phone>),
    locale: Locale,
    facts: &[(&str, String)],
    useful_for: TimeDelta,
) -> Letter {
    let now = app.now();
    Letter {
        id: LetterId::new(app.new_uuid()),
        kind: kind.as_str().to_owned(),
        email,
        phone,
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
        question: Question::default(),
        went_by: None,
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
