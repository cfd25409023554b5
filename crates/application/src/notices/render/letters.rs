//! What a letter says: a message about an account, or on behalf of a business.

use std::collections::BTreeMap;

use booking_rules::values::Locale;
use serde::Serialize;
use store::Letter;

use super::templates::LETTERS;
use super::wording::{direction, one_line};
use super::words::role_word;
use super::{sms, templates};
use crate::identity::letters::LetterKind;

/// Who writes to people about their accounts.
const PLATFORM: &str = "Salonbook";

/// What the names of facts begin with that are one row each of a list.
pub(crate) const ROW: &str = "row_";

/// An e-mail without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedLetter {
    /// In whose name it comes.
    pub sender: String,
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The letter's template names a fact that the letter does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// What templates may name: the facts of the letter, and these.
#[derive(Serialize)]
struct Wording {
    lang: &'static str,
    dir: &'static str,
    signature: String,
    /// The facts that are a list, in their order.
    rows: Vec<String>,
    #[serde(flatten)]
    facts: BTreeMap<String, String>,
}

/// # Errors
/// [`Unreadable`]; which fact is missing is told in the log.
pub fn render_email(kind: LetterKind, letter: &Letter) -> Result<RenderedLetter, Unreadable> {
    let wording = Wording::of(letter);
    let mail = LETTERS.mail(kind.as_str(), letter.locale, &wording);
    let templates::Mail { subject, text, html } = mail.map_err(|defect| report(letter, &defect))?;
    let sender = wording.signature;
    Ok(RenderedLetter {
        sender,
        subject,
        text,
        html,
    })
}

/// The text message; Polish and English ones without Polish letters, as those of notices.
///
/// # Errors
/// As [`render_email`].
pub fn render_sms(kind: LetterKind, letter: &Letter) -> Result<String, Unreadable> {
    let text = LETTERS.sms(kind.as_str(), letter.locale, &Wording::of(letter));
    let text = text.map_err(|defect| report(letter, &defect))?;
    Ok(match letter.locale {
        Locale::Pl | Locale::En => sms::without_polish_letters(&text),
        Locale::Ar => text,
    })
}

impl Wording {
    fn of(letter: &Letter) -> Self {
        let locale = letter.locale;
        let told = |name: &String, fact: &String| match name.as_str() {
            "role" => role_word(fact, locale).to_owned(),
            // Our own words, with the marks that keep a zone's name in its direction.
            "when" | "previous" | "day" | "today" => fact.clone(),
            "business" | "shop" | "service" | "staff" | "customer" => isolated(&one_line(fact), locale),
            _ => one_line(fact),
        };
        let business = letter.business.and_then(|_| letter.facts.get("business"));
        Self {
            lang: locale.tag(),
            dir: direction(locale),
            signature: business.map_or_else(
                || PLATFORM.to_owned(),
                |name| format!("{} · {PLATFORM}", one_line(name)),
            ),
            rows: letter
                .facts
                .iter()
                .filter(|(name, _)| name.starts_with(ROW))
                .map(|(_, fact)| isolated(&one_line(fact), locale))
                .collect(),
            facts: letter
                .facts
                .iter()
                .filter(|(name, _)| !name.starts_with(ROW))
                .map(|(name, fact)| (name.clone(), told(name, fact)))
                .collect(),
        }
    }
}

/// A name in whichever script keeps its own direction inside an Arabic sentence.
fn isolated(name: &str, locale: Locale) -> String {
    match locale {
        Locale::Ar => format!("\u{2068}{name}\u{2069}"),
        Locale::Pl | Locale::En => name.to_owned(),
    }
}

