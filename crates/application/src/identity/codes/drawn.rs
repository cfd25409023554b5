use core::fmt;

use booking_rules::values::Phone;
use store::digest;
use subtle::ConstantTimeEq;

use crate::app::App;

/// How many codes there are.
const CODES: u32 = 1_000_000;
/// The largest multiple of [`CODES`] in 32 bits: what is drawn at or above it is drawn again, for the first codes would
/// be likelier than the rest.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// Six digits that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct DrawnCode(String);

impl fmt::Debug for DrawnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DrawnCode(***)")
    }
}

impl DrawnCode {
    pub(super) fn draw(app: &App) -> Self {
        // Four draws at a time; all of them fail once in 10^10 times.
        loop {
            let random = app.new_secret();
            let numbers = random.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok());
            if let Some(code) = numbers.map(u32::from_be_bytes).find_map(Self::of) {
                return code;
            }
        }
    }

    fn of(number: u32) -> Option<Self> {
        (number < FAIR).then(|| Self(format!("{:06}", number % CODES)))
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        Self("482913".to_owned())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// What is kept of a code: useless against another number, and against the next code of the same one.
pub(super) fn hash(salt: &str, phone: &Phone, code: &str) -> String {
    digest(&format!("{salt}\n{}\n{code}", phone.as_str()))
}

/// Stands where there is no code, so that comparing with it takes as long.
pub(super) const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Takes as long whether the first character differs or the last.
pub(super) fn same(kept: &str, told: &str) -> bool {
    kept.as_bytes().ct_eq(told.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_as_likely_as_any_other() {
        let code = |number| DrawnCode::of(number).map(|code| code.0);
        assert_eq!(FAIR % CODES, 0);
        assert_eq!(code(0).as_deref(), Some("000000"));
        assert_eq!(code(1_000_007).as_deref(), Some("000007"));
        assert_eq!(code(FAIR - 1).as_deref(), Some("999999"));
        assert_eq!(code(FAIR), None);
        assert_eq!(code(u32::MAX), None);
    }

    #[test]
    fn a_digest_belongs_to_one_number_and_one_salt() {
        let phone = |text| Phone::parse(text, None).unwrap();
        let kept = hash("a", &phone("+48601234567"), "482913");
        assert!(same(&kept, &hash("a", &phone("+48601234567"), "482913")));
        assert!(!same(&kept, &hash("b", &phone("+48601234567"), "482913")));
        assert!(!same(&kept, &hash("a", &phone("+48601234568"), "482913")));
        assert!(!same(&kept, &hash("a", &phone("+48601234567"), "482914")));
    }
}
