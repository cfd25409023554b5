//! Collects every fault of an input before it is refused, so that a form is corrected in one go.
//!
//! ```
//! use api::Fields;
//! use booking_rules::values::{Email, Name};
//!
//! let mut fields = Fields::new();
//! let name = fields.check("name", Name::parse(""));
//! let email = fields.check("customer.email", Email::parse("anna"));
//! let refused = fields.finish((name, email)).unwrap_err();
//! assert!(matches!(refused, application::Failure::Invalid(faults) if faults.len() == 2));
//! ```

use application::failure::{Failure, FieldFault};
use booking_rules::ids::IdError;
use booking_rules::values::Invalid;
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;

use crate::patch::Patch;

/// An error that is a stable code.
pub trait Coded {
    fn code(&self) -> &'static str;
}

impl Coded for Invalid {
    fn code(&self) -> &'static str {
        self.code
    }
}

impl Coded for IdError {
    fn code(&self) -> &'static str {
        "invalid_id"
    }
}

/// Reads one word of a closed vocabulary, such as a day of the week.
///
/// # Errors
/// `invalid_choice`.
pub fn choice<T: DeserializeOwned>(word: impl AsRef<str>) -> Result<T, Invalid> {
    let deserializer = StrDeserializer::<serde::de::value::Error>::new(word.as_ref());
    T::deserialize(deserializer).map_err(|_| Invalid::new("invalid_choice"))
}

/// Reads a calendar date, `2027-03-14`.
///
/// # Errors
/// `invalid_date`.
pub fn date(text: impl AsRef<str>) -> Result<chrono::NaiveDate, Invalid> {
    let text = text.as_ref();
    // The calendar reads `2027-3-4` and `+12027-03-04` too; one spelling keeps ids, keys and caches comparable.
    let date = text
        .parse::<chrono::NaiveDate>()
        .ok()
        .filter(|date| text.len() == 10 && date.to_string() == text);
    date.ok_or(Invalid::new("invalid_date"))
}

/// A number within a range.
///
/// # Errors
/// `out_of_range`.
pub fn within<N: TryFrom<i64>>(number: i64, range: std::ops::RangeInclusive<i64>) -> Result<N, Invalid> {
    Some(number)
        .filter(|number| range.contains(number))
        .and_then(|number| N::try_from(number).ok())
        .ok_or(Invalid::new("out_of_range"))
}

/// The faults found so far.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    faults: Vec<FieldFault>,
}

impl Fields {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the value, or notes why there is none.
    pub fn check<T, E: Coded>(&mut self, path: impl Into<String>, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.fault(path, error.code())).ok()
    }

    /// As [`check`](Self::check) for a field that may be absent: `Some(None)` is a good answer.
    pub fn check_optional<T, E: Coded>(
        &mut self,
        path: impl Into<String>,
        result: Option<Result<T, E>>,
    ) -> Option<Option<T>> {
        match result {
            None => Some(None),
            Some(result) => self.check(path, result).map(Some),
        }
    }

    /// Reads a field that must be there.
    pub fn parse<T, R, E: Coded>(
        &mut self,
        path: impl Into<String>,
        value: Option<T>,
        read: impl FnOnce(T) -> Result<R, E>,
    ) -> Option<R> {
        let path = path.into();
        let value = self.require(path.as_str(), value)?;
        self.check(path, read(value))
    }

    /// Reads a field that may be absent.
    pub fn parse_optional<T, R, E: Coded>(
        &mut self,
        path: impl Into<String>,
        value: Option<T>,
        read: impl FnOnce(T) -> Result<R, E>,
    ) -> Option<Option<R>> {
        self.check_optional(path, value.map(read))
    }

    /// Reads every item of a list; faults are noted at `path[i]`.
    pub fn parse_each<T, R, E: Coded>(
        &mut self,
        path: &str,
        values: Vec<T>,
        read: impl Fn(T) -> Result<R, E>,
    ) -> Option<Vec<R>> {
        let items = values.into_iter().enumerate();
        let read: Vec<_> = items
            .map(|(i, value)| self.check(format!("{path}[{i}]"), read(value)))
            .collect();
        read.into_iter().collect()
    }

    /// Reads a PATCH of something that cannot be cleared: `null` is a missing value.
    pub fn parse_change<T, R, E: Coded>(
        &mut self,
        path: impl Into<String>,
        value: Patch<T>,
        read: impl FnOnce(T) -> Result<R, E>,
    ) -> Option<Option<R>> {
        match value.into_change() {
            None => Some(None),
            Some(value) => self.parse(path, value, read).map(Some),
        }
    }

    /// Reads a PATCH of something that `null` clears.
    pub fn parse_clearable<T, R, E: Coded>(
        &mut self,
        path: impl Into<String>,
        value: Patch<T>,
        read: impl FnOnce(T) -> Result<R, E>,
    ) -> Option<Option<Option<R>>> {
        match value.into_change() {
            None => Some(None),
            Some(value) => self.parse_optional(path, value, read).map(Some),
        }
    }

    /// Notes an absent value as `required`.
    pub fn require<T>(&mut self, path: impl Into<String>, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(path, "required");
        }
        value
    }

    /// Notes a fault found by other means.
    pub fn fault(&mut self, path: impl Into<String>, code: &'static str) {
        self.faults.push(FieldFault::new(path, code));
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// The checked values, when nothing at all was wrong; `()` where none are kept.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every fault.
    pub fn finish<C: Checked>(self, values: C) -> Result<C::Values, Failure> {
        if !self.faults.is_empty() {
            return Err(Failure::Invalid(self.faults));
        }
        values
            .values()
            .ok_or_else(|| Failure::internal("a checked value is missing without a fault"))
    }
}

