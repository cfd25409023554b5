//! A second factor as it is sent: a code of the authenticator, or one kept for when it is lost.

use api::Fields;
use application::Failure;
use application::identity::second_factor::Shown;
use serde::Deserialize;
use utoipa::ToSchema;

/// One of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorInput {
    /// Six digits of the authenticator.
    #[schema(value_type = Option<String>, example = "482913")]
    code: Option<String>,
    #[schema(value_type = Option<String>, example = "1a2b-3c4d-5e6f-7g8h")]
    recovery_code: Option<String>,
}

impl FactorInput {
    pub(crate) fn parse(self) -> Result<Shown, Failure> {
        let mut fields = Fields::new();
        let shown = read(&mut fields, self.code, self.recovery_code);
        fields.finish(shown)
    }
}

/// Exactly one of both; a code where neither is given.
pub(crate) fn read(fields: &mut Fields, code: Option<String>, recovery_code: Option<String>) -> Option<Shown> {
    match (code, recovery_code) {
        (Some(_), Some(_)) => {
            fields.fault("recovery_code", "one_of_both");
            None
        }
        (None, Some(recovery_code)) => Some(Shown::RecoveryCode(recovery_code)),
        (code, None) => fields.require("code", code).map(Shown::Code),
    }
}
