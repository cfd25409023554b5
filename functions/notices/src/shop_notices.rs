//! What became of the messages about a shop's bookings.

use api::{ApiState, Instant};
use application::notice_log::{ListedNotice, NoticeId};
use application::notices::render::reasons::reason_words;
use application::notices::render::words::status_word;
use booking_rules::values::{Email, Locale, Phone};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod list;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(list::endpoint())
}

/// One message about a booking.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    id: String,
    booking_id: String,
    #[schema(example = "booking_reminder")]
    kind: String,
    #[schema(example = "sms")]
    channel: String,
    /// scheduled, queued, sending, sent, delivered, read, failed, unknown or suppressed.
    status: &'static str,
    /// The status in the reader's language.
    status_label: String,
    /// Why it stands there: a code of ours or of its vendor.
    reason: Option<String>,
    reason_label: Option<String>,
    /// When it should go out.
    #[schema(value_type = String, format = DateTime)]
    due_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Instant>,
    /// Who carries it, as far as it came to that.
    #[schema(example = "serwersms")]
    vendor: Option<&'static str>,
    attempts: u32,
    /// Whom it goes to, all but hidden; `null` once that is not known any more.
    #[schema(example = "+48 ••• 567")]
    recipient: Option<String>,
    /// 0 for the first sending; those after it were asked for.
    again: u32,
    /// Where it stood, oldest first.
    history: Vec<StepView>,
}

/// One thing that became of a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    status: &'static str,
    status_label: String,
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    reason: Option<String>,
    reason_label: Option<String>,
    /// Who was given it.
    vendor: Option<&'static str>,
}

impl NoticeView {
    pub(crate) fn of(listed: ListedNotice, locale: Locale) -> Self {
        let recipient = recipient(&listed);
        let notice = listed.notice;
        let words = |code: &'static str| status_word(code, locale).to_owned();
        let history = notice.history.iter().map(|step| StepView {
            status: step.status.as_str(),
            status_label: words(step.status.as_str()),
            at: step.at.into(),
            reason: step.reason.clone(),
            reason_label: step.reason.as_deref().map(|code| reason_words(code, locale)),
            vendor: step.vendor.map(|vendor| vendor.as_str()),
        });
        Self {
            id: NoticeId::of(&notice),
            booking_id: notice.booking.to_string(),
            history: history.collect(),
            status: notice.status.as_str(),
            status_label: words(notice.status.as_str()),
            reason_label: notice.reason.as_deref().map(|code| reason_words(code, locale)),
            reason: notice.reason,
            due_at: notice.due_at.into(),
            ended_at: notice.ended_at.map(Instant::from),
            vendor: notice.vendor.map(|vendor| vendor.as_str()),
            attempts: notice.attempts,
            again: notice.again,
            kind: notice.kind,
            channel: notice.channel,
            recipient,
        }
    }
}

fn recipient(listed: &ListedNotice) -> Option<String> {
    let contact = listed.contact.as_ref()?;
    if listed.notice.channel == "email" {
        contact.email.as_ref().map(masked_email)
    } else {
        contact.phone.as_ref().map(masked_phone)
    }
}

/// Enough to tell two customers of one shop apart, too little to write to them.
fn masked_email(email: &Email) -> String {
    let (name, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
    let first: String = name.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

fn masked_phone(phone: &Phone) -> String {
    let digits: Vec<char> = phone.as_str().chars().collect();
    let some = |range: &[char]| range.iter().collect::<String>();
    let (head, tail) = (digits.get(..3), digits.get(digits.len().saturating_sub(3)..));
    format!(
        "{} ••• {}",
        head.map(some).unwrap_or_default(),
        tail.map(some).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_hinted_at_and_not_told() {
        let email = Email::parse("anna.nowak@example.pl").unwrap();
        assert_eq!(masked_email(&email), "a•••@example.pl");
        let phone = Phone::parse("+48601234567", None).unwrap();
        assert_eq!(masked_phone(&phone), "+48 ••• 567");
    }
}
