//! The Python that the tests use (emulator, linters, end-to-end test), in a folder of the project's own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use xtask::report::say;
use xtask::workspace::{self, root, run};

const REQUIREMENTS: &str = "tests/e2e/requirements.txt";

/// A program of the virtual environment, in the root of the workspace.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(folder().join("bin").join(name));
    // No account is ever asked for: keys that open nothing, no telemetry, no user configuration.
    command.current_dir(root()).envs([
        ("SAM_CLI_TELEMETRY", "0"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]);
    command
}

/// Makes the environment, or brings it up to date with its list.
pub fn install() -> Result<()> {
    let wanted = fs::read_to_string(root().join(REQUIREMENTS))?;
    let stamp = folder().join("installed.txt");
    if fs::read_to_string(&stamp).ok().as_ref() == Some(&wanted) {
        say("already installed");
        return Ok(());
    }
    if !folder().join("bin/pip").exists() {
        create()?;
    }
    run(program("pip").args(["install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]))?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

fn create() -> Result<()> {
    let create = || Command::new("python3").args(["-m", "venv"]).arg(folder()).status();
    if create().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    say("python3 cannot make a virtual environment here; asking the system's packages");
    if workspace::output(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("install python3 and python3-venv first");
    }
    run(Command::new("apt-get").args(["update", "-q"]))?;
    run(Command::new("apt-get").args([
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        "python3",
        "python3-venv",
    ]))?;
    match create()?.success() {
        true => Ok(()),
        false => bail!("python3 -m venv still fails"),
    }
}

fn folder() -> PathBuf {
    root().join(".venv")
}
