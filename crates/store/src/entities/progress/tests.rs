use super::*;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn standing(status: NoticeStatus) -> Progress {
    Progress {
        status,
        look_at: None,
        given_again: 0,
        claimed_at: Some(at(0)),
        claim: Some("a worker".to_owned()),
        ended_at: None,
        reason: None,
        reference: None,
        attempts: 1,
        vendor: Some(Vendor::Twilio),
        history: Vec::new(),
        question: Question::default(),
    }
}

#[test]
fn a_vendor_is_asked_at_growing_intervals_and_not_for_ever() {
    for (status, waits) in [
        (NoticeStatus::Unknown, &[1, 5, 30, 120, 480, 1_440][..]),
        (NoticeStatus::Sent, &[60, 360, 1_440][..]),
    ] {
        let mut message = standing(status).watched(at(0));
        let mut now = 0;
        for wait in waits {
            now += wait;
            assert_eq!(message.look_at, Some(at(now)), "{status:?}");
            message = message.to_be_asked(at(now)).unwrap();
            assert!(message.question.open);
            message = message.left_open();
        }
        assert_eq!((message.look_at, message.status), (None, status));
    }
}

#[test]
fn only_a_message_that_may_be_with_a_vendor_is_asked_about() {
    for status in NoticeStatus::ALL {
        let open = matches!(status, NoticeStatus::Unknown | NoticeStatus::Sent);
        assert_eq!(standing(status).to_be_asked(at(0)).is_some(), open, "{status:?}");
        assert_eq!(standing(status).hinted(at(0)).is_some(), open, "{status:?}");
    }
}

#[test]
fn the_relay_gives_a_question_to_the_queue_once() {
    let unknown = standing(NoticeStatus::Unknown).watched(at(0));
    let asked = unknown.clone().to_be_asked(at(1)).unwrap();
    assert!(asked.is_given_to_queue(Some(&unknown)));
    assert!(!asked.is_given_to_queue(Some(&asked)));
    assert!(!asked.clone().left_open().is_given_to_queue(Some(&asked)));
    // Whoever finds a dead worker's claim asks by itself.
    let sending = standing(NoticeStatus::Sending);
    let found = sending.clone().ended(NoticeStatus::Unknown, None, None, at(3));
    assert!(!found.questioned(at(3)).is_given_to_queue(Some(&sending)));
}

#[test]
fn a_message_goes_back_to_its_queue_once_and_only_from_the_unknown() {
    for status in NoticeStatus::ALL {
        let again = standing(status).begun_again(at(5));
        assert_eq!(again.is_some(), status == NoticeStatus::Unknown, "{status:?}");
    }
    let unknown = standing(NoticeStatus::Unknown);
    let again = unknown.clone().begun_again(at(5)).unwrap();
    assert_eq!((again.status, again.claim.as_deref()), (NoticeStatus::Queued, None));
    assert!(again.is_given_to_queue(Some(&unknown)));
    let twice = again.ended(NoticeStatus::Unknown, None, None, at(6));
    assert_eq!(twice.begun_again(at(7)), None);
}

#[test]
fn what_a_vendor_tells_moves_a_message_forward_and_never_back() {
    use NoticeStatus::{Delivered, Failed, Queued, Read, Sending, Sent, Suppressed, Unknown};
    for (from, told, moves) in [
        (Sending, Sent, true),
        (Sending, Delivered, true),
        (Unknown, Sent, true),
        (Unknown, Failed, true),
        (Queued, Delivered, true),
        (Sent, Sent, false),
        (Sent, Delivered, true),
        (Sent, Failed, true),
        (Failed, Sent, false),
        (Failed, Delivered, true),
        (Delivered, Failed, false),
        (Delivered, Sent, false),
        (Delivered, Delivered, false),
        (Delivered, Read, true),
        (Read, Delivered, false),
        (Suppressed, Read, false),
    ] {
        let reported = standing(from).reported(told, None, at(1));
        assert_eq!(reported.is_some(), moves, "{from:?} told {told:?}");
    }
    let delivered = standing(Unknown)
        .watched(at(0))
        .reported(Delivered, None, at(1))
        .unwrap();
    assert_eq!((delivered.look_at, delivered.question.open), (None, false));
    let sent = standing(Unknown).watched(at(0)).reported(Sent, None, at(1)).unwrap();
    assert!(sent.look_at.is_some(), "whether it arrives is still to be asked");
}

#[test]
fn a_message_that_may_be_sent_again_keeps_what_it_is_sent_with() {
    let unknown = standing(NoticeStatus::Sending).ended(NoticeStatus::Unknown, None, None, at(0));
    assert!(unknown.is_over(), "nobody is asked");
    let watched = unknown.watched(at(0));
    assert!(!watched.is_over());
    let asked = watched.to_be_asked(at(1)).unwrap();
    assert!(!asked.is_over());
    assert!(asked.clone().closed().is_over());
    let second = asked.begun_again(at(2)).unwrap();
    let second = second.ended(NoticeStatus::Unknown, None, None, at(3)).watched(at(3));
    assert!(second.is_over(), "there is no third time");
    assert!(standing(NoticeStatus::Sent).watched(at(0)).is_over());
}

#[test]
fn a_hand_over_names_its_vendor_before_it_happens() {
    let claimed = standing(NoticeStatus::Queued)
        .headed(Vendor::Serwersms, Some("digest".to_owned()))
        .claimed("w".to_owned(), at(0));
    let passed = claimed.clone().passed_on(Vendor::Twilio, "503".to_owned(), at(1));
    let steps: Vec<_> = passed
        .history
        .iter()
        .map(|step| (step.vendor, step.reason.as_deref()))
        .collect();
    assert_eq!(
        steps,
        [(Some(Vendor::Serwersms), None), (Some(Vendor::Twilio), Some("503"))]
    );
    assert_eq!((passed.attempts, passed.claim), (3, claimed.claim));
    assert_eq!(passed.question.sent_to.as_deref(), Some("digest"));
}
