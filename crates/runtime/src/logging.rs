//! Where log lines go: standard output, as Lambda's logging controls ask for them.

use std::str::FromStr;

use tracing_subscriber::filter::LevelFilter;

use crate::environment::optional;

/// Starts to log, at `AWS_LAMBDA_LOG_LEVEL` or else `RUST_LOG` (a level, not a filter by target: that would link an engine of
/// patterns into every function), as JSON if `AWS_LAMBDA_LOG_FORMAT` says so. Lambda adds the time.
pub(crate) fn start() {
    let level = optional("AWS_LAMBDA_LOG_LEVEL").or_else(|| optional("RUST_LOG"));
    let level = level.and_then(|level| LevelFilter::from_str(&level).ok());
    let lines = tracing_subscriber::fmt()
        .with_target(false)
        .without_time()
        .with_max_level(level.unwrap_or(LevelFilter::INFO));
    let json = optional("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    // A second start in one process, which only tests have, changes nothing.
    drop(if json {
        lines.json().try_init()
    } else {
        lines.try_init()
    });
}
