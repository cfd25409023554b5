//! Value added tax of one line.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::{Country, Invalid, Money};

/// The tax rate of a line, by the name tax offices know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatRate {
    /// Whole per cent; 0 is a rate, not the absence of one.
    Percent(u8),
    /// Exempt from tax (Polish `zw`).
    Exempt,
    /// Outside the tax's scope (Polish `np`).
    NotSubject,
}

impl VatRate {
    /// Rates of the countries that businesses are in: Poland (ustawa o VAT, art. 41 and 146ef), the United Kingdom (VAT Act
    /// 1994, s. 2 and 29A), Saudi Arabia (VAT Implementing Regulations, 15 % since 2020-07-01). Elsewhere any rate is taken.
    fn known_in(country: Country) -> Option<&'static [u8]> {
        match country.code().as_str() {
            "PL" => Some(&[23, 8, 5, 0]),
            "GB" => Some(&[20, 5, 0]),
            "SA" => Some(&[15, 0]),
            _ => None,
        }
    }

    /// Reads `23`, `8`, `exempt` or `not_subject`.
    ///
    /// # Errors
    /// `unknown_vat_rate` for anything else, and for a per cent above 99.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let unknown = Invalid::new("unknown_vat_rate");
        match text {
            "exempt" => Ok(Self::Exempt),
            "not_subject" => Ok(Self::NotSubject),
            digits if !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map(Self::Percent).map_err(|_| unknown)
            }
            _ => Err(unknown),
        }
    }

    /// # Errors
    /// `unknown_vat_rate` when the country has no such rate.
    pub fn in_country(self, country: Country) -> Result<Self, Invalid> {
        match (self, Self::known_in(country)) {
            (Self::Percent(rate), Some(known)) if !known.contains(&rate) => Err(Invalid::new("unknown_vat_rate")),
            _ => Ok(self),
        }
    }

    /// The rate of what has none set: the country's standard rate.
    #[must_use]
    pub fn standard_in(country: Country) -> Self {
        Self::known_in(country)
            .and_then(|rates| rates.first())
            .map_or(Self::NotSubject, |rate| Self::Percent(*rate))
    }

    /// Per cent that the tax is of the net amount.
    #[must_use]
    pub fn percent(self) -> u8 {
        match self {
            Self::Percent(rate) => rate,
            Self::Exempt | Self::NotSubject => 0,
        }
    }

    /// Splits a gross amount. The tax is `gross * rate / (100 + rate)`, rounded half away from zero to the minor unit
    /// (ustawa o VAT, art. 106e ust. 7 and 11: by line, half a grosz and more counts as a whole one).
    #[must_use]
    pub fn split(self, gross: Money) -> TaxedAmount {
        let (rate, base) = (i128::from(self.percent()), 100 + i128::from(self.percent()));
        let twice = 2 * i128::from(gross.minor()) * rate;
        let rounded = (twice.abs() + base) / (2 * base) * twice.signum();
        let vat = i64::try_from(rounded).unwrap_or_default();
        TaxedAmount {
            rate: self,
            net: Money::new(gross.minor() - vat, gross.currency()),
            vat: Money::new(vat, gross.currency()),
            gross,
        }
    }
}

impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(rate) => write!(f, "{rate}"),
            Self::Exempt => f.write_str("exempt"),
            Self::NotSubject => f.write_str("not_subject"),
        }
    }
}

impl Serialize for VatRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VatRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A gross amount and what it consists of: `net + vat = gross`, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxedAmount {
    pub rate: VatRate,
    pub net: Money,
    pub vat: Money,
    pub gross: Money,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::Currency;

    fn zloty(minor: i64) -> Money {
        Money::new(minor, Currency::parse("PLN").unwrap())
    }

    #[test]
    fn tax_is_rounded_by_line_as_polish_law_asks() {
        // gross, rate, tax: worked by hand from art. 106e.
        for (gross, rate, vat) in [
            (12_300, 23, 2_300),
            (10_000, 23, 1_870),
            (10_000, 8, 741),
            (9_999, 8, 741),
            (1, 23, 0),
            (3, 23, 1),
            (27, 8, 2),
            (-12_300, 23, -2_300),
            (-3, 23, -1),
            (500, 0, 0),
        ] {
            assert_eq!(
                VatRate::Percent(rate).split(zloty(gross)).vat,
                zloty(vat),
                "{gross} at {rate}"
            );
        }
        assert_eq!(VatRate::Exempt.split(zloty(5_000)).net, zloty(5_000));
    }

    #[test]
    fn a_country_takes_only_its_own_rates() {
        let poland = Country::parse("PL").unwrap();
        assert!(VatRate::Percent(8).in_country(poland).is_ok());
        assert!(VatRate::Percent(22).in_country(poland).is_err());
        assert_eq!(VatRate::standard_in(poland), VatRate::Percent(23));
        assert_eq!(
            VatRate::standard_in(Country::parse("SA").unwrap()),
            VatRate::Percent(15)
        );
        for text in ["", "-1", "100", "023", "8.5", "zw", " 8"] {
            assert!(VatRate::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_always_adds_up(gross in -10_000_000_000i64..10_000_000_000, rate in 0u8..100) {
            let split = VatRate::Percent(rate).split(zloty(gross));
            prop_assert_eq!(split.net.minor() + split.vat.minor(), gross);
            // Within half a grosz of the exact tax.
            let off = 100 * i128::from(split.vat.minor()) + i128::from(rate) * i128::from(split.vat.minor())
                - i128::from(gross) * i128::from(rate);
            prop_assert!(2 * off.abs() <= 100 + i128::from(rate));
            prop_assert_eq!(VatRate::Percent(rate).split(zloty(-gross)).vat.minor(), -split.vat.minor());
        }

        #[test]
        fn every_rate_reads_back(rate in 0u8..100) {
            let rate = VatRate::Percent(rate);
            prop_assert_eq!(VatRate::parse(&rate.to_string()), Ok(rate));
        }
    }
}
