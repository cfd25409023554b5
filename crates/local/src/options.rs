use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

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
    #[command(subcommand)]
    pub task: Option<Task>,
    /// Makes no backups and no drills.
    #[arg(long)]
    pub no_backups: bool,
    /// Leaves out the demo business that a first start loads.
    #[arg(long)]
    pub no_demo: bool,
}

/// Something to do in place of running the system.
#[derive(Debug, Clone, Subcommand)]
pub enum Task {
    /// Makes a fresh data folder of a backup: nothing is opened before every file, sum and invariant is as it should be.
    Restore {
        /// A data folder, or a folder with a copy of the bucket in `objects/salonbook-exports`.
        #[arg(long)]
        from: PathBuf,
        /// The id of the backup; the newest without it.
        #[arg(long)]
        backup: Option<String>,
        /// The data folder to make; it must hold no table yet.
        #[arg(long)]
        into: PathBuf,
    },
    /// Proves a table on AWS that DynamoDB recovered, and makes it ready to be opened. Uses your own credentials.
    Prove {
        #[arg(long)]
        table: String,
        /// The bucket of exports, where the list of erasures outlives the table.
        #[arg(long)]
        bucket: String,
    },
}
