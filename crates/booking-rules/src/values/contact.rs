use core::fmt;
use core::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Country, Invalid};

/// An e-mail address, lower case, as RFC 5321 allows it with a dotted domain. Seed rule 10.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// `invalid_email`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const FAULT: Invalid = Invalid::new("invalid_email");
        let text = text.trim();
        // RFC 5321, 4.5.3.1.3: a path is at most 254 characters.
        if text.len() > 254 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(FAULT);
        }
        let options = email_address::Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let address = email_address::EmailAddress::parse_with_options(text, options).map_err(|_| FAULT)?;
        Ok(Self(address.as_str().to_lowercase()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(***)")
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A telephone number in E.164 form. Seed rule 12.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads an international number, or a national one of `home`.
    ///
    /// # Errors
    /// `invalid_phone` unless the number is one its country's numbering plan has.
    pub fn parse(text: &str, home: Option<Country>) -> Result<Self, Invalid> {
        const FAULT: Invalid = Invalid::new("invalid_phone");
        let text = text.trim();
        if text.len() > 32
            || text
                .chars()
                .any(|c| !(c.is_ascii_digit() || " +-()./\u{a0}".contains(c)))
        {
            return Err(FAULT);
        }
        let number = PHONE_NUMBER_UTIL
            .parse(text, home.map(Country::dialing))
            .map_err(|_| FAULT)?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(FAULT);
        }
        Self::from_e164(&PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164))
    }

    /// Accepts the shape only; the table holds what [`Phone::parse`] let in, and reading the numbering plans
    /// for each record would cost milliseconds of a cold start.
    fn from_e164(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let shaped =
            (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if shaped {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("invalid_phone"))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can take text messages, as far as its numbering plan tells: some, as the North American, do not tell
    /// mobile numbers from others.
    #[must_use]
    pub fn takes_messages(&self) -> bool {
        let number = PHONE_NUMBER_UTIL.parse(&self.0, None);
        number.is_ok_and(|number| {
            matches!(
                PHONE_NUMBER_UTIL.get_number_type(&number),
                PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile
            )
        })
    }
}

impl FromStr for Phone {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text, None)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_e164(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_accepted_or_refused() {
        for good in [
            "anna@example.pl",
            " Anna.Nowak+x@Example.COM ",
            "o'neil@mail.example.co.uk",
        ] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "anna",
            "anna@",
            "@x.pl",
            "a b@x.pl",
            "anna@localhost",
            "a@x.pl\r\nBcc: b@x.pl",
            "Anna <a@x.pl>",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(Email::parse(bad), Err(Invalid::new("invalid_email")), "{bad}");
        }
        assert_eq!(Email::parse("ANNA@Example.PL").unwrap().as_str(), "anna@example.pl");
    }

    #[test]
    fn numbers_are_kept_in_e164() {
        let home = |c: &str| Some(Country::parse(c).unwrap());
        for (text, country, want) in [
            ("+48 601 234 567", None, "+48601234567"),
            ("601 234 567", home("PL"), "+48601234567"),
            ("07400 123456", home("GB"), "+447400123456"),
            ("050 123 4567", home("SA"), "+966501234567"),
            ("+966 50 123 4567", None, "+966501234567"),
            ("+48 22 621 00 00", None, "+48226210000"),
            ("00 48 601 234 567", home("GB"), "+48601234567"),
            ("020 7946 0018", home("GB"), "+442079460018"),
            ("(212) 555-0123", home("US"), "+12125550123"),
        ] {
            assert_eq!(Phone::parse(text, country).unwrap().as_str(), want);
        }
        for bad in ["", "12", "601 234 567", "+48 1", "+999 123 456 789", "call me"] {
            assert!(Phone::parse(bad, None).is_err(), "{bad}");
        }
    }

    #[test]
    fn messages_go_to_numbers_that_may_be_mobile() {
        for (number, takes) in [
            ("+48601234567", true),
            ("+48226210000", false),
            ("+966501234567", true),
            ("+966112345678", false),
            ("+447400123456", true),
            ("+442079460018", false),
            ("+12125550123", true),
            ("+48800123456", false),
        ] {
            assert_eq!(Phone::parse(number, None).unwrap().takes_messages(), takes, "{number}");
        }
    }

    #[test]
    fn debug_shows_no_contact() {
        let shown = format!(
            "{:?} {:?}",
            Email::parse("anna@example.pl").unwrap(),
            Phone::parse("+48601234567", None).unwrap()
        );
        assert!(!shown.contains("anna") && !shown.contains("601"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_number_panic(text in "[0-9+() .;=/xA-Z\\-]{0,40}", country in "[A-Z]{2}") {
            if let Ok(number) = Phone::parse(&text, Country::parse(&country).ok()) {
                proptest::prop_assert_eq!(Phone::parse(number.as_str(), None), Ok(number));
            }
        }
    }
}
