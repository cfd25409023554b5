use serde::{Deserialize, Deserializer, Serialize};

use crate::values::{Country, Invalid, Name};

/// The number a tax office knows a business by: letters and digits, without blanks and dashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct TaxId(String);

impl TaxId {
    /// Reads 2 to 20 letters and digits; blanks, dashes and dots between them are passed over.
    ///
    /// # Errors
    /// `invalid_tax_id`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if (2..=20).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self(plain))
        } else {
            Err(Invalid::new("invalid_tax_id"))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether ten digits are a Polish NIP: the last one is the weighted sum of the others modulo 11 (ustawa o zasadach
    /// ewidencji i identyfikacji podatników, art. 8a; a remainder of 10 is never given out).
    fn is_nip(&self) -> bool {
        const WEIGHTS: [u32; 9] = [6, 5, 7, 2, 3, 4, 5, 6, 7];
        let digits: Option<Vec<u32>> = self.0.chars().map(|c| c.to_digit(10)).collect();
        let Some(digits) = digits.filter(|digits| digits.len() == 10) else {
            return false;
        };
        let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
        digits.last() == Some(&(sum % 11))
    }
}

impl<'de> Deserialize<'de> for TaxId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The code of a Polish tax office: four digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct TaxOffice(String);

impl TaxOffice {
    /// # Errors
    /// `invalid_tax_office`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("invalid_tax_office"))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TaxOffice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Where a business is registered, part by part as forms ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxAddress {
    /// Polish województwo, powiat and gmina.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Name>,
    pub building: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat: Option<Name>,
    pub city: Name,
    pub postal_code: Name,
}

/// Who a business is to its tax office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxProfile {
    pub legal_name: Name,
    pub tax_id: TaxId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_office: Option<TaxOffice>,
    pub address: TaxAddress,
}

impl TaxProfile {
    /// # Errors
    /// `invalid_tax_id` when the number cannot be one of the country.
    pub fn in_country(&self, country: Country) -> Result<(), Invalid> {
        if country.code() == "PL" && !self.tax_id.is_nip() {
            return Err(Invalid::new("invalid_tax_id"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polish_number_is_checked_by_its_last_digit() {
        // Numbers of the finance ministry and of two made up by hand.
        for (text, is_nip) in [
            ("526-00-01-246", true),
            ("5252445767", true),
            ("5260001247", false),
            ("1234567890", false),
            ("526000124", false),
            ("PL5260001246", false),
            // 6*1 + 5*0 + .. = remainder of ten.
            ("0000000030", false),
        ] {
            assert_eq!(TaxId::parse(text).unwrap().is_nip(), is_nip, "{text}");
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(TaxId::parse("gb 123.456-789").unwrap().as_str(), "GB123456789");
        for bad in ["", "1", "12/34", "żółć12", "123456789012345678901"] {
            assert!(TaxId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(TaxOffice::parse("1433").is_ok());
        for bad in ["", "143", "14333", "14a3"] {
            assert!(TaxOffice::parse(bad).is_err(), "{bad:?}");
        }
    }
}
