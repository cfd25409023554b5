//! Signing in with a telephone number: a code is sent to it, and whoever tells the code has the number.
//!
//! A number is a person here: the first code told founds its account, every later one signs in to it. Nothing an answer
//! says depends on whether the number has one.

mod drawn;
mod request;
mod text;
mod verify;

pub use request::{CODE_LIFE, RESEND_AFTER, request};
pub use verify::{Entered, SignedInBy, verify};

pub use providers::otp::OtpChannel;

use booking_rules::values::Phone;
use store::digest;

/// How a number stands in keys and limits.
fn digest_of(phone: &Phone) -> String {
    digest(phone.as_str())
}
