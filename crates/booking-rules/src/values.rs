//! Values that cannot be built wrong: each has one door, used for input and for the table alike.

mod contact;
mod language;
mod minutes;
mod money;
mod origin;
mod text;

pub use contact::{Email, Phone};
pub use language::{Country, Locale};
pub use minutes::Minutes;
pub use money::{Currency, Money};
pub use origin::WebOrigin;
pub use text::{Name, Notes};

/// Why a text or number is not the value asked for; the code is stable and part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Invalid {
    pub code: &'static str,
}

impl Invalid {
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code }
    }
}
