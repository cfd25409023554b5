//! The templates of the program, embedded: `<kind>/<locale>/{subject.txt, text.txt, mail.html, sms.txt}` and a
//! layout that all share.

use std::sync::OnceLock;

use booking_rules::values::Locale;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, HtmlEscape, UndefinedBehavior, Value, context};

use super::wording::Wording;
use crate::notices::kind::NoticeKind;

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

const NOTICES: [[(&str, &str); 4]; 18] = embedded!(
    "booking_requested",
    "booking_confirmed",
    "booking_changed",
    "booking_cancelled",
    "booking_rejected",
    "booking_reminder",
);

const TEXT_LAYOUT: (&str, &str) = ("layout/text.txt", include_str!("../../../templates/layout/text.txt"));
const HTML_LAYOUT: (&str, &str) = ("layout/mail.html", include_str!("../../../templates/layout/mail.html"));

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

pub(super) fn mail(kind: NoticeKind, locale: Locale, wording: &Wording) -> Result<Mail, Error> {
    let facts = Value::from(Serde(wording));
    let written = |file| render(kind, locale, file, &facts);
    let subject = written("subject.txt")?;
    let text = templates()?.get_template(TEXT_LAYOUT.0)?.render(context! {
        message => written("text.txt")?,
        ..facts.clone()
    })?;
    let html = templates()?.get_template(HTML_LAYOUT.0)?.render(context! {
        title => subject.clone(),
        // Its own template has escaped what people wrote.
        message => Value::from_safe_string(written("mail.html")?),
        ..facts.clone()
    })?;
    Ok(Mail { subject, text, html })
}

pub(super) fn sms(kind: NoticeKind, locale: Locale, wording: &Wording) -> Result<String, Error> {
    render(kind, locale, "sms.txt", &Value::from(Serde(wording)))
}

fn render(kind: NoticeKind, locale: Locale, file: &str, facts: &Value) -> Result<String, Error> {
    let name = format!("{}/{}/{file}", kind.as_str(), locale.tag());
    Ok(templates()?.get_template(&name)?.render(facts)?.trim().to_owned())
}

fn templates() -> Result<&'static Environment<'static>, Error> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    match TEMPLATES.get() {
        Some(ready) => Ok(ready),
        None => {
            let ready = parse_all()?;
            Ok(TEMPLATES.get_or_init(|| ready))
        }
    }
}

/// Files ending in `.html` are escaped by their name; a name a template misspells is an error, not an empty text.
fn parse_all() -> Result<Environment<'static>, Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in NOTICES.into_iter().flatten().chain([TEXT_LAYOUT, HTML_LAYOUT]) {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}
