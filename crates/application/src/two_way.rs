//! Answers to text messages: YES, NO, STOP, and words for people to read.
//!
//! An answer carries no booking, only numbers. So what was sent to a number is remembered, and an answer is about the one
//! booking that it can be about; where there are several, nothing is changed and people look at it.

mod answer;
mod conversation;
mod inbox;

use booking_rules::booking::{Booking, Command};
use booking_rules::ids::BusinessId;
use booking_rules::notices::Channel;
use booking_rules::notices::words::Reply;
use booking_rules::values::Phone;
use booking_rules::{Refusal, booking::Status};
use chrono::TimeDelta;
use providers::callbacks::InboundSms;
use store::{AddressDigest, Entity, HookSeen, MessageOutcome, SmsThread, digest};

use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, ManageToken, Viewer, manage_token};
use crate::failure::Failure;
use crate::identity::letters::LetterKind;
use crate::wishes;
use conversation::{Conversation, Sent};

pub use inbox::{MESSAGE_RECEIVED, messages};

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Stopped,
    Started,
    Acknowledged,
    Cancelled,
    Helped,
    /// It is for people to read.
    PassedOn(MessageOutcome),
    /// The booking it is about is as the answer asks already.
    NothingToDo,
    /// Nobody wrote to that number lately.
    Unknown,
    /// The same message was heard before.
    Before,
}

impl Heard {
    /// For the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Started => "started",
            Self::Acknowledged => "acknowledged",
            Self::Cancelled => "cancelled",
            Self::Helped => "helped",
            Self::PassedOn(outcome) => outcome.as_str(),
            Self::NothingToDo => "nothing_to_do",
            Self::Unknown => "unknown",
            Self::Before => "before",
        }
    }
}

/// Until when an answer is expected: the visit is over then, or nearly.
const AFTER_START: TimeDelta = TimeDelta::days(1);
/// Providers repeat a message for hours; a week is longer than any.
const REMEMBERED: TimeDelta = TimeDelta::days(7);

/// Remembers that a text message about a booking went to a number, if its business takes answers. What cannot be
/// remembered costs an answer its booking, not the message its way: the log is told.
pub async fn remember(app: &App, booking: &Booking, kind: &str, phone: &Phone, sender: Option<&str>) {
    if let Err(failure) = try_remember(app, booking, kind, phone, sender).await {
        tracing::warn!(booking.id = %booking.id, ?failure, "a text message was not remembered");
    }
}

async fn try_remember(
    app: &App,
    booking: &Booking,
    kind: &str,
    phone: &Phone,
    sender: Option<&str>,
) -> Result<(), Failure> {
    let settings = app.recent_catalogue(booking.id.business()).await?.notice_settings();
    let (now, until) = (app.now(), booking.span.start() + AFTER_START);
    if !settings.takes_replies() || until <= now {
        return Ok(());
    }
    let thread = SmsThread {
        number: digest(phone.as_str()),
        booking: booking.id,
        kind: kind.to_owned(),
        sender: sender.map(str::to_owned),
        sent_at: now,
        expires_at: until,
    };
    app.store.write_once(&thread).await?;
    Ok(())
}

/// Does what an answer asks for, once.
///
/// # Errors
/// [`Failure::Unavailable`]; the provider repeats it then.
pub async fn hear(app: &App, sms: &InboundSms, author: &Author) -> Result<Heard, Failure> {
    let seen = HookSeen {
        source: format!("sms-{}", sms.vendor.as_str()),
        id_hash: digest(&sms.id),
        expires_at: app.now() + REMEMBERED,
    };
    let before = app.store.shelf(vec![seen.key()]).await?.get::<HookSeen>(&seen.key())?;
    if before.is_some_and(|before| before.record.expires_at > app.now()) {
        return Ok(Heard::Before);
    }
    let listening = Listening {
        app,
        sms,
        author,
        seen: &seen,
        talk: Conversation::read(app, sms).await?,
    };
    let heard = listening.act().await?;
    // What was passed on stands with its own mark; who is unknown leaves none.
    if !matches!(heard, Heard::PassedOn(_) | Heard::Unknown | Heard::Before) {
        app.store.write_once(&seen).await?;
    }
    Ok(heard)
}

/// One answer, and what it may be about.
struct Listening<'a> {
    app: &'a App,
    sms: &'a InboundSms,
    author: &'a Author,
    seen: &'a HookSeen,
    talk: Conversation,
}

