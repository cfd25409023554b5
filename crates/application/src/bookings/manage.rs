//! The manage link: whoever has it may show, move and cancel one booking.

use std::str::FromStr;

use booking_rules::booking::{Booking, ManageSecret};
use booking_rules::ids::{BookingId, IdError};

use store::hex;

use crate::app::App;

/// The token of a manage link: which booking, and the secret that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct ManageToken {
    pub booking: BookingId,
    pub(super) secret: String,
}

impl FromStr for ManageToken {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (booking, secret) = text.split_once('.').ok_or(IdError)?;
        Ok(Self {
            booking: booking.parse()?,
            secret: secret.to_owned(),
        })
    }
}

impl std::fmt::Debug for ManageToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ManageToken({}, ***)", self.booking)
    }
}

/// The token of a booking's manage link.
#[must_use]
pub fn manage_token(booking: &Booking) -> String {
    format!("{}.{}", booking.id, booking.manage_secret.0)
}

pub(crate) fn new_secret(app: &App) -> ManageSecret {
    ManageSecret(hex(&app.new_secret()))
}
