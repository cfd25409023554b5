//! Recovery codes: each used once, for when the authenticator is lost.

use store::digest;
use subtle::ConstantTimeEq;

use crate::app::App;

const COUNT: usize = 10;
/// Sixteen of 32 letters: 80 bits, so that a plain digest gives nothing away.
const LETTERS: usize = 16;
const GROUP: usize = 4;
/// Crockford's: no letter that is read as a digit (i, l, o), and no u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// New codes as their owner reads them.
pub(super) fn new_codes(app: &App) -> Vec<String> {
    (0..COUNT).map(|_| new_code(app)).collect()
}

fn new_code(app: &App) -> String {
    // 256 is a multiple of 32: no letter is likelier than another.
    let letters: Vec<char> = app
        .new_secret()
        .iter()
        .take(LETTERS)
        .map(|byte| letter(*byte))
        .collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn letter(byte: u8) -> char {
    ALPHABET.get(usize::from(byte % 32)).copied().map_or('0', char::from)
}

/// What is kept of a code.
pub(super) fn hash(code: &str) -> String {
    digest(&plain(code))
}

/// The codes that are left after this one, or `None` if it is none of them.
pub(super) fn without(left: &[String], code: &str) -> Option<Vec<String>> {
    let hash = hash(code);
    let (used, rest): (Vec<_>, Vec<_>) = left
        .iter()
        .cloned()
        .partition(|kept| bool::from(kept.as_bytes().ct_eq(hash.as_bytes())));
    (!used.is_empty()).then_some(rest)
}

/// As typed from paper: groups, case and the letters that look like digits do not matter.
fn plain(code: &str) -> String {
    let kept = code.chars().filter(char::is_ascii_alphanumeric).take(2 * LETTERS);
    kept.map(|c| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed_and_used_once() {
        let left = vec![hash("1a2b-3c4d-5e6f-7g8h"), hash("0000-0000-0000-0000")];
        for typed in ["1a2b-3c4d-5e6f-7g8h", "1A2B3C4D5E6F7G8H", " la2b 3c4d 5e6f 7g8h "] {
            assert_eq!(without(&left, typed).map(|rest| rest.len()), Some(1), "{typed}");
        }
        let rest = without(&left, "oooo-oooo-oooo-oooo").unwrap();
        assert_eq!(without(&rest, "0000-0000-0000-0000"), None);
        assert_eq!(without(&left, ""), None);
    }
}
