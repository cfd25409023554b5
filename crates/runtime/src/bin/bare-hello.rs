//! The least that Lambda can start: the floor that `cargo xtask cold-start` holds the functions against.
//!
//! A binary and not an example: examples resolve the features of the dev-dependencies too, which compiles a second
//! workspace.

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

fn main() -> Result<(), lambda_runtime::Error> {
    let hello = service_fn(async |_: LambdaEvent<Value>| Ok::<Value, lambda_runtime::Error>(json!({})));
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(lambda_runtime::run(hello))
}
