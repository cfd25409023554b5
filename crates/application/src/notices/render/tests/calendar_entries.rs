use providers::email::CalendarMethod;

use super::*;

/// Lines as a calendar program sees them: folding undone (RFC 5545, 3.1).
fn unfolded(calendar: &str) -> Vec<String> {
    calendar
        .replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

fn value_of(calendar: &str, key: &str) -> String {
    let lines = unfolded(calendar);
    let found: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with(&format!("{key}:")))
        .collect();
    assert_eq!(found.len(), 1, "{key} in {calendar}");
    found[0][key.len() + 1..].to_owned()
}

fn body(facts: &NoticeFacts) -> String {
    calendar_part(facts).unwrap().body
}

#[test]
fn only_notices_that_change_a_calendar_carry_an_entry() {
    for facts in every_case() {
        let expected = match facts.kind {
            NoticeKind::BookingConfirmed | NoticeKind::BookingChanged => Some(CalendarMethod::Request),
            NoticeKind::BookingCancelled => Some(CalendarMethod::Cancel),
            NoticeKind::BookingRequested
            | NoticeKind::BookingRejected
            | NoticeKind::BookingReminder
            | NoticeKind::ReviewRequested
            | NoticeKind::Receipt
            | NoticeKind::WaitlistOffer => None,
        };
        let part = calendar_part(&facts);
        assert_eq!(part.as_ref().map(|part| part.method), expected);
        if let Some(part) = part {
            assert_eq!(value_of(&part.body, "METHOD"), part.method.as_str());
        }
    }
}

#[test]
fn one_uid_for_the_life_of_a_booking_and_a_sequence_that_grows() {
    let history = [
        NoticeKind::BookingConfirmed,
        NoticeKind::BookingChanged,
        NoticeKind::BookingCancelled,
    ];
    let bodies = history.map(|kind| body(&facts(kind, Locale::Pl)));
    let expected = format!("{}@salonbook", facts(NoticeKind::BookingConfirmed, Locale::Pl).booking);
    for (body, (sequence, status)) in bodies
        .iter()
        .zip([("0", "CONFIRMED"), ("1", "CONFIRMED"), ("2", "CANCELLED")])
    {
        assert_eq!(value_of(body, "UID"), expected);
        assert_eq!(value_of(body, "SEQUENCE"), sequence);
        assert_eq!(value_of(body, "STATUS"), status);
    }
}

#[test]
fn times_are_in_utc_and_the_stamp_is_now() {
    let body = body(&facts(NoticeKind::BookingConfirmed, Locale::Pl));
    for (key, value) in [
        ("DTSTART", "20270316T090000Z"),
        ("DTEND", "20270316T100000Z"),
        ("DTSTAMP", "20270302T080000Z"),
        ("CREATED", "20270301T080000Z"),
        ("VERSION", "2.0"),
    ] {
        assert_eq!(value_of(&body, key), value);
    }
    assert!(
        value_of(&body, "DESCRIPTION").contains(r"(czas: Europe/Warsaw\, UTC+1)"),
        "{body}"
    );
}

#[test]
fn an_invitation_names_shop_and_customer_and_waits_for_no_answer() {
    let lines = unfolded(&body(&facts(NoticeKind::BookingConfirmed, Locale::Pl)));
    assert!(
        lines.contains(&"ORGANIZER;CN=Salon Żółta Róża:mailto:salon@example.pl".to_owned()),
        "{lines:?}"
    );
    let attendee = lines.iter().find(|line| line.starts_with("ATTENDEE")).unwrap();
    for part in [
        ";PARTSTAT=ACCEPTED",
        ";RSVP=FALSE",
        ";CN=Anna Źdźbło",
        ":mailto:anna@example.pl",
    ] {
        assert!(attendee.contains(part), "{part} in {attendee}");
    }
}

#[test]
fn a_downloaded_file_is_published_and_names_no_customer() {
    for facts in every_case() {
        let file = calendar_file(&facts);
        assert_eq!(value_of(&file, "METHOD"), "PUBLISH");
        assert!(
            !file.contains("ATTENDEE") && !file.contains("anna@example.pl"),
            "{file}"
        );
        assert!(file.contains("ORGANIZER"), "{file}");
        let status = match facts.kind {
            NoticeKind::BookingRequested => "TENTATIVE",
            NoticeKind::BookingCancelled | NoticeKind::BookingRejected => "CANCELLED",
            _ => "CONFIRMED",
        };
        assert_eq!(value_of(&file, "STATUS"), status);
    }
}

#[test]
fn lines_end_with_crlf_and_are_at_most_75_octets_in_any_script() {
    for mut facts in every_case() {
        for length in 0..90 {
            facts.service_name = format!("{}{}", "x".repeat(length), "żółw قص الشعر 🙂 ".repeat(8));
            facts.shop_name = "مركز الجمال الراقي ".repeat(6);
            facts.shop_address = Some("ul. Świętokrzyska, ".repeat(9));
            let file = calendar_file(&facts);
            assert!(file.ends_with("END:VCALENDAR\r\n"));
            for line in file.split_terminator("\r\n") {
                assert!(!line.contains(['\r', '\n']), "{line:?}");
                assert!(line.len() <= 75, "{} octets: {line}", line.len());
            }
            let summary = format!("{} – {}", facts.service_name.trim(), facts.shop_name.trim());
            assert_eq!(value_of(&file, "SUMMARY"), summary);
        }
    }
}

#[test]
fn what_people_wrote_cannot_add_a_line_or_a_parameter() {
    for kind in [NoticeKind::BookingConfirmed, NoticeKind::BookingCancelled] {
        let mut facts = facts(kind, Locale::En);
        let attack = "x\r\nATTENDEE:mailto:thief@example.com\nEND:VCALENDAR\r\n\";CN=\"y,z;\\n";
        for field in [
            &mut facts.shop_name,
            &mut facts.service_name,
            &mut facts.customer_name,
            &mut facts.staff_name,
        ] {
            attack.clone_into(field);
        }
        facts.shop_address = Some(attack.to_owned());
        facts.manage_url = Some(attack.to_owned());
        let body = body(&facts);
        let keys = |wanted: &str| unfolded(&body).iter().filter(|line| line.starts_with(wanted)).count();
        assert_eq!(
            (
                keys("ATTENDEE"),
                keys("END:VCALENDAR"),
                keys("ORGANIZER;CN=\"x ATTENDEE")
            ),
            (1, 1, 1),
            "{body}"
        );
        let attendee = unfolded(&body)
            .into_iter()
            .find(|line| line.starts_with("ATTENDEE"))
            .unwrap();
        assert!(attendee.ends_with(":mailto:anna@example.pl"), "{attendee}");
        assert_eq!(attendee.matches('"').count(), 2, "{attendee}");
    }
}
