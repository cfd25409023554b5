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
    fn a_fault_without_a_kept_value_still_refuses() {
        let mut fields = Fields::new();
        fields.fault("from", "window_too_long");
        assert!(matches!(fields.finish(()), Err(Failure::Invalid(_))));
    }
}
