//! The files of functions that keep some: linked into these only.

use std::sync::Arc;

use aws_config::SdkConfig;
use lambda_runtime::{LambdaEvent, service_fn};
use providers::object_store::ObjectStore;
use providers::object_store::s3::S3ObjectStore;
use serde_json::Value;

use crate::environment::{EnvironmentError, app, required, sdk_config};
use crate::{Error, Job, Listener, block_on, field_keys, listening};

/// The bucket that the template names.
pub(crate) fn objects(config: &SdkConfig) -> Result<Arc<dyn ObjectStore>, EnvironmentError> {
    let client = aws_sdk_s3::Client::new(config);
    Ok(Arc::new(S3ObjectStore::new(client, required("EXPORTS_BUCKET")?)))
}

/// As [`crate::run_schedule`], for a job that keeps files.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_schedule_with_files(job: Job) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let app = app(&config).await?.with_objects(objects(&config)?);
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            job(&app)
                .await
                .map_err(|failure| lambda_runtime::Error::from(format!("{failure:?}")))
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

/// A queue whose consumer keeps files.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_queue_with_files(listener: Listener) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let app = app(&config).await?.with_objects(objects(&config)?);
        listening::listen(&app, listener).await
    })
}

/// As [`run_queue_with_files`], for a consumer that also opens sealed fields.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_queue_with_files_and_field_keys(listener: Listener) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let app = field_keys::equip(app(&config).await?, &config)?.with_objects(objects(&config)?);
        listening::listen(&app, listener).await
    })
}
