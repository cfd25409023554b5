//! The templates of the program, embedded: `<kind>/<locale>/{subject.txt, text.txt, mail.html, sms.txt}` and a
//! layout that all of a family share.

use std::sync::OnceLock;

use booking_rules::values::Locale;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, HtmlEscape, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::wording::Wording;

macro_rules! embedded {
    ($($kind:literal),* $(,)?) => {
        [$(
            embedded!(@locale $kind, "pl"),
            embedded!(@locale $kind, "en"),
            embedded!(@locale $kind, "ar"),
        )*]
    };
    (@locale $kind:literal, $locale:literal) => {
        [
            embedded!(@file $kind, $locale, "subject.txt"),
            embedded!(@file $kind, $locale, "text.txt"),
            embedded!(@file $kind, $locale, "mail.html"),
            embedded!(@file $kind, $locale, "sms.txt"),
        ]
    };
    (@file $kind:literal, $locale:literal, $file:literal) => {
        (
            concat!($kind, "/", $locale, "/", $file),
            include_str!(concat!("../../../templates/", $kind, "/", $locale, "/", $file)),
        )
    };
}

/// The templates of one family of messages, read at the first one that is written.
pub(super) struct Templates {
    sources: &'static [[Source; 4]],
    text_layout: Source,
    html_layout: Source,
    ready: OnceLock<Environment<'static>>,
}

type Source = (&'static str, &'static str);

/// Of messages about a booking.
pub(super) static NOTICES: Templates = Templates {
    sources: &NOTICE_SOURCES,
    text_layout: ("layout/text.txt", include_str!("../../../templates/layout/text.txt")),
    html_layout: ("layout/mail.html", include_str!("../../../templates/layout/mail.html")),
    ready: OnceLock::new(),
};

/// Of messages about an account, and invitations.
pub(super) static LETTERS: Templates = Templates {
    sources: &LETTER_SOURCES,
    text_layout: (
        "layout/letter.txt",
        include_str!("../../../templates/layout/letter.txt"),
    ),
    html_layout: (
        "layout/letter.html",
        include_str!("../../../templates/layout/letter.html"),
    ),
    ready: OnceLock::new(),
};

const NOTICE_SOURCES: [[Source; 4]; 27] = embedded!(
    "booking_requested",
    "booking_confirmed",
    "booking_changed",
    "booking_cancelled",
    "booking_rejected",
    "booking_reminder",
    "review_requested",
    "receipt",
    "waitlist_offer",
);

const LETTER_SOURCES: [[Source; 4]; 69] = embedded!(
    "confirm_email",
    "already_registered",
    "reset_password",
    "password_changed",
    "sign_in_locked",
    "invitation",
    "session_revoked",
    "hook_failing",
    "hook_disabled",
    "staff_new_booking",
    "staff_booking_moved",
    "staff_booking_gone",
    "day_plan",
    "daily_digest",
    "many_cancellations",
    "short_notice",
    "reply_thanks",
    "reply_too_late",
    "reply_unclear",
    "reply_help",
    "report_ready",
    "data_ready",
    "data_erased",
);

/// The written parts of an e-mail.
pub(super) struct Mail {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Mail {
    /// The facts without a template's words.
    pub(super) fn bare(wording: &Wording) -> Self {
        let (subject, text) = (wording.bare(), wording.bare_lines());
        let html = format!("<pre dir=\"auto\">{}</pre>", HtmlEscape(&text));
        Self { subject, text, html }
    }
}

/// What somebody else than the platform wrote of an e-mail; their names have become facts.
#[derive(Default)]
pub(super) struct Own {
    pub(super) subject: Option<String>,
    pub(super) message: Option<String>,
}

/// Plain text as HTML: an empty line ends a paragraph, another line break stays one.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| HtmlEscape(line.trim_end()).to_string())
        .collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    let written: Vec<String> = paragraphs
        .map(|lines| format!("<p>{}</p>", lines.join("<br>\n")))
        .collect();
    written.join("\n")
}

impl Templates {
    pub(super) fn mail(&'static self, kind: &str, locale: Locale, wording: &impl Serialize) -> Result<Mail, Error> {
        self.mail_saying(kind, locale, wording, Own::default())
    }

    /// The same, with own words in place of the template's where there are any; the layout around them stays.
    pub(super) fn mail_saying(
        &'static self,
        kind: &str,
        locale: Locale,
        wording: &impl Serialize,
        own: Own,
    ) -> Result<Mail, Error> {
        let facts = Value::from(Serde(wording));
        let written = |file| self.render(kind, locale, file, &facts);
        let subject = own.subject.map_or_else(|| written("subject.txt"), Ok)?;
        let (message, message_html) = match own.message {
            None => (written("text.txt")?, written("mail.html")?),
            Some(message) => {
                let html = paragraphs(&message);
                (message, html)
            }
        };
        let text = self.all()?.get_template(self.text_layout.0)?.render(context! {
            message => message,
            ..facts.clone()
        })?;
        let html = self.all()?.get_template(self.html_layout.0)?.render(context! {
            title => subject.clone(),
            // Its own template has escaped what people wrote.
            message => Value::from_safe_string(message_html),
            ..facts.clone()
        })?;
        Ok(Mail { subject, text, html })
    }

    pub(super) fn sms(&'static self, kind: &str, locale: Locale, wording: &impl Serialize) -> Result<String, Error> {
        self.render(kind, locale, "sms.txt", &Value::from(Serde(wording)))
    }

    /// A template as it is written: `subject.txt`, `text.txt` or `sms.txt`.
    pub(super) fn source(&self, kind: &str, locale: Locale, file: &str) -> Option<&'static str> {
        let wanted = format!("{kind}/{}/{file}", locale.tag());
        let mut sources = self.sources.iter().flatten();
        sources.find(|(name, _)| *name == wanted).map(|(_, source)| *source)
    }

    fn render(&'static self, kind: &str, locale: Locale, file: &str, facts: &Value) -> Result<String, Error> {
        let name = format!("{kind}/{}/{file}", locale.tag());
        Ok(self.all()?.get_template(&name)?.render(facts)?.trim().to_owned())
    }

    fn all(&'static self) -> Result<&'static Environment<'static>, Error> {
        match self.ready.get() {
            Some(ready) => Ok(ready),
            None => {
                let ready = self.parse_all()?;
                Ok(self.ready.get_or_init(|| ready))
            }
        }
    }

    /// Files ending in `.html` are escaped by their name; a name a template misspells is an error, not an empty text.
    fn parse_all(&self) -> Result<Environment<'static>, Error> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        let sources = self
            .sources
            .iter()
            .flatten()
            .chain([&self.text_layout, &self.html_layout]);
        for (name, source) in sources {
            templates.add_template(name, source)?;
        }
        Ok(templates)
    }
}