/// Values as [`Fields::check`] gives them, several at a time.
pub trait Checked {
    type Values;
    /// `None` unless every value is there.
    fn values(self) -> Option<Self::Values>;
}

impl Checked for () {
    type Values = ();
    fn values(self) -> Option<()> {
        Some(())
    }
}

impl<T> Checked for Option<T> {
    type Values = T;
    fn values(self) -> Option<T> {
        self
    }
}

macro_rules! checked {
    ($($name:ident)+) => {
        impl<$($name),+> Checked for ($(Option<$name>,)+) {
            type Values = ($($name,)+);
            fn values(self) -> Option<Self::Values> {
                #[expect(non_snake_case, reason = "the type parameters name the values")]
                let ($($name,)+) = self;
                Some(($($name?,)+))
            }
        }
    };
}
checked!(A);
checked!(A B);
checked!(A B C);
checked!(A B C D);
checked!(A B C D E);
checked!(A B C D E F);
checked!(A B C D E F G);
checked!(A B C D E F G H);
checked!(A B C D E F G H I);
checked!(A B C D E F G H I J);
checked!(A B C D E F G H I J K);

#[cfg(test)]
mod tests {
    use booking_rules::ids::ShopId;
    use booking_rules::values::{Email, Name};

    use super::*;

    #[test]
    fn every_fault_is_collected_with_its_path() {
        let mut fields = Fields::new();
        let email = fields.check("customer.email", Email::parse("anna"));
        let name = fields.check_optional("customer.name", Some(Name::parse(" ")));
        let shop = fields.check("shop_id", "svc_1".parse::<ShopId>());
        let phone = fields.require("customer.phone", None::<String>);
        let Err(Failure::Invalid(faults)) = fields.finish((email, name, shop, phone)) else {
            panic!("not refused")
        };
        assert_eq!(
            faults,
            [
                FieldFault::new("customer.email", "invalid_email"),
                FieldFault::new("customer.name", "name_empty"),
                FieldFault::new("shop_id", "invalid_id"),
                FieldFault::new("customer.phone", "required"),
            ]
        );
    }

    #[test]
    fn good_values_come_out_as_they_went_in() {
        let mut fields = Fields::new();
        let email = fields.check("email", Email::parse("anna@example.pl"));
        let name = fields.check_optional("name", None::<Result<Name, Invalid>>);
        let (email, name) = fields.finish((email, name)).unwrap();
        assert_eq!((email.as_str(), name), ("anna@example.pl", None));
    }

    #[test]
    fn a_patch_tells_absent_null_and_value_apart() {
        let mut fields = Fields::new();
        let name = |text: &str| Name::parse(text);
        assert_eq!(fields.parse_change("name", Patch::Absent, name), Some(None));
        assert_eq!(fields.parse_change("name", Patch::Null, name), None);
        assert_eq!(fields.parse_clearable("line", Patch::Null, name), Some(Some(None)));
        assert_eq!(fields.parse_clearable("line", Patch::Value(""), name), None);
        assert_eq!(fields.parse("city", None, name), None);
        let Err(Failure::Invalid(faults)) = fields.finish(()) else {
            panic!("not refused")
        };
        let found: Vec<_> = faults.iter().map(|f| (f.path.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [("name", "required"), ("line", "name_empty"), ("city", "required")]
        );
    }

    #[test]
    fn words_dates_and_numbers_have_one_spelling() {
        use booking_rules::schedule::Weekday;
        assert_eq!(choice("mon"), Ok(Weekday::Mon));
        assert_eq!(choice::<Weekday>("monday"), Err(Invalid::new("invalid_choice")));
        assert_eq!(date("2027-03-14").map(|d| d.to_string()), Ok("2027-03-14".to_owned()));
        for bad in ["2027-3-14", "2027-02-30", "+12027-03-14", "soon", ""] {
            assert_eq!(date(bad), Err(Invalid::new("invalid_date")), "{bad}");
        }
        assert_eq!(within(240, 1..=240), Ok(240u16));
        for bad in [0, 241, i64::MAX] {
            assert_eq!(within::<u16>(bad, 1..=240), Err(Invalid::new("out_of_range")), "{bad}");
        }
    }

    #[test]
    fn a_fault_without_a_kept_value_still_refuses() {
        let mut fields = Fields::new();
        fields.fault("from", "window_too_long");
        assert!(matches!(fields.finish(()), Err(Failure::Invalid(_))));
    }
}