impl Listening<'_> {
    async fn act(&self) -> Result<Heard, Failure> {
        let reply = Reply::parse(&self.sms.text);
        match reply {
            Reply::Stop => return self.stop().await,
            Reply::Start => return self.start().await,
            _ => {}
        }
        let Some(newest) = self.talk.newest() else {
            return Ok(Heard::Unknown);
        };
        match reply {
            Reply::Yes => self.yes(newest).await,
            Reply::No => self.no(newest).await,
            Reply::Help => {
                self.answer(LetterKind::ReplyHelp, newest).await?;
                Ok(Heard::Helped)
            }
            _ => self.pass_on(MessageOutcome::Read, &[newest], None).await,
        }
    }

    async fn yes(&self, newest: &Sent) -> Result<Heard, Failure> {
        let open = self.talk.asked(self.app.now(), &[Status::Confirmed]);
        let one = match open.as_slice() {
            [] => return self.pass_on(MessageOutcome::Read, &[newest], None).await,
            [one] => *one,
            several => return self.unclear(several).await,
        };
        if one.booking.acknowledged_at.is_none() {
            match self.change(&one.booking, Command::Acknowledge).await {
                Ok(()) => {}
                Err(Failure::Refused(_) | Failure::NotFound) => {
                    return self.pass_on(MessageOutcome::Read, &[one], None).await;
                }
                Err(failure) => return Err(failure),
            }
        }
        self.answer(LetterKind::ReplyThanks, one).await?;
        Ok(Heard::Acknowledged)
    }

    async fn no(&self, newest: &Sent) -> Result<Heard, Failure> {
        let open = self.talk.asked(self.app.now(), &[Status::Pending, Status::Confirmed]);
        let one = match open.as_slice() {
            // The same answer again, or the shop was quicker.
            [] if newest.booking.status == Status::Cancelled => return Ok(Heard::NothingToDo),
            [] => return self.pass_on(MessageOutcome::Read, &[newest], None).await,
            [one] => *one,
            several => return self.unclear(several).await,
        };
        match self.change(&one.booking, Command::Cancel { reason: None }).await {
            // The cancellation's own message is the answer.
            Ok(()) => Ok(Heard::Cancelled),
            Err(Failure::Refused(Refusal::TooLateToCancel { .. })) => {
                let answer = Some(LetterKind::ReplyTooLate);
                self.pass_on(MessageOutcome::TooLate, &[one], answer).await
            }
            Err(Failure::Refused(_) | Failure::NotFound) => self.pass_on(MessageOutcome::Read, &[one], None).await,
            Err(failure) => Err(failure),
        }
    }

    async fn unclear(&self, several: &[&Sent]) -> Result<Heard, Failure> {
        let answer = Some(LetterKind::ReplyUnclear);
        self.pass_on(MessageOutcome::SeveralBookings, several, answer).await
    }

    /// As the customer, whose number it is: by the rules that bind customers.
    async fn change(&self, booking: &Booking, command: Command) -> Result<(), Failure> {
        let token: ManageToken = manage_token(booking).parse().map_err(Failure::internal)?;
        let viewer = Viewer::Link(token);
        bookings::change(self.app, booking.id, &viewer, command, None, self.author).await?;
        Ok(())
    }

    /// A number that only one business writes to stops that one; else whoever writes.
    async fn stop(&self) -> Result<Heard, Failure> {
        let business = self.talk.only_business();
        wishes::stop(self.app, business, Channel::Sms, &self.sms.from, self.author).await?;
        Ok(Heard::Stopped)
    }

    async fn start(&self) -> Result<Heard, Failure> {
        let whose: [Option<BusinessId>; 2] = [None, self.talk.only_business()];
        for business in whose.iter().take(if whose[1].is_some() { 2 } else { 1 }) {
            wishes::start(self.app, *business, Channel::Sms, &self.sms.from, self.author).await?;
        }
        Ok(Heard::Started)
    }

    /// Whether an answer may go to the number: not after STOP.
    async fn may_answer(&self, business: BusinessId) -> Result<bool, Failure> {
        let address = AddressDigest::from(&self.sms.from);
        Ok(!wishes::is_stopped(self.app, Some(business), Channel::Sms, &address).await?)
    }
}
