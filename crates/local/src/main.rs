//! Starts the whole system on this machine; see the README.

use clap::Parser;
use local::{Options, serve};

fn main() -> anyhow::Result<()> {
    let levels = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,dynoxide=error,local=info,application=info,workers=info,jobs=info,api=info".into());
    tracing_subscriber::fmt()
        .with_env_filter(levels)
        .with_writer(std::io::stderr)
        .init();
    let options = Options::parse();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(serve(options))
}
