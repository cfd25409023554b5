//! Starts the whole system on this machine; see the README.

use anyhow::Context;
use clap::Parser;
use local::{Options, serve};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const LEVELS: &str = "warn,dynoxide=error,local=info,application=info,workers=info,jobs=info,api=info";

fn main() -> anyhow::Result<()> {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines).with(levels()?).init();
    let options = Options::parse();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(serve(options))
}

/// What is logged: `RUST_LOG` as `target=level` between commas, or what a developer wants to see.
#[expect(clippy::disallowed_methods, reason = "the environment enters here")]
fn levels() -> anyhow::Result<Targets> {
    let levels = std::env::var("RUST_LOG").unwrap_or_else(|_| LEVELS.to_owned());
    levels.parse().context("RUST_LOG")
}
