use chrono::TimeDelta;
use providers::key_vault::local::LocalVault;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn key(kid: &str, signs_from: &str) -> SigningKey {
    SigningKey {
        kid: kid.to_owned(),
        seed: STANDARD.encode([7; 32]),
        published_at: at(signs_from),
        signs_from: at(signs_from),
    }
}

fn ring(keys: &[(&str, &str)]) -> KeyRing {
    KeyRing {
        keys: keys.iter().map(|(kid, signs_from)| key(kid, signs_from)).collect(),
    }
}

const FIRST: (&str, &str) = ("first", "2027-01-01T00:00:00Z");
const SECOND: (&str, &str) = ("second", "2027-04-02T00:00:00Z");
const THIRD: (&str, &str) = ("third", "2027-07-02T00:00:00Z");

#[test]
fn what_is_to_be_done_when() {
    let make = |from: &str| (Some(from.to_owned()), Vec::<&str>::new());
    let end = |kid| (None, vec![kid]);
    let cases = [
        (
            "no key",
            &[][..],
            "2027-01-01T00:00:00Z",
            Some(make("2026-12-31T23:59:00Z")),
        ),
        ("a young key", &[FIRST], "2027-03-31T23:59:59Z", None),
        (
            "90 days",
            &[FIRST],
            "2027-04-01T00:00:00Z",
            Some(make("2027-04-02T00:00:00Z")),
        ),
        (
            "long not run",
            &[FIRST],
            "2028-01-01T00:00:00Z",
            Some(make("2028-01-02T00:00:00Z")),
        ),
        ("the next waits", &[FIRST, SECOND], "2027-04-01T12:00:00Z", None),
        ("the next signs", &[FIRST, SECOND], "2027-04-02T00:00:00Z", None),
        ("old tokens", &[FIRST, SECOND], "2027-04-03T00:14:59Z", None),
        (
            "none left",
            &[FIRST, SECOND],
            "2027-04-03T00:15:00Z",
            Some(end("first")),
        ),
        (
            "only one ends",
            &[FIRST, SECOND, THIRD],
            "2027-04-04T00:00:00Z",
            Some(end("first")),
        ),
        (
            "both at once",
            &[FIRST, SECOND],
            "2027-07-01T00:00:00Z",
            Some((Some("2027-07-02T00:00:00Z".to_owned()), vec!["first"])),
        ),
        (
            "a clock moved back",
            &[FIRST],
            "2026-01-01T00:00:00Z",
            Some(make("2025-12-31T23:59:00Z")),
        ),
    ];
    for (case, keys, now, expected) in cases {
        let expected = expected.map(|(next_from, ended)| Turn {
            next_from: next_from.map(|from| at(&from)),
            ended: ended.into_iter().map(str::to_owned).collect(),
        });
        assert_eq!(ring(keys).turn(at(now)), expected, "{case}");
    }
}

#[test]
fn the_newest_key_that_has_begun_signs() {
    let ring = ring(&[FIRST, SECOND]);
    let signing = |now: &str| ring.signing(at(now)).map(|key| key.kid.clone());
    assert_eq!(signing("2026-12-31T23:59:59Z"), None);
    assert_eq!(signing("2027-01-01T00:00:00Z").as_deref(), Some("first"));
    assert_eq!(signing("2027-04-01T23:59:59Z").as_deref(), Some("first"));
    assert_eq!(signing("2027-04-02T00:00:00Z").as_deref(), Some("second"));
}

#[test]
fn for_years_some_key_signs_and_every_key_is_told_a_day_before_and_after() {
    let mut ring = KeyRing::default();
    let mut made = 0_u8;
    let mut told: Vec<(String, DateTime<Utc>)> = Vec::new();
    let start = at("2027-01-01T00:00:00Z");
    for day in 0..1_000 {
        let now = start + TimeDelta::days(day);
        let (turned, new) = ring.turned(now, || {
            made += 1;
            key(&made.to_string(), "2027-01-01T00:00:00Z")
        });
        ring = turned;
        told.extend(new.map(|key| (key.kid, now)));
        assert_eq!(ring.turn(now), None, "a second run on the same day does nothing");
        let signing = ring.signing(now).unwrap();
        let (_, told_at) = told.iter().find(|(kid, _)| *kid == signing.kid).unwrap();
        assert!(day == 0 || *told_at + TOLD_BEFORE <= now || *told_at == start);
        assert!(ring.keys.len() <= 2, "{ring:?}");
    }
    assert_eq!(made, 11, "a thousand days are eleven times ninety-one");
}

#[tokio::test]
async fn a_ring_reads_back_and_says_nothing_secret_of_itself() {
    let vault = LocalVault::new(None);
    let ring = ring(&[FIRST, SECOND]);
    ring.write(&vault).await.unwrap();
    assert_eq!(KeyRing::read(&vault).await.unwrap(), ring);
    let seed = STANDARD.encode([7; 32]);
    assert!(!format!("{ring:?}").contains(&seed));
    let jwks = ring.jwks().unwrap();
    assert!(!jwks.contains(&seed) && !jwks.contains("\"d\""), "{jwks}");
    assert!(
        jwks.contains(r#""kid":"first""#) && jwks.contains(r#""alg":"EdDSA""#),
        "{jwks}"
    );
}

#[tokio::test]
async fn a_damaged_vault_is_told_without_its_contents() {
    let vault = LocalVault::new(None);
    vault
        .write("{\"keys\":[{\"seed\":\"hush\"}]}".to_owned().into())
        .await
        .unwrap();
    let refused = KeyRing::read(&vault).await.unwrap_err();
    assert!(
        matches!(&refused, Failure::Internal(cause) if !cause.to_string().contains("hush")),
        "{refused:?}"
    );
}
