//! The vendor of one-time codes, for the one function that sends them.

use std::sync::Arc;
use std::time::Duration;

use api::ApiState;
use providers::otp::OtpSender;
use providers::otp::authentica::AuthenticaOtp;
use providers::otp::twilio::TwilioOtp;
use providers::otp::unifonic::UnifonicOtp;
use providers::secrets::SecretSource;
use providers::secrets::ssm::SsmSecrets;

use crate::environment::{EnvironmentError, optional, required, sdk_config, unusable};

/// Somebody waits for the answer; the function itself has ten seconds.
const SENDING: Duration = Duration::from_secs(6);

/// Gives the use cases the vendor that `OTP_PROVIDER` names, with the credentials that the parameter store holds; a
/// function without that variable sends no codes.
pub(crate) async fn equip(mut state: ApiState) -> Result<ApiState, EnvironmentError> {
    let Some(vendor) = optional("OTP_PROVIDER") else {
        return Ok(state);
    };
    let name = required("OTP_CREDENTIALS_PARAMETER")?;
    let broken = |error: &dyn std::fmt::Display| unusable("OTP_CREDENTIALS_PARAMETER", error);
    let secrets = SsmSecrets::new(aws_sdk_ssm::Client::new(&sdk_config()?));
    let credentials = secrets.secret(&name).await.map_err(|e| broken(&e))?;
    let sender: Arc<dyn OtpSender> = match vendor.as_str() {
        "twilio" => Arc::new(TwilioOtp::new(&credentials, SENDING).map_err(|e| broken(&e))?),
        "unifonic" => Arc::new(UnifonicOtp::new(&credentials, SENDING).map_err(|e| broken(&e))?),
        "authentica" => Arc::new(AuthenticaOtp::new(&credentials, SENDING).map_err(|e| broken(&e))?),
        _ => return Err(unusable("OTP_PROVIDER", "not twilio, unifonic or authentica")),
    };
    state.app = state.app.with_codes(sender);
    Ok(state)
}
