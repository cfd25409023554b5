use booking_rules::ids::HookId;
use providers::data_keys::local::LocalDataKeys;
use store::keys;
use uuid::Uuid;

use super::*;

const TEXT: &str = "JBSWY3DPEHPK3PXP";

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn account(n: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(n))
}

fn field(n: u128, name: &'static str) -> Field {
    Field::of_account(account(n), keys::second_factor(account(n)), name)
}

fn fields() -> (FieldKeys, Arc<LocalDataKeys>) {
    let keeper = Arc::new(LocalDataKeys::open(None).unwrap());
    let fields = FieldKeys {
        keeper: keeper.clone(),
        held: Mutex::default(),
    };
    (fields, keeper)
}

fn envelope(sealed: &Sealed) -> Envelope {
    match sealed.parts() {
        SealedParts::Envelope(envelope) => envelope.clone(),
        SealedParts::Plain(_) => panic!("it stands in the clear"),
    }
}

async fn opens(fields: &FieldKeys, field: &Field, sealed: &Sealed, now: DateTime<Utc>) -> bool {
    match fields.open(field, sealed, now).await {
        Ok(text) => {
            assert_eq!(text.expose_secret(), TEXT);
            true
        }
        Err(Failure::Internal(_)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_value_opens_in_its_place_and_shows_nothing() {
    let (fields, keeper) = fields();
    let place = field(1, "secret");
    let (first, second) = (
        fields.seal(&place, TEXT, at(0)).await.unwrap(),
        fields.seal(&place, TEXT, at(0)).await.unwrap(),
    );
    assert!(opens(&fields, &place, &first, at(0)).await && opens(&fields, &place, &second, at(0)).await);
    let (one, other) = (envelope(&first), envelope(&second));
    assert_eq!(one.k, other.k, "one data key");
    assert!(one.n != other.n && one.c != other.c, "each its own nonce");
    assert_eq!(keeper.asked(), 1);
    let stored = serde_json::to_string(&first).unwrap();
    assert!(!stored.contains(TEXT) && !format!("{first:?} {one:?} {fields:?}").contains(TEXT));
    assert_eq!(serde_json::from_str::<Sealed>(&stored).unwrap(), first);
}

#[tokio::test]
async fn it_opens_for_no_other_owner_item_or_field() {
    let (fields, _) = fields();
    let place = field(1, "secret");
    let sealed = fields.seal(&place, TEXT, at(0)).await.unwrap();
    let hook = HookId::new(BusinessId::from_uuid(Uuid::from_u128(1)), Uuid::from_u128(2));
    let elsewhere = [
        field(2, "secret"),
        field(1, "recovery"),
        Field::of_account(account(1), keys::second_factor(account(2)), "secret"),
        Field::of_account(account(2), keys::second_factor(account(1)), "secret"),
        Field::of_business(hook.business(), keys::hook_secrets(hook), "secret"),
    ];
    for other in &elsewhere {
        assert!(!opens(&fields, other, &sealed, at(0)).await, "{other:?}");
        // Nor where its data key has to be asked for.
        assert!(!opens(&fields, other, &sealed, at(60)).await, "{other:?}");
    }
    assert!(opens(&fields, &place, &sealed, at(60)).await);
}

#[tokio::test]
async fn a_changed_bit_anywhere_closes_it() {
    let (fields, _) = fields();
    let place = field(1, "secret");
    let good = envelope(&fields.seal(&place, TEXT, at(0)).await.unwrap());
    let flipped = |text: &str, byte: usize| {
        let mut bytes = STANDARD.decode(text).unwrap();
        let byte = byte % bytes.len();
        bytes[byte] ^= 0x10;
        STANDARD.encode(bytes)
    };
    let mut bad = vec![
        Envelope { v: 2, ..good.clone() },
        Envelope {
            g: good.g - 1,
            ..good.clone()
        },
        Envelope {
            n: "AA==".to_owned(),
            ..good.clone()
        },
        Envelope {
            c: String::new(),
            ..good.clone()
        },
        Envelope {
            c: "%%%".to_owned(),
            ..good.clone()
        },
        Envelope {
            k: String::new(),
            ..good.clone()
        },
    ];
    for byte in 0..STANDARD.decode(&good.k).unwrap().len() {
        bad.push(Envelope {
            k: flipped(&good.k, byte),
            ..good.clone()
        });
        bad.push(Envelope {
            n: flipped(&good.n, byte),
            ..good.clone()
        });
        bad.push(Envelope {
            c: flipped(&good.c, byte),
            ..good.clone()
        });
    }
    for envelope in bad {
        let shown = serde_json::to_string(&envelope).unwrap();
        assert!(!opens(&fields, &place, &envelope.into(), at(0)).await, "{shown}");
    }
    assert!(opens(&fields, &place, &good.into(), at(0)).await);
}

#[tokio::test]
async fn a_data_key_serves_five_minutes_and_a_thousand_values() {
    let (fields, keeper) = fields();
    let place = field(1, "secret");
    for _ in 0..USES {
        fields.seal(&place, TEXT, at(0)).await.unwrap();
    }
    assert_eq!(keeper.asked(), 1);
    fields.seal(&place, TEXT, at(0)).await.unwrap();
    assert_eq!(keeper.asked(), 2, "its uses are used up");
    let sealed = fields.seal(&place, TEXT, at(4)).await.unwrap();
    assert_eq!(keeper.asked(), 2);
    fields.seal(&place, TEXT, at(5)).await.unwrap();
    assert_eq!(keeper.asked(), 3, "its time is over");
    fields.seal(&place, TEXT, at(-1)).await.unwrap();
    assert_eq!(keeper.asked(), 4, "a clock that was set back");
    // A process that begins anew asks once for what it reads, however often.
    let cold = FieldKeys {
        keeper: keeper.clone(),
        held: Mutex::default(),
    };
    for minute in 10..15 {
        assert!(opens(&cold, &place, &sealed, at(minute)).await);
    }
    assert_eq!(keeper.asked(), 5);
    assert!(opens(&cold, &place, &sealed, at(15)).await);
    assert_eq!(keeper.asked(), 6);
}

#[tokio::test]
async fn no_more_keys_are_remembered_than_the_most() {
    let (fields, _) = fields();
    for n in 0..(MOST_KEYS as u128 + 40) {
        fields.seal(&field(n, "secret"), TEXT, at(0)).await.unwrap();
    }
    let held = fields.held.lock().unwrap();
    assert!(held.sealing.len() <= MOST_KEYS && held.opening.len() <= MOST_KEYS);
}

#[tokio::test]
async fn while_the_keeper_is_away_nothing_is_sealed_and_what_is_remembered_opens() {
    let (fields, keeper) = fields();
    let place = field(1, "secret");
    let sealed = fields.seal(&place, TEXT, at(0)).await.unwrap();
    keeper.set_out(true);
    assert!(opens(&fields, &place, &sealed, at(4)).await);
    let away = |failure: Failure| matches!(failure, Failure::Unavailable(_));
    assert!(fields.open(&place, &sealed, at(5)).await.is_err_and(away));
    assert!(fields.seal(&place, TEXT, at(5)).await.is_err_and(away));
    keeper.set_out(false);
    assert!(
        opens(&fields, &place, &sealed, at(5)).await,
        "an outage is not remembered"
    );
}

#[tokio::test]
async fn a_seal_is_worn_after_a_generation_and_a_replaced_key_still_opens_it() {
    let (fields, keeper) = fields();
    let place = field(1, "secret");
    assert!(is_worn(&Sealed::of_before(TEXT), at(0)));
    assert!(opens(&fields, &place, &Sealed::of_before(TEXT), at(0)).await);
    let sealed = fields.seal(&place, TEXT, at(0)).await.unwrap();
    assert!(!is_worn(&sealed, at(0)));
    let later = at(0) + GENERATION;
    assert!(is_worn(&sealed, later));
    keeper.rotate().unwrap();
    assert!(opens(&fields, &place, &sealed, later).await);
    let renewed = fields.seal(&place, TEXT, later).await.unwrap();
    assert!(!is_worn(&renewed, later) && envelope(&renewed).k != envelope(&sealed).k);
}
