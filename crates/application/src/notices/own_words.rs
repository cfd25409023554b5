//! The words a message is written in: the platform's, or those of the business that sends it.

use booking_rules::notices::template::{Place, Template, TemplateFault};

use super::render::variables;
use super::{Channel, NoticeKind};

/// In which words a message is written; what is absent is the platform's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    subject: Option<Template>,
    text: Option<Template>,
}

/// What is wrong with one part of somebody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartFault {
    /// `subject` or `text`.
    pub part: &'static str,
    pub fault: TemplateFault,
}

/// RFC 5322 advises lines of 78 characters; names become longer facts, and some subjects are long.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_EMAIL: usize = 5_000;
/// Four segments of the default alphabet.
const LONGEST_SMS: usize = 612;

impl Words {
    /// All the platform's.
    #[must_use]
    pub fn platform() -> Self {
        Self::default()
    }

    /// Reads own words and holds them against what such a message can tell.
    ///
    /// # Errors
    /// The first fault of each part.
    pub fn read(
        kind: NoticeKind,
        channel: Channel,
        subject: Option<&str>,
        text: Option<&str>,
    ) -> Result<Self, Vec<PartFault>> {
        let mut faults = Vec::new();
        let mut keep = |part, read: Option<Result<Template, TemplateFault>>| {
            read?.map_err(|fault| faults.push(PartFault { part, fault })).ok()
        };
        let subject = keep("subject", subject.map(|source| read_subject(kind, channel, source)));
        let text = keep("text", text.map(|source| read_text(kind, channel, source)));
        if faults.is_empty() {
            Ok(Self { subject, text })
        } else {
            Err(faults)
        }
    }

    pub(super) fn subject(&self) -> Option<&Template> {
        self.subject.as_ref()
    }

    pub(super) fn text(&self) -> Option<&Template> {
        self.text.as_ref()
    }
}

fn read_subject(kind: NoticeKind, channel: Channel, source: &str) -> Result<Template, TemplateFault> {
    if channel != Channel::Email {
        return Err(whole("template_without_subject"));
    }
    let template = Template::parse(source, LONGEST_SUBJECT)?;
    template.expect_one_line()?;
    template.expect_known(|name| variables::is_known(kind, name))?;
    Ok(template)
}

fn read_text(kind: NoticeKind, channel: Channel, source: &str) -> Result<Template, TemplateFault> {
    let longest = match channel {
        Channel::Email => LONGEST_EMAIL,
        Channel::Sms => LONGEST_SMS,
        Channel::Whatsapp => return Err(whole("template_approved_by_vendor")),
    };
    let template = Template::parse(source, longest)?;
    template.expect_known(|name| variables::is_known(kind, name))?;
    // An e-mail has date, time and zone in the table under its text, whatever that says.
    if channel == Channel::Sms && !template.always_names(&variables::WITH_ZONE) {
        return Err(whole("template_without_time"));
    }
    // It is in every e-mail, under its text.
    let is_receipt = kind == NoticeKind::Receipt && channel == Channel::Sms;
    if is_receipt && !template.always_names(&[variables::DISCLAIMER]) {
        return Err(whole("template_without_disclaimer"));
    }
    Ok(template)
}

fn whole(code: &'static str) -> TemplateFault {
    TemplateFault {
        code,
        place: Place::START,
        found: String::new(),
    }
}
