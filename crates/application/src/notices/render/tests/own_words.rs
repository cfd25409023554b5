use proptest::prelude::*;

use super::*;
use crate::notices::PartFault;

const BASE: &str = "https://api.salonbook.example";

fn of_sample(kind: NoticeKind, locale: Locale) -> NoticeFacts {
    sample(kind, locale, BusinessId::from_uuid(Uuid::from_u128(1)), BASE).unwrap()
}

fn every_sample() -> impl Iterator<Item = NoticeFacts> {
    NoticeKind::ALL
        .into_iter()
        .flat_map(|kind| Locale::ALL.into_iter().map(move |locale| of_sample(kind, locale)))
}

fn own(kind: NoticeKind, channel: Channel, subject: Option<&str>, text: &str) -> Words {
    Words::read(kind, channel, subject, Some(text)).unwrap()
}

fn refused(kind: NoticeKind, channel: Channel, text: &str) -> (&'static str, usize) {
    let faults: Vec<PartFault> = Words::read(kind, channel, None, Some(text)).unwrap_err();
    (faults[0].fault.code, faults[0].fault.place.line)
}

/// Whoever begins with the platform's words and saves them unchanged changes nothing.
#[test]
fn the_platforms_words_read_as_own_words_say_the_same() {
    for facts in every_sample() {
        let (kind, locale) = (facts.kind, facts.locale);
        let (subject, text) = platform_words(kind, locale, Channel::Email);
        let words = own(kind, Channel::Email, subject, text.unwrap());
        let (by_platform, by_business) = (render_email(&facts, &Words::platform()), render_email(&facts, &words));
        assert_eq!(by_business.subject, by_platform.subject);
        assert_eq!(by_business.text, by_platform.text);
        let (_, text) = platform_words(kind, locale, Channel::Sms);
        let words = own(kind, Channel::Sms, None, text.unwrap());
        assert_eq!(render_sms(&facts, &words), render_sms(&facts, &Words::platform()));
    }
}

#[test]
fn own_words_stand_in_the_layout_of_every_message() {
    let facts = of_sample(NoticeKind::BookingConfirmed, Locale::En);
    let text = "Hi {{ customer }} <b>&</b>\nsee you\n\nTea is on us.{% if previous_not %}{% endif %}";
    assert_eq!(
        refused(facts.kind, Channel::Email, text),
        ("unknown_variable", 4),
        "a name nobody knows"
    );
    let words = own(
        facts.kind,
        Channel::Email,
        Some("{{ service }} at {{ shop }}"),
        "Hi {{ customer }} <b>&</b>\nsee you\n\nTea is on us.",
    );
    let mail = render_email(&facts, &words);
    assert_eq!(mail.subject, "Cut and finish at Sharp & Sons, Soho");
    assert!(
        mail.text
            .starts_with("Hi James O'Neil <b>&</b>\nsee you\n\nTea is on us.\n")
    );
    assert!(
        mail.text
            .contains("When: Tuesday, 16 March 2027, 09:00 (time zone: Europe/London, UTC)")
    );
    assert!(
        mail.html
            .contains("<p>Hi James O&#x27;Neil &lt;b&gt;&amp;&lt;&#x2f;b&gt;<br>\nsee you</p>\n<p>Tea is on us.</p>"),
        "{}",
        mail.html
    );
    assert!(mail.calendar.is_some());
}

#[test]
fn a_text_message_that_does_not_say_when_is_refused() {
    let kind = NoticeKind::BookingReminder;
    for text in [
        "See you!",
        "{{ when_brief }}",
        "{% if manage_url %}{{ when }}{% endif %}",
    ] {
        assert_eq!(
            refused(kind, Channel::Sms, text),
            ("template_without_time", 1),
            "{text}"
        );
    }
    assert_eq!(
        refused(kind, Channel::Sms, "{{ when }}\n{{ reason }}"),
        ("unknown_variable", 2)
    );
    assert_eq!(
        refused(kind, Channel::Whatsapp, "{{ when }}"),
        ("template_approved_by_vendor", 1)
    );
    let subject = Words::read(kind, Channel::Sms, Some("x"), Some("{{ when }}")).unwrap_err();
    assert_eq!(subject[0].fault.code, "template_without_subject");
}

