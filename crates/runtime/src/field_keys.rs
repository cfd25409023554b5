//! The keeper of the field keys, for functions that seal or open fields: linked into these only.

use std::sync::Arc;

use api::ApiState;
use application::App;
use aws_config::SdkConfig;
use providers::data_keys::kms::KmsDataKeys;

use crate::environment::{EnvironmentError, required, sdk_config};

/// Gives the use cases the key that the template names.
pub(crate) fn equip(app: App, config: &SdkConfig) -> Result<App, EnvironmentError> {
    let key = required("FIELD_KEY_ARN")?;
    Ok(app.with_field_keys(Arc::new(KmsDataKeys::new(aws_sdk_kms::Client::new(config), key))))
}

pub(crate) async fn equip_api(mut state: ApiState) -> Result<ApiState, EnvironmentError> {
    state.app = equip(state.app, &sdk_config()?)?;
    Ok(state)
}
