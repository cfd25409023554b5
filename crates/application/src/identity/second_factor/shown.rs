use core::fmt;

use booking_rules::ids::AccountId;
use secrecy::ExposeSecret;
use store::{SecondFactor, keys};

use super::{recovery, totp};
use crate::app::App;
use crate::failure::Failure;
use crate::field_keys::Field;
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

    /// Whether it can be judged now, asked before a try is counted: one that meets absent field keys is none. A recovery
    /// code needs no key.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] while the field keys are away.
    pub(super) async fn can_be_judged(&self, app: &App, factor: &SecondFactor) -> Result<(), Failure> {
        match self {
            Self::Code(_) => app.open(&secret_of(factor.account), &factor.secret).await.map(drop),
            Self::RecoveryCode(_) => Ok(()),
        }
    }

    /// The factor once this is used up, or `None` if it proves nothing.
    pub(super) async fn used_up(&self, app: &App, factor: &SecondFactor) -> Result<Option<SecondFactor>, Failure> {
        let typed = match self {
            Self::Code(typed) => typed,
            Self::RecoveryCode(typed) => {
                return Ok(recovery::without(&factor.recovery, typed).map(|left| SecondFactor {
                    recovery: left,
                    ..factor.clone()
                }));
            }
        };
        let place = secret_of(factor.account);
        let secret = app.open(&place, &factor.secret).await?;
        let step = six_digits(typed).map(|code| totp::step_of(secret.expose_secret(), &code, app.now()));
        // A code works once (RFC 6238, section 5.2), and so does none before it.
        let fresh = step.transpose()?.flatten();
        let Some(step) = fresh.filter(|step| Some(*step) > factor.last_step) else {
            return Ok(None);
        };
        Ok(Some(SecondFactor {
            secret: app.renewed(&place, &factor.secret, &secret).await,
            last_step: Some(step),
            ..factor.clone()
        }))
    }
}

/// Where the secret of an account's authenticator stands.
pub(super) fn secret_of(account: AccountId) -> Field {
    Field::of_account(account, keys::second_factor(account), "secret")
}