#[test]
fn in_arabic_words_latin_names_stand_apart_and_links_do_not() {
    let mut facts = of_sample(NoticeKind::BookingConfirmed, Locale::Ar);
    facts.staff_name = "Nora".to_owned();
    let words = own(
        facts.kind,
        Channel::Email,
        None,
        "مع {{ staff }} و{{ customer }} {{ when }} {{ manage_url }}.",
    );
    let mail = render_email(&facts, &words);
    for text in [&mail.text, &mail.html] {
        assert!(text.contains("مع \u{2068}Nora\u{2069} وسارة"), "{text}");
    }
    assert!(
        mail.text.contains("\u{2066}Asia/Riyadh, UTC+3\u{2069}"),
        "{}",
        mail.text
    );
    let link = facts.manage_url.unwrap();
    assert!(mail.text.contains(&format!(" {link}.")), "{}", mail.text);
    assert!(mail.html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(mail.html.contains("padding:.2em 0 .2em 1em"), "{}", mail.html);
    assert!(!mail.html.contains("padding:.2em 1em .2em 0"), "{}", mail.html);
}

#[test]
fn own_words_that_became_too_long_to_be_taken_give_way() {
    let mut facts = of_sample(NoticeKind::BookingConfirmed, Locale::En);
    facts.service_name = "x".repeat(200);
    let words = own(
        facts.kind,
        Channel::Sms,
        None,
        &format!("{{{{ when }}}}{}", "{{ service }}".repeat(20)),
    );
    assert_eq!(render_sms(&facts, &words), render_sms(&facts, &Words::platform()));
    let subject = Words::read(facts.kind, Channel::Email, Some("{% if contact %}{% endif %}"), None).unwrap();
    assert_eq!(
        render_email(&facts, &subject).subject,
        render_email(&facts, &Words::platform()).subject
    );
}

/// With a link as long as a real one. What is told here is what every message costs.
#[test]
fn the_platforms_text_messages_cost_what_they_did() {
    let mut told = String::new();
    for facts in every_sample() {
        let text = render_sms(&facts, &Words::platform());
        let segments = sms_segments(&text);
        let (kind, locale) = (facts.kind.as_str(), facts.locale.tag());
        let most = match facts.locale {
            Locale::Pl | Locale::En => (Encoding::Gsm7, 2),
            // The link alone fills two of them.
            Locale::Ar => (Encoding::Ucs2, 4),
        };
        assert!(
            segments.encoding == most.0 && segments.count <= most.1,
            "{segments:?} {text}"
        );
        told.push_str(&format!(
            "{kind} {locale}: {} characters, {:?}, {} segments\n",
            text.chars().count(),
            segments.encoding,
            segments.count
        ));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| insta::assert_snapshot!("sms.segments", told));
}

#[test]
fn the_first_character_that_costs_the_alphabet_is_found() {
    assert_eq!(first_beyond_gsm7("abc €[]"), None);
    assert_eq!(first_beyond_gsm7("abć€"), Some((2, 'ć')));
}

fn some_text() -> impl Strategy<Value = String> {
    let names: Vec<&'static str> = variables::all().iter().map(|variable| variable.name).collect();
    let named = prop::sample::select(names);
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 .,<>&\"'{}%ąشر\n]{0,12}",
        4 => named.clone().prop_map(|name| format!("{{{{ {name} }}}}")),
        1 => named.prop_map(|name| format!("{{% if {name} %}}")),
        1 => Just("{% else %}".to_owned()),
        2 => Just("{% endif %}".to_owned()),
        1 => Just("{{ whem }}".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// What stands above our table of facts, without our own marks around it.
fn words_in(html: &str) -> String {
    let above = html.split("<table").next().unwrap();
    let (_, body) = above.split_once("</head>").unwrap();
    let (_, words) = body.split_once('>').unwrap();
    ["<p>", "</p>", "<br>"]
        .iter()
        .fold(words.to_owned(), |words, mark| words.replace(mark, ""))
}

proptest! {
    #[test]
    fn what_is_accepted_can_be_sent_and_what_is_refused_is_told_with_a_line(text in some_text(), subject in some_text()) {
        for facts in every_sample() {
            let read = Words::read(facts.kind, Channel::Email, Some(&subject), Some(&text));
            match read {
                Ok(words) => {
                    let mail = render_email(&facts, &words);
                    prop_assert!(!mail.subject.is_empty() && !mail.subject.contains('\n'));
                    prop_assert!(mail.text.contains(facts.zone.name()), "{}", mail.text);
                    prop_assert!(!words_in(&mail.html).contains('<'), "{}", mail.html);
                }
                Err(faults) => for PartFault { part, fault } in faults {
                    let source = if part == "subject" { &subject } else { &text };
                    prop_assert!((1..=source.matches('\n').count() + 1).contains(&fault.place.line), "{}", fault);
                },
            }
            match Words::read(facts.kind, Channel::Sms, None, Some(&text)) {
                Ok(words) => {
                    let sms = render_sms(&facts, &words);
                    prop_assert!(sms.contains(facts.zone.name()) && sms.contains("2027"), "{}", sms);
                }
                Err(faults) => for PartFault { fault, .. } in faults {
                    prop_assert!((1..=text.matches('\n').count() + 1).contains(&fault.place.line), "{}", fault);
                },
            }
        }
    }
}
