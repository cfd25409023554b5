//! Composition on AWS: from the environment to a running function.
//!
//! Each function's `main` calls one of the `run_*` functions with a plain function pointer, so that the SDK, the
//! Lambda runtime and the router are compiled once, here, and a binary costs half a second. Clients are built once,
//! in the init phase, and one cheap read moves the TLS handshake out of the first request.

mod backups;
mod codes;
mod environment;
mod field_keys;
mod files;
mod hooks;
mod http;
mod listening;
mod logging;
mod queue;
mod schedule;
mod stream;
mod system;
mod vendors;

use application::App;
use application::deliveries::{Again, Carrier};
use application::failure::Failure;
use application::gauges::Gauges;
use application::relay::{NotRelayed, Outlets};
use providers::Pending;
use providers::hooks::HookCaller;
use providers::key_vault::KeyVault;
use serde_json::Value;

pub use backups::{over_table, run_schedule_backing_up, run_schedule_restoring};
pub use environment::EnvironmentError;
pub use system::{RandomIds, SystemClock};

/// Why a function could not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error("the Lambda runtime stopped: {0}")]
    Lambda(lambda_runtime::Error),
    #[error("no runtime: {0}")]
    Io(#[from] std::io::Error),
}

/// A scheduled job.
pub type Job = for<'a> fn(&'a App) -> Pending<'a, Result<(), Failure>>;
/// The scheduled job that restores backups, and tells what it measured.
pub type DrillJob = for<'a> fn(&'a App, &'a dyn Gauges) -> Pending<'a, Result<(), Failure>>;
/// A scheduled job that reaches the private signing keys.
pub type KeyJob = for<'a> fn(&'a App, &'a dyn KeyVault) -> Pending<'a, Result<(), Failure>>;
/// A consumer of one queue message.
pub type Consumer = for<'a> fn(&'a App, &'a Carrier, &'a str) -> Pending<'a, Result<(), Again>>;
/// A consumer of one message of the queue of webhooks.
pub type HookConsumer = for<'a> fn(&'a App, &'a dyn HookCaller, &'a str) -> Pending<'a, Result<(), Again>>;
/// A consumer of one message of a queue that nothing leaves the system through.
pub type Listener = for<'a> fn(&'a App, &'a str) -> Pending<'a, Result<(), Again>>;
/// A consumer of a batch of stream records, in order.
pub type StreamConsumer = for<'a> fn(&'a Outlets, &'a [Value]) -> Pending<'a, Result<(), NotRelayed>>;

pub use files::{run_queue_with_files, run_queue_with_files_and_field_keys, run_schedule_with_files};
pub use hooks::run_hooks_queue;
pub use http::{
    run_http, run_http_hearing_vendors, run_http_redriving, run_http_sending_codes, run_http_with_field_keys,
    run_http_with_files, run_http_with_secrets, run_http_with_secrets_and_field_keys,
};
pub use listening::{run_announcements_queue, run_stats_queue, run_waitlist_queue};
pub use queue::{run_email_queue, run_sms_queue, run_whatsapp_queue};
pub use schedule::{run_key_schedule, run_schedule};
pub use stream::run_stream;

/// Lambda gives a function less than one core at our memory sizes; one thread is all it can use.
fn block_on(work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    logging::start();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
