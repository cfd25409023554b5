//! What a function reads from its environment, and the clients it builds from it.

use std::sync::Arc;
use std::time::Duration;

use api::auth::{OutsideIssuer, TokenIssuer, TokenVerifier, WebhookSecret};
use api::{ApiConfig, ApiState};
use application::{App, Links};
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::SharedCredentialsProvider;
use booking_rules::hooks::Destinations;
use providers::hooks::http::SystemHosts;
use providers::jwks::http::HttpKeySet;
use providers::key_vault::ssm::SsmVault;
use providers::secrets::SecretSource;
use providers::secrets::ssm::SsmSecrets;
use secrecy::ExposeSecret;
use store::Store;

use crate::system::{RandomIds, SystemClock};

/// The environment is not what the template says.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    #[error("the variable {0} is missing")]
    Missing(&'static str),
    #[error("the variable {name} is not usable: {reason}")]
    Unusable { name: &'static str, reason: String },
}

#[expect(clippy::disallowed_methods, reason = "the environment enters here")]
pub(crate) fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub(crate) fn required(name: &'static str) -> Result<String, EnvironmentError> {
    optional(name).ok_or(EnvironmentError::Missing(name))
}

pub(crate) fn unusable(name: &'static str, reason: impl ToString) -> EnvironmentError {
    EnvironmentError::Unusable {
        name,
        reason: reason.to_string(),
    }
}

/// A try of an SDK call may take this long, and all tries together the second: well inside the gateway's 30 s and a
/// function's 10 s, which the SDK's own defaults are not.
const ATTEMPT: Duration = Duration::from_secs(2);
const OPERATION: Duration = Duration::from_secs(7);

/// What Lambda says in the environment: region and credentials. The SDK's usual chain would look into profiles, containers
/// and instances as well; none of them is there, and the code for them is half a megabyte in every function.
pub(crate) fn sdk_config() -> Result<SdkConfig, EnvironmentError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let credentials = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(required("AWS_REGION")?))
        .credentials_provider(credentials)
        .timeout_config(timeouts);
    Ok(match optional("AWS_ENDPOINT_URL") {
        Some(url) => config.endpoint_url(url).build(),
        None => config.build(),
    })
}

/// The use cases, on a connection that one cheap read has warmed up.
pub(crate) async fn app(config: &SdkConfig) -> Result<App, EnvironmentError> {
    let app = cold_app(config)?;
    if warms_up() {
        app.store.warm_up().await;
    }
    Ok(app)
}

fn warms_up() -> bool {
    optional("WARM_UP").as_deref() == Some("1")
}

fn cold_app(config: &SdkConfig) -> Result<App, EnvironmentError> {
    let store = Store::new(aws_sdk_dynamodb::Client::new(config), &required("TABLE_NAME")?);
    let public_base_url = optional("PUBLIC_BASE_URL")
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned();
    let app = App::new(
        store,
        Arc::new(SystemClock),
        Arc::new(RandomIds),
        Links { public_base_url },
    );
    Ok(app.with_hosts(Arc::new(SystemHosts), Destinations::Public))
}

/// Clocks of two of our machines differ by less.
const LEEWAY_SECONDS: u32 = 5;

pub(crate) async fn api_state() -> Result<ApiState, EnvironmentError> {
    let state = cold_api_state(&sdk_config()?)?;
    if warms_up() {
        state.warm_up().await;
    }
    Ok(state)
}

/// The same with the secrets that the function is told of.
pub(crate) async fn signing_api_state() -> Result<ApiState, EnvironmentError> {
    let config = sdk_config()?;
    let mut state = cold_api_state(&config)?;
    if let Some(vault) = vault(&config) {
        let (issuer, audience) = (required("TOKEN_ISSUER")?, required("TOKEN_AUDIENCE")?);
        state = state.with_issuer(TokenIssuer::new(Arc::new(vault), &issuer, &audience));
    }
    if let Some(secret) = user_events_secret(&config).await? {
        state = state.with_user_events(secret);
    }
    if warms_up() {
        state.warm_up().await;
    }
    Ok(state)
}

fn cold_api_state(config: &SdkConfig) -> Result<ApiState, EnvironmentError> {
    let app = cold_app(config)?;
    let tokens = match optional("TOKEN_ISSUER") {
        None => TokenVerifier::trusting_nobody(),
        Some(issuer) => TokenVerifier::by_published_keys(&issuer, &required("TOKEN_AUDIENCE")?, LEEWAY_SECONDS)
            .map_err(|e| unusable("TOKEN_ISSUER", e))?,
    };
    let origins = listed("ALLOWED_ORIGINS");
    let state = ApiState::new(app, tokens, ApiConfig { origins });
    Ok(match outside_issuer()? {
        Some(outside) => state.with_outside(outside),
        None => state,
    })
}

/// The private signing keys, in the few functions that are told where they are.
pub(crate) fn vault(config: &SdkConfig) -> Option<SsmVault> {
    let name = optional("SIGNING_KEYS_PARAMETER")?;
    Some(SsmVault::new(aws_sdk_ssm::Client::new(config), name))
}

/// What stands between the commas.
fn listed(name: &'static str) -> Vec<String> {
    let text = optional(name).unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The one other issuer whose tokens are believed; its keys are asked for when the first one comes.
fn outside_issuer() -> Result<Option<OutsideIssuer>, EnvironmentError> {
    let Some(issuer) = optional("OUTSIDE_ISSUER") else {
        return Ok(None);
    };
    let keys = HttpKeySet::new(&required("OUTSIDE_JWKS_URL")?).map_err(|e| unusable("OUTSIDE_JWKS_URL", e))?;
    let parties = listed("OUTSIDE_AUTHORIZED_PARTIES");
    if parties.is_empty() {
        return Err(EnvironmentError::Missing("OUTSIDE_AUTHORIZED_PARTIES"));
    }
    if optional("TOKEN_ISSUER").is_some_and(|own| own == issuer) {
        return Err(unusable("OUTSIDE_ISSUER", "it is our own"));
    }
    Ok(Some(OutsideIssuer::new(&issuer, parties, Arc::new(keys))))
}

/// In the one function that is told where it is.
async fn user_events_secret(config: &SdkConfig) -> Result<Option<WebhookSecret>, EnvironmentError> {
    const NAME: &str = "USER_EVENTS_SECRET_PARAMETER";
    let Some(name) = optional(NAME) else { return Ok(None) };
    let secrets = SsmSecrets::new(aws_sdk_ssm::Client::new(config));
    let secret = secrets.secret(&name).await.map_err(|e| unusable(NAME, e))?;
    let secret = WebhookSecret::parse(secret.expose_secret()).map_err(|e| unusable(NAME, e))?;
    Ok(Some(secret))
}
