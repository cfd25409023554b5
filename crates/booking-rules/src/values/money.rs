use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Invalid;

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// # Errors
    /// `unknown_currency` unless the text is a three-letter ISO 4217 code.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or(Invalid::new("unknown_currency"))
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: 2 for PLN, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

/// By code, so that maps of amounts have one order.
impl Ord for Currency {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units with its currency; integers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    #[serde(rename = "amount")]
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Largest price in minor units: a hundred million złoty is a typing error, not a haircut.
    pub const MAX_PRICE: i64 = 10_000_000_000;

    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// # Errors
    /// `price_out_of_range` for a negative amount or one above [`Money::MAX_PRICE`].
    pub fn price(minor: i64, currency: Currency) -> Result<Self, Invalid> {
        if (0..=Self::MAX_PRICE).contains(&minor) {
            Ok(Self { minor, currency })
        } else {
            Err(Invalid::new("price_out_of_range"))
        }
    }

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.exponent();
        let unit = 10i64.pow(exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = ((self.minor / unit).abs(), (self.minor % unit).abs());
        match exponent {
            0 => write!(f, "{sign}{whole} {}", self.currency.code()),
            _ => write!(
                f,
                "{sign}{whole}.{part:0width$} {}",
                self.currency.code(),
                width = exponent as usize
            ),
        }
    }
}
