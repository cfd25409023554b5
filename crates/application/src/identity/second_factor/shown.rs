use core::fmt;

use chrono::{DateTime, Utc};
use store::SecondFactor;

use super::{recovery, totp};
use crate::failure::Failure;
use crate::identity::digits::six_digits;

/// What somebody shows as a second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum Shown {
    /// Six digits of an authenticator.
    Code(String),
    /// One of the codes kept for when it is lost.
    RecoveryCode(String),
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code(***)",
            Self::RecoveryCode(_) => "RecoveryCode(***)",
        })
    }
}

impl Shown {
    /// The field it came in.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Code(_) => "code",
            Self::RecoveryCode(_) => "recovery_code",
        }
    }

    #[must_use]
    pub fn is_recovery(&self) -> bool {
        matches!(self, Self::RecoveryCode(_))
    }

    /// The factor once this is used up, or `None` if it proves nothing.
    pub(super) fn used_up(&self, factor: &SecondFactor, now: DateTime<Utc>) -> Result<Option<SecondFactor>, Failure> {
        Ok(match self {
            Self::Code(typed) => {
                let step = six_digits(typed).map(|code| totp::step_of(&factor.secret, &code, now));
                // A code works once (RFC 6238, section 5.2), and so does none before it.
                let fresh = step
                    .transpose()?
                    .flatten()
                    .filter(|step| Some(*step) > factor.last_step);
                fresh.map(|step| SecondFactor {
                    last_step: Some(step),
                    ..factor.clone()
                })
            }
            Self::RecoveryCode(typed) => recovery::without(&factor.recovery, typed).map(|left| SecondFactor {
                recovery: left,
                ..factor.clone()
            }),
        })
    }
}
