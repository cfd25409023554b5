//! The local stand-in for every provider of messages: what would have been sent, to be read.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use booking_rules::ids::BookingId;
use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::ClockFn;
use crate::delivery::{Accepted, DeliveryError};

/// A message as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxMessage {
    /// `email` or `sms`.
    pub channel: String,
    pub to: String,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub kind: String,
    pub booking_id: Option<BookingId>,
    pub sent_at: DateTime<Utc>,
    /// The iCalendar object that travelled with it.
    pub calendar: Option<String>,
}

/// A message on its way in.
pub(crate) struct NewMessage<'a> {
    pub(crate) channel: &'static str,
    pub(crate) to: &'a str,
    pub(crate) subject: Option<&'a str>,
    pub(crate) text: &'a str,
    pub(crate) html: Option<&'a str>,
    pub(crate) calendar: Option<&'a str>,
    pub(crate) kind: &'a str,
    pub(crate) booking_id: Option<BookingId>,
}

/// Takes in e-mail and text messages and keeps them, one JSON line each, for whoever wants to look.
pub struct Inbox {
    clock: ClockFn,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    messages: Vec<InboxMessage>,
    failures: VecDeque<DeliveryError>,
    file: Option<File>,
}

impl Inbox {
    /// An inbox that is gone with the process.
    #[must_use]
    pub fn in_memory(clock: ClockFn) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    /// Opens or creates the file and reads what it holds. A process killed while writing leaves half a line at the
    /// end; it was never accepted, so it is cut off.
    ///
    /// # Errors
    /// When the file cannot be read or written, or a line before the last is damaged.
    pub fn open(path: &Path, clock: ClockFn) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let messages = bytes
            .get(..whole)
            .unwrap_or_default()
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(serde_json::from_slice)
            .collect::<Result<Vec<InboxMessage>, _>>()?;
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            clock,
            kept: Mutex::new(Kept {
                messages,
                failures: VecDeque::new(),
                file: Some(file),
            }),
        })
    }

    /// The messages, oldest first; with `to`, those for one address or number.
    #[must_use]
    pub fn list(&self, to: Option<&str>) -> Vec<InboxMessage> {
        let kept = self.kept();
        let wanted = to.map(bare);
        kept.messages
            .iter()
            .filter(|message| wanted.as_ref().is_none_or(|to| bare(&message.to) == *to))
            .cloned()
            .collect()
    }

    /// Forgets every message.
    ///
    /// # Errors
    /// When the file cannot be emptied; nothing is forgotten then.
    pub fn clear(&self) -> io::Result<()> {
        let mut kept = self.kept();
        if let Some(file) = &mut kept.file {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
        }
        kept.messages.clear();
        Ok(())
    }

    /// Makes the next message fail this way and be forgotten; failures asked for queue up.
    pub fn fail_next(&self, failure: DeliveryError) {
        self.kept().failures.push_back(failure);
    }

    pub(crate) fn take_in(&self, new: NewMessage<'_>) -> Result<Accepted, DeliveryError> {
        let mut kept = self.kept();
        if let Some(failure) = kept.failures.pop_front() {
            return Err(failure);
        }
        let message = InboxMessage {
            channel: new.channel.to_owned(),
            to: new.to.to_owned(),
            subject: new.subject.map(str::to_owned),
            text: new.text.to_owned(),
            html: new.html.map(str::to_owned),
            kind: new.kind.to_owned(),
            booking_id: new.booking_id,
            // Whole seconds, as every instant on the wire.
            sent_at: (self.clock)().trunc_subsecs(0),
            calendar: new.calendar.map(str::to_owned),
        };
        if let Some(file) = &mut kept.file {
            write_line(file, &message)
                .map_err(|error| DeliveryError::transient(format!("inbox file: {}", error.kind())))?;
        }
        kept.messages.push(message);
        Ok(Accepted {
            reference: format!("inbox-{}", kept.messages.len()),
        })
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One write a line, so that a kill between two lines loses nothing; a failed write is undone, lest it damage the next.
fn write_line(file: &mut File, message: &InboxMessage) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let before = file.stream_position()?;
    file.write_all(&line).inspect_err(|_| {
        let _ = file.set_len(before).and_then(|()| file.seek(SeekFrom::Start(before)));
    })
}

