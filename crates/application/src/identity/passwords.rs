//! Passwords: what is accepted, and how one is remembered and checked.
//!
//! Hashing runs on the thread it is asked on: a function serves one request at a time on less than one core, so a thread
//! for it would only be switched to.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use booking_rules::values::Email;
use secrecy::{ExposeSecret, SecretString};
use store::PasswordHash;
use subtle::ConstantTimeEq;
use zxcvbn::{Score, zxcvbn};

use crate::app::App;
use crate::failure::Failure;

/// NIST SP 800-63B, 5.1.1.2: at least eight characters, and room for a sentence.
const MIN_CHARS: usize = 8;
const MAX_CHARS: usize = 128;

/// What a hash costs: infra/decisions/0014 has the figures.
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}
const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 2,
    lanes: 1,
};
const HASH_BYTES: usize = 32;
const PRODUCT: &str = "salonbook";
/// What stolen passwords of our countries are built on and the lists of the strength meter, which are English, do not know;
/// the commonest first, for its place in the list is what a guess costs.
const COMMON_HERE: [&str; 28] = [
    "haslo",
    "hasło",
    "polska",
    "kochanie",
    "misiek",
    "myszka",
    "kasia",
    "agnieszka",
    "mateusz",
    "bartek",
    "lukasz",
    "karolina",
    "kacper",
    "skarbek",
    "kwiatek",
    "dupa",
    "legia",
    "lechpoznan",
    "wisla",
    "arsenal",
    "habibi",
    "habibti",
    "mohammed",
    "bismillah",
    "alhamdulillah",
    "inshallah",
    "riyadh",
    "saudia",
];

/// Refuses what is guessed first: short ones, those of the lists of stolen passwords and their variations, words, names,
/// dates, keyboard rows, and the person's own address.
///
/// # Errors
/// [`Failure::Invalid`] with `weak_password` or `password_too_long` at `path`.
pub fn acceptable(path: &str, password: &SecretString, email: &Email) -> Result<(), Failure> {
    let text = password.expose_secret();
    let length = text.chars().count();
    if length > MAX_CHARS {
        return Err(Failure::field(path, "password_too_long"));
    }
    let local_part = email.as_str().split('@').next().unwrap_or_default();
    let names = local_part
        .split(|c: char| !c.is_alphanumeric())
        .filter(|name| !name.is_empty());
    let own: Vec<&str> = [email.as_str(), local_part, PRODUCT]
        .into_iter()
        .chain(names)
        .chain(COMMON_HERE)
        .collect();
    // Below two is found in less than a million guesses.
    if length < MIN_CHARS || zxcvbn(text, &own).score() < Score::Two {
        return Err(Failure::field(path, "weak_password"));
    }
    Ok(())
}

/// Remembers a password.
///
/// # Errors
/// [`Failure::Internal`] when there is no memory for it.
pub fn hash(app: &App, password: &SecretString) -> Result<PasswordHash, Failure> {
    let salt = app.new_secret();
    let bytes = derive(password, &salt, &COST)?;
    Ok(PasswordHash {
        memory_kib: COST.memory_kib,
        passes: COST.passes,
        lanes: COST.lanes,
        salt: STANDARD_NO_PAD.encode(salt),
        hash: STANDARD_NO_PAD.encode(bytes),
    })
}

/// Whether the password is the one remembered. Nobody's password takes as long to refuse as somebody's.
///
/// # Errors
/// [`Failure::Internal`] when what is remembered cannot be read.
pub fn check(password: &SecretString, remembered: Option<&PasswordHash>) -> Result<bool, Failure> {
    let Some(remembered) = remembered else {
        derive(password, &[0; 16], &COST)?;
        return Ok(false);
    };
    let decode = |text: &str| STANDARD_NO_PAD.decode(text).map_err(Failure::internal);
    let (salt, hash) = (decode(&remembered.salt)?, decode(&remembered.hash)?);
    let cost = Cost {
        memory_kib: remembered.memory_kib,
        passes: remembered.passes,
        lanes: remembered.lanes,
    };
    Ok(derive(password, &salt, &cost)?.ct_eq(hash.as_slice()).into())
}

fn derive(password: &SecretString, salt: &[u8], cost: &Cost) -> Result<[u8; HASH_BYTES], Failure> {
    let told = |error: argon2::Error| Failure::internal(error.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_BYTES)).map_err(told)?;
    let mut bytes = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.expose_secret().as_bytes(), salt, &mut bytes)
        .map_err(told)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(password: &str) -> Option<&'static str> {
        let email = Email::parse("hanna.wisniewska@guests.example").unwrap();
        match acceptable("password", &password.into(), &email) {
            Ok(()) => None,
            Err(Failure::Invalid(faults)) => Some(faults[0].code),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for weak in [
            "",
            "xK7$pQ2",
            "password",
            "Password1",
            "P@ssw0rd",
            "12345678",
            "qwertyuiop",
            "zaq12wsx",
            "iloveyou1",
            "sunshine1",
            "aaaaaaaaaa",
            "abcdefgh1",
            "hanna.wisniewska",
            "Wisniewska1",
            "salonbook1",
            "football2",
            "haslo1234",
            "Polska123",
            "kochanie1",
            "habibi123",
        ] {
            assert_eq!(refusal(weak), Some("weak_password"), "{weak}");
        }
        assert_eq!(refusal(&"long ".repeat(30)), Some("password_too_long"));
    }

    #[test]
    fn a_sentence_and_a_random_text_are_accepted_in_any_script() {
        for good in [
            "correct horse battery",
            "xK7$pQ2!vR",
            "żółta gęś nad Wisłą",
            "قهوة في الصباح الباكر",
        ] {
            assert_eq!(refusal(good), None, "{good}");
        }
    }

    #[test]
    fn only_the_password_itself_is_believed() {
        let salt = [7; 16];
        let bytes = derive(&"correct horse battery".into(), &salt, &COST).unwrap();
        let remembered = PasswordHash {
            memory_kib: COST.memory_kib,
            passes: COST.passes,
            lanes: COST.lanes,
            salt: STANDARD_NO_PAD.encode(salt),
            hash: STANDARD_NO_PAD.encode(bytes),
        };
        assert!(check(&"correct horse battery".into(), Some(&remembered)).unwrap());
        assert!(!check(&"correct horse battery ".into(), Some(&remembered)).unwrap());
        assert!(!check(&"correct horse battery".into(), None).unwrap());
        assert!(!format!("{remembered:?}").contains(&remembered.hash));
    }
}
