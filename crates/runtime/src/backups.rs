//! Jobs that back the table up, and that try restoring it.

use std::sync::Arc;

use application::backups::DrillFigures;
use application::gauges::{Gauges, HandOver};
use application::{App, Links};
use aws_config::{BehaviorVersion, SdkConfig};
use lambda_runtime::{LambdaEvent, service_fn};
use providers::backup::dynamodb::{DynamoDbCopies, DynamoDbExports};
use providers::object_store::s3::S3ObjectStore;
use serde_json::Value;
use store::Store;

use crate::environment::{EnvironmentError, app, required, sdk_config};
use crate::system::{RandomIds, SystemClock};
use crate::{DrillJob, Error, Job, block_on};

/// The use cases over the bucket of backups.
async fn with_bucket(config: &SdkConfig, bucket: &str) -> Result<App, EnvironmentError> {
    let objects = S3ObjectStore::new(aws_sdk_s3::Client::new(config), bucket.to_owned());
    Ok(app(config).await?.with_objects(Arc::new(objects)))
}

/// The use cases over any table and bucket that the caller's own credentials reach, and that table as a copy to be proved.
pub async fn over_table(table: &str, bucket: &str) -> (App, DynamoDbCopies) {
    // Whoever calls this sits at a machine of their own, where credentials come from anywhere.
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let objects = S3ObjectStore::new(aws_sdk_s3::Client::new(&config), bucket.to_owned());
    let links = Links {
        public_base_url: String::new(),
    };
    let store = Store::new(client.clone(), table);
    let app = App::new(store, Arc::new(SystemClock), Arc::new(RandomIds), links).with_objects(Arc::new(objects));
    (app, DynamoDbCopies::new(client, bucket.to_owned()))
}

/// As [`crate::run_schedule`], for a job that exports the table into the bucket of backups.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_schedule_backing_up(job: Job) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let bucket = required("BACKUPS_BUCKET")?;
        let client = aws_sdk_dynamodb::Client::new(&config);
        let exports = DynamoDbExports::new(client, required("TABLE_ARN")?, bucket.clone());
        let app = with_bucket(&config, &bucket).await?.with_backups(Arc::new(exports));
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            job(&app)
                .await
                .map_err(|failure| lambda_runtime::Error::from(format!("{failure:?}")))
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

/// As [`crate::run_schedule`], for the job that restores backups into scratch tables.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_schedule_restoring(job: DrillJob) -> Result<(), Error> {
    block_on(async move {
        let config = sdk_config()?;
        let bucket = required("BACKUPS_BUCKET")?;
        let copies = DynamoDbCopies::new(aws_sdk_dynamodb::Client::new(&config), bucket.clone());
        let prefix = format!("{}-drill-", required("DRILL_PREFIX")?);
        let app = with_bucket(&config, &bucket)
            .await?
            .with_copies(Arc::new(copies), prefix);
        let figures = LogFigures {
            stage: required("STAGE")?,
        };
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            job(&app, &figures)
                .await
                .map_err(|failure| lambda_runtime::Error::from(format!("{failure:?}")))
        });
        lambda_runtime::run(handler).await.map_err(Error::Lambda)
    })
}

/// Figures as lines of the log, which CloudWatch reads them from.
struct LogFigures {
    stage: String,
}

impl Gauges for LogFigures {
    fn handed_over(&self, _: &HandOver) {}

    #[expect(clippy::print_stdout, reason = "figures leave here")]
    fn drilled(&self, drilled: &DrillFigures) {
        println!("{}", drilled.line(&self.stage));
    }
}