/// `+` of a telephone number arrives as a space when a caller forgets to escape it in a query.
fn bare(to: &str) -> String {
    to.trim().trim_start_matches('+').to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::email;
    use crate::sms;
    use crate::whatsapp;

    fn clock() -> ClockFn {
        Arc::new(|| "2027-03-14T08:00:00.649405596Z".parse().unwrap())
    }

    fn file(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("salonbook-inbox-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("inbox.jsonl");
        let _ = std::fs::remove_file(&path);
        path
    }

    async fn fill(inbox: &Inbox) {
        email::EmailSender::send(inbox, &email::contract::sample_email())
            .await
            .unwrap();
        sms::SmsSender::send(inbox, &sms::contract::sample_sms()).await.unwrap();
    }

    #[tokio::test]
    async fn the_inbox_fulfils_the_contract_of_every_channel() {
        let inbox = Inbox::in_memory(clock());
        email::contract::an_accepted_message_has_a_reference(&inbox).await;
        email::contract::a_message_without_a_calendar_is_accepted(&inbox).await;
        sms::contract::an_accepted_message_has_a_reference(&inbox).await;
        whatsapp::contract::an_accepted_message_has_a_reference(&inbox).await;
        assert_eq!(inbox.list(None).len(), 5);
    }

    #[tokio::test]
    async fn messages_are_found_by_address_and_by_number() {
        let inbox = Inbox::in_memory(clock());
        fill(&inbox).await;
        for to in ["anna@example.pl", "Anna@Example.PL"] {
            assert_eq!(
                inbox
                    .list(Some(to))
                    .iter()
                    .map(|m| m.channel.as_str())
                    .collect::<Vec<_>>(),
                ["email"],
                "{to}"
            );
        }
        for to in ["+48601234567", " 48601234567"] {
            assert_eq!(
                inbox
                    .list(Some(to))
                    .iter()
                    .map(|m| m.channel.as_str())
                    .collect::<Vec<_>>(),
                ["sms"],
                "{to}"
            );
        }
        assert!(inbox.list(Some("nobody@example.pl")).is_empty());
    }

    #[tokio::test]
    async fn messages_outlive_the_process_and_half_a_line_does_not() {
        let path = file("torn");
        fill(&Inbox::open(&path, clock()).unwrap()).await;
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"channel":"sms","to":"+48"#).unwrap();

        let inbox = Inbox::open(&path, clock()).unwrap();
        assert_eq!(inbox.list(None).len(), 2);
        fill(&inbox).await;
        assert_eq!(Inbox::open(&path, clock()).unwrap().list(None), inbox.list(None));
        assert_eq!(inbox.list(None).len(), 4);
    }

    #[tokio::test]
    async fn a_cleared_inbox_stays_empty() {
        let path = file("cleared");
        let inbox = Inbox::open(&path, clock()).unwrap();
        fill(&inbox).await;
        inbox.clear().unwrap();
        assert!(inbox.list(None).is_empty());
        fill(&inbox).await;
        assert_eq!(Inbox::open(&path, clock()).unwrap().list(None).len(), 2);
    }

    #[tokio::test]
    async fn a_scripted_failure_happens_once_and_leaves_no_message() {
        let inbox = Inbox::in_memory(clock());
        inbox.fail_next(DeliveryError::unknown("line cut"));
        let sms = sms::contract::sample_sms();
        let first = sms::SmsSender::send(&inbox, &sms).await;
        assert_eq!(first, Err(DeliveryError::unknown("line cut")));
        assert!(inbox.list(None).is_empty());
        assert!(sms::SmsSender::send(&inbox, &sms).await.is_ok());
    }

    #[tokio::test]
    async fn the_wire_names_are_those_of_the_contract() {
        let inbox = Inbox::in_memory(clock());
        fill(&inbox).await;
        let shown = serde_json::to_value(inbox.list(None)).unwrap();
        for field in [
            "channel",
            "to",
            "subject",
            "text",
            "html",
            "kind",
            "booking_id",
            "sent_at",
            "calendar",
        ] {
            assert!(shown[0].get(field).is_some(), "{field}");
        }
        assert_eq!(shown[0]["sent_at"], "2027-03-14T08:00:00Z");
    }
}
