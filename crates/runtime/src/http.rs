//! A function behind an API Gateway route.

use std::sync::Arc;

use api::ApiState;
use application::callbacks::CallbackSecrets;
use providers::callbacks::sns::HttpSnsPages;
use providers::queue::sqs_dead_letters::SqsDeadLetters;
use providers::secrets::ssm::SsmSecrets;
use utoipa_axum::router::OpenApiRouter;

use crate::environment::{api_state, required, sdk_config, signing_api_state};
use crate::files::objects;
use crate::{Error, block_on, codes, field_keys};

/// Serves one endpoint: the same router that local mode serves.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_http(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move { serve(endpoint, api_state().await?).await })
}

/// As [`run_http`], for an endpoint that holds a secret: it signs tokens, or is told of people by another issuer. What
/// reads secrets is linked into these functions only.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_with_secrets(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move { serve(endpoint, signing_api_state().await?).await })
}

/// As [`run_http`], for the endpoint that sends one-time codes through their vendor.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_sending_codes(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move { serve(endpoint, codes::equip(api_state().await?).await?).await })
}

/// As [`run_http`], for the endpoint that gives dead letters back to their queues.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_redriving(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move {
        let mut state = api_state().await?;
        let client = aws_sdk_sqs::Client::new(&sdk_config()?);
        let dead_letters = SqsDeadLetters::new(client, required("QUEUE_PREFIX")?);
        state.app = state.app.with_dead_letters(Arc::new(dead_letters));
        serve(endpoint, state).await
    })
}

/// As [`run_http`], for an endpoint that keeps or hands out files.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_with_files(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move {
        let mut state = api_state().await?;
        state.app = state.app.with_objects(objects(&sdk_config()?)?);
        serve(endpoint, state).await
    })
}

/// As [`run_http`], for an endpoint that seals or opens fields. What speaks to the keeper of their keys is linked into
/// these functions only, and asks it nothing before a field is there.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_with_field_keys(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move { serve(endpoint, field_keys::equip_api(api_state().await?).await?).await })
}

/// As [`run_http_with_secrets`] and [`run_http_with_field_keys`] at once.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_with_secrets_and_field_keys(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move { serve(endpoint, field_keys::equip_api(signing_api_state().await?).await?).await })
}

/// As [`run_http`], for an endpoint that a vendor calls: it reads what proves who calls.
///
/// # Errors
/// As [`run_http`].
pub fn run_http_hearing_vendors(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move {
        let state = api_state().await?;
        let secrets = SsmSecrets::new(aws_sdk_ssm::Client::new(&sdk_config()?));
        let prefix = required("VENDORS_PARAMETER_PREFIX")?;
        let secrets = CallbackSecrets::new(Arc::new(secrets), prefix, Arc::new(HttpSnsPages::default()));
        serve(endpoint, state.with_callbacks(secrets)).await
    })
}

async fn serve(endpoint: fn() -> OpenApiRouter<ApiState>, state: ApiState) -> Result<(), Error> {
    let service = api::router::finish(api::router::root().merge(endpoint()), state);
    lambda_http::run(service).await.map_err(Error::Lambda)
}
