use super::*;

#[test]
fn every_notice_reads_as_it_was_approved() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| {
        for facts in every_case() {
            let name = format!("{}.{}", facts.kind.as_str(), facts.locale.tag());
            let RenderedEmail {
                subject,
                text,
                html,
                calendar,
            } = render_email(&facts, &Words::platform());
            let calendar = calendar.map_or_else(|| "none".to_owned(), |part| part.body.replace("\r\n", "\n"));
            insta::assert_snapshot!(
                format!("{name}.email"),
                format!("{subject}\n--- text\n{text}\n--- html\n{html}\n--- calendar\n{calendar}")
            );
            insta::assert_snapshot!(format!("{name}.sms"), render_sms(&facts, &Words::platform()));
        }
    });
}

#[test]
fn every_message_tells_the_local_time_and_the_zone() {
    for facts in every_case() {
        let (time, zone, offset) = match facts.locale {
            Locale::Pl => ("10:00", "Europe/Warsaw", "UTC+1"),
            Locale::En => ("09:00", "Europe/London", "UTC"),
            Locale::Ar => ("12:00", "Asia/Riyadh", "UTC+3"),
        };
        let email = render_email(&facts, &Words::platform());
        // HTML escapes the slash inside a zone's name.
        let html = email.html.replace("&#x2f;", "/");
        for message in [email.text, html, render_sms(&facts, &Words::platform())] {
            for part in [time, zone, offset, "2027"] {
                assert!(message.contains(part), "{part} in {message}");
            }
        }
    }
}

#[test]
fn a_booking_across_the_clock_change_is_told_in_the_new_time() {
    let mut moved = facts(NoticeKind::BookingChanged, Locale::Pl);
    moved.previous = Some(span("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"));
    moved.span = span("2027-03-28T01:00:00Z", "2027-03-28T02:00:00Z");
    let email = render_email(&moved, &Words::platform());
    assert!(
        email
            .text
            .contains("Termin: niedziela, 28 marca 2027, 03:00 (czas: Europe/Warsaw, UTC+2)"),
        "{}",
        email.text
    );
    assert!(
        email
            .text
            .contains("Poprzedni termin: niedziela, 28 marca 2027, 01:30 (czas: Europe/Warsaw, UTC+1)"),
        "{}",
        email.text
    );
    assert!(email.calendar.unwrap().body.contains("DTSTART:20270328T010000Z\r\n"));
    let sms = render_sms(&moved, &Words::platform());
    assert!(
        sms.contains("niedz. 28.03.2027 03:00 (Europe/Warsaw UTC+2), poprzednio niedz. 28.03.2027 01:30 UTC+1."),
        "{sms}"
    );

    moved.zone = Zone::parse("Asia/Riyadh").unwrap();
    let email = render_email(&moved, &Words::platform());
    assert!(
        email
            .text
            .contains("Termin: niedziela, 28 marca 2027, 04:00 (czas: Asia/Riyadh, UTC+3)"),
        "{}",
        email.text
    );
}

#[test]
fn arabic_mail_reads_from_right_to_left() {
    for facts in every_case() {
        let html = render_email(&facts, &Words::platform()).html;
        let expected = match facts.locale {
            Locale::Ar => "<html lang=\"ar\" dir=\"rtl\">",
            Locale::En => "<html lang=\"en\" dir=\"ltr\">",
            Locale::Pl => "<html lang=\"pl\" dir=\"ltr\">",
        };
        assert!(html.contains(expected), "{html}");
    }
}

#[test]
fn what_people_wrote_cannot_become_markup_nor_a_second_line() {
    for mut facts in every_case() {
        let attack = "x\r\nBcc: thief@example.com\r\n<script>alert(1)</script>\"'&";
        for field in [
            &mut facts.business_name,
            &mut facts.shop_name,
            &mut facts.service_name,
            &mut facts.staff_name,
            &mut facts.customer_name,
        ] {
            attack.clone_into(field);
        }
        facts.reason = Some(attack.to_owned());
        facts.shop_address = Some(attack.to_owned());
        facts.manage_url = Some("https://book.example/\"><script>".to_owned());
        let email = render_email(&facts, &Words::platform());
        assert!(!email.html.contains("<script"), "{}", email.html);
        assert_eq!(email.subject.lines().count(), 1, "{}", email.subject);
        assert!(
            !email.text.lines().any(|line| line.starts_with("Bcc")),
            "{}",
            email.text
        );
        assert_eq!(render_sms(&facts, &Words::platform()).lines().count(), 1);
    }
}

