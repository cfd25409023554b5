use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;

/// Runs Salonbook on this machine, with everything it needs, on 127.0.0.1 only.
#[derive(Debug, Clone, Parser)]
#[command(name = "salonbook", version)]
pub struct Options {
    /// Port of the API; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Folder for the table, the objects, the signing key and the inbox.
    #[arg(long, default_value = ".salonbook")]
    pub data: PathBuf,
    /// Where the clock starts (RFC 3339); it ticks from there. Without it the machine's time is used.
    #[arg(long)]
    pub clock: Option<DateTime<Utc>>,
    /// Leaves out the demo business that a first start loads.
    #[arg(long)]
    pub no_demo: bool,
}