/// What is missing is a name of ours; the facts themselves stay out of the log.
fn report(letter: &Letter, defect: &minijinja::Error) -> Unreadable {
    let (kind, locale) = (letter.kind.as_str(), letter.locale.tag());
    tracing::error!(letter.id = %letter.id, letter.kind = kind, letter.locale = locale, %defect, "a letter cannot be written");
    Unreadable
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::{BusinessId, LetterId};
    use booking_rules::values::Email;
    use chrono::{DateTime, Utc};
    use store::{NoticeStatus, Question};
    use uuid::Uuid;

    use super::*;

    fn letter(kind: LetterKind, locale: Locale) -> Letter {
        let now: DateTime<Utc> = "2027-03-08T09:00:00Z".parse().unwrap();
        let link = || ("link", "https://book.example/confirm?token=3fQ9_a-b&x=1");
        let facts: Vec<(&str, &str)> = match kind {
            LetterKind::PasswordChanged | LetterKind::SessionRevoked | LetterKind::DataErased => Vec::new(),
            LetterKind::HookFailing | LetterKind::HookDisabled => vec![
                ("business", "Łóżko & <Spółka>"),
                ("host", "hooks.salon.example"),
                ("since", "2027-03-05 09:00 UTC"),
            ],
            LetterKind::Invitation => vec![link(), ("business", "Łóżko & <Spółka>"), ("role", "manager")],
            LetterKind::DayPlan => vec![
                ("business", "Łóżko & <Spółka>"),
                ("shop", "Śródmieście"),
                ("staff", "Ola"),
                ("day", "poniedziałek, 8 marca 2027, 00:00 (czas: Europe/Warsaw, UTC+1)"),
                ("count", "2"),
                ("row_000", "pon. 08.03.2027 09:00 · Strzyżenie · Anna <b>"),
                ("row_001", "pon. 08.03.2027 10:00 · Broda · Jan"),
            ],
            LetterKind::DailyDigest => vec![
                ("business", "Łóżko & <Spółka>"),
                ("shop", "Śródmieście"),
                ("day", "niedziela, 7 marca 2027, 00:00 (czas: Europe/Warsaw, UTC+1)"),
                (
                    "today",
                    "poniedziałek, 8 marca 2027, 00:00 (czas: Europe/Warsaw, UTC+1)",
                ),
                ("booked", "4"),
                ("revenue", "480,00 zł"),
                ("cancelled", "1"),
                ("missed", "0"),
                ("failed", "2"),
                ("ahead", "7"),
            ],
            LetterKind::ReportReady => vec![
                ("business", "Łóżko & <Spółka>"),
                ("shop", "Śródmieście"),
                ("report", "Raport miesięczny"),
                ("period", "2027-02"),
                ("from", "2027-02-01"),
                ("to", "2027-02-28"),
                ("revenue", "12 300,00 zł"),
                ("net", "10 000,00 zł"),
                ("vat", "2300,00 zł"),
                ("revenue_before", "11 000,00 zł"),
                ("taken", "12 450,00 zł"),
                ("taken_before", "11 080,00 zł"),
                ("bookings", "81"),
                ("bookings_before", "77"),
                ("completed", "70"),
                ("cancelled", "8"),
                ("missed", "3"),
                (
                    "link",
                    "https://book.example/reports/files?shop=shp_1&file=monthly-2027-02",
                ),
                ("when", "poniedziałek, 8 marca 2027, 07:00 (czas: Europe/Warsaw, UTC+1)"),
            ],
            LetterKind::StaffNewBooking
            | LetterKind::StaffBookingMoved
            | LetterKind::StaffBookingGone
            | LetterKind::ManyCancellations
            | LetterKind::ShortNotice => vec![
                ("business", "Łóżko & <Spółka>"),
                ("shop", "Śródmieście"),
                ("service", "Strzyżenie"),
                ("staff", "Ola"),
                ("customer", "Anna <b>"),
                ("when", "wtorek, 9 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)"),
                ("previous", "środa, 10 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)"),
            ],
            LetterKind::ReplyThanks | LetterKind::ReplyTooLate | LetterKind::ReplyUnclear | LetterKind::ReplyHelp => {
                vec![
                    link(),
                    ("business", "Łóżko & <Spółka>"),
                    ("shop", "Śródmieście"),
                    ("service", "Strzyżenie"),
                    ("when", "wt. 09.03.2027 10:00 (Europe/Warsaw UTC+1)"),
                    ("phone", "+48221234567"),
                ]
            }
            _ => vec![link()],
        };
        Letter {
            id: LetterId::new(Uuid::from_u128(7)),
            kind: kind.as_str().to_owned(),
            email: Email::parse("anna@example.pl").ok(),
            phone: None,
            locale,
            business: facts
                .iter()
                .any(|(name, _)| {
                    *name == "business" && !matches!(kind, LetterKind::HookFailing | LetterKind::HookDisabled)
                })
                .then(|| BusinessId::from_uuid(Uuid::from_u128(1))),
            facts: facts
                .into_iter()
                .map(|(name, fact)| (name.to_owned(), fact.to_owned()))
                .collect(),
            status: NoticeStatus::Queued,
            useful_until: now,
            look_at: None,
            given_again: 0,
            claimed_at: None,
            claim: None,
            created_at: now,
            ended_at: None,
            reason: None,
            reference: None,
            attempts: 0,
            vendor: None,
            history: Vec::new(),
            question: Question::default(),
            went_by: None,
        }
    }

    fn every_case() -> impl Iterator<Item = (LetterKind, Letter)> {
        LetterKind::ALL
            .into_iter()
            .flat_map(|kind| Locale::ALL.into_iter().map(move |locale| (kind, letter(kind, locale))))
    }

    #[test]
    fn every_letter_reads_as_it_was_approved() {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            for (kind, letter) in every_case() {
                let mail = render_email(kind, &letter).unwrap();
                let sms = render_sms(kind, &letter).unwrap();
                insta::assert_snapshot!(
                    format!("letter.{}.{}", kind.as_str(), letter.locale.tag()),
                    format!(
                        "{}\n{}\n--- text\n{}\n--- html\n{}\n--- sms\n{sms}",
                        mail.sender, mail.subject, mail.text, mail.html
                    )
                );
            }
        });
    }

    #[test]
    fn a_letter_whose_link_is_missing_is_not_written() {
        for (kind, letter) in every_case().filter(|(_, letter)| !letter.facts.is_empty()) {
            let without = Letter {
                facts: BTreeMap::new(),
                ..letter
            };
            assert_eq!(render_email(kind, &without), Err(Unreadable), "{kind:?}");
            assert_eq!(render_sms(kind, &without), Err(Unreadable), "{kind:?}");
        }
    }

    #[test]
    fn what_people_wrote_is_escaped_and_stays_in_its_line() {
        let mut invitation = letter(LetterKind::Invitation, Locale::En);
        let name = "Evil\r\nBcc: all@example.pl <script>".to_owned();
        invitation.facts.insert("business".to_owned(), name);
        let mail = render_email(LetterKind::Invitation, &invitation).unwrap();
        assert!(!mail.subject.contains(['\r', '\n']) && !mail.sender.contains(['\r', '\n']));
        assert!(!mail.html.contains("<script>"), "{}", mail.html);
    }

    #[test]
    fn nothing_of_a_letter_shows_in_a_log_line() {
        let shown = format!("{:?}", letter(LetterKind::ResetPassword, Locale::Pl));
        assert!(!shown.contains("3fQ9") && !shown.contains("anna"), "{shown}");
    }
}