#[test]
fn an_ordinary_polish_or_english_text_message_is_one_segment() {
    for facts in every_case() {
        let sms = render_sms(&facts, &Words::platform());
        let segments = sms_segments(&sms);
        match (facts.locale, facts.kind) {
            (Locale::Ar, _) => assert_eq!(segments.encoding, Encoding::Ucs2),
            // Two times and a link, or figures and what they are not, may cost a second segment.
            (_, NoticeKind::BookingChanged | NoticeKind::Receipt | NoticeKind::WaitlistOffer) => {
                assert_eq!(segments.encoding, Encoding::Gsm7, "{sms}");
                assert!(segments.count <= 2, "{sms}");
            }
            (_, _) => assert_eq!(
                (segments.encoding, segments.count),
                (Encoding::Gsm7, 1),
                "{} {sms}",
                sms.len()
            ),
        }
    }
}

#[test]
fn a_message_says_nothing_about_facts_it_does_not_have() {
    for mut facts in every_case() {
        facts.shop_address = None;
        facts.shop_phone = None;
        facts.shop_email = None;
        facts.customer_email = None;
        facts.previous = None;
        facts.manage_url = None;
        facts.reason = None;
        let email = render_email(&facts, &Words::platform());
        for message in [
            email.subject,
            email.text,
            email.html,
            render_sms(&facts, &Words::platform()),
        ] {
            assert!(!message.is_empty());
            for trace in ["none", "None", "undefined", ": \n", ": .", "  "] {
                assert!(!message.contains(trace), "{trace:?} in {message}");
            }
        }
    }
}

#[test]
fn an_ended_booking_offers_no_link_and_no_terms() {
    for facts in every_case() {
        let ended = matches!(
            facts.kind,
            NoticeKind::BookingCancelled
                | NoticeKind::BookingRejected
                | NoticeKind::ReviewRequested
                | NoticeKind::Receipt
                | NoticeKind::WaitlistOffer
        );
        let email = render_email(&facts, &Words::platform());
        let sms = render_sms(&facts, &Words::platform());
        for message in [&email.text, &sms] {
            let to_act_by = !ended || facts.kind == NoticeKind::WaitlistOffer;
            assert_eq!(message.contains("https://book.example/m/3fQ9"), to_act_by, "{message}");
        }
        if facts.locale == Locale::Pl {
            assert_eq!(
                email.text.contains("najpóźniej 24 godziny przed terminem"),
                !ended,
                "{}",
                email.text
            );
        }
    }
}

#[test]
fn the_limit_for_cancelling_is_still_in_time() {
    let told = |now: &str| {
        let mut facts = facts(NoticeKind::BookingReminder, Locale::En);
        facts.cancel_notice = Minutes::new(90);
        facts.now = at(now);
        render_email(&facts, &Words::platform()).text
    };
    let in_time = "You can cancel up to 90 minutes before the start, until Tuesday, 16 March 2027, 07:30";
    assert!(
        told("2027-03-16T07:30:00Z").contains(in_time),
        "{}",
        told("2027-03-16T07:30:00Z")
    );
    assert!(told("2027-03-16T07:30:01Z").contains("It is too late to cancel online"));
}

#[test]
fn a_defective_template_still_leaves_the_reader_the_facts() {
    for mut facts in every_case() {
        facts.service_name = "Cut & <b>colour</b>".to_owned();
        let bare = templates::Mail::bare(&wording::Wording::of(&facts));
        assert_eq!(bare.subject.lines().count(), 1);
        assert!(bare.html.contains("Cut &amp; &lt;b&gt;colour"), "{}", bare.html);
        for message in [&bare.subject, &bare.text] {
            assert!(
                message.contains(facts.zone.name()) && message.contains("colour"),
                "{message}"
            );
        }
    }
}
