//! A function that EventBridge Scheduler invokes.

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::environment::{EnvironmentError, app, sdk_config, vault};
use crate::{Error, Job, KeyJob, block_on};

/// Runs a job at each invocation; a failure is the invocation's error, so that the schedule retries and the alarm sees it.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_schedule(job: Job) -> Result<(), Error> {
    block_on(async move {
        let app = app(&sdk_config()?).await?;
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            job(&app)
                .await
                .map_err(|failure| lambda_runtime::Error::from(format!("{failure:?}")))
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

/// As [`run_schedule`], for the job that also writes to the vault of the signing keys.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_key_schedule(job: KeyJob) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let app = app(&config).await?;
        let vault = vault(&config).ok_or(EnvironmentError::Missing("SIGNING_KEYS_PARAMETER"))?;
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            job(&app, &vault)
                .await
                .map_err(|failure| lambda_runtime::Error::from(format!("{failure:?}")))
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}
