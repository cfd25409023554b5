//! `cargo xtask coverage`: line coverage of the tests.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use xtask::report::say;
use xtask::workspace::{cargo, output, root, run};

/// Runs the tests instrumented, prints a table, and writes `target/coverage.lcov`. Everything is compiled once more,
/// in a folder of its own.
pub fn measure() -> Result<()> {
    ensure_llvm_tools()?;
    let tool = ensure_cargo_llvm_cov()?;
    let llvm_cov = |arguments: &[&str]| {
        let mut command = Command::new(&tool);
        command.current_dir(root()).arg("llvm-cov").args(arguments);
        command
    };
    run(&mut llvm_cov(&[
        "--locked",
        "--workspace",
        "--lib",
        "--test",
        "*",
        "--no-report",
    ]))?;
    run(&mut llvm_cov(&[
        "report",
        "--lcov",
        "--output-path",
        "target/coverage.lcov",
    ]))?;
    run(&mut llvm_cov(&["report", "--summary-only"]))
}

/// Profiles are read by the tools of the very LLVM that wrote them, so another version from the system is no help.
fn ensure_llvm_tools() -> Result<()> {
    let sysroot = output(Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]))?;
    let found = || {
        let libraries = PathBuf::from(sysroot.trim()).join("lib/rustlib");
        std::fs::read_dir(libraries).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|target| target.path().join("bin/llvm-profdata").exists())
        })
    };
    if found() {
        return Ok(());
    }
    say("the toolchain has no llvm-tools; adding them");
    run(Command::new("rustup")
        .current_dir(root())
        .args(["component", "add", "llvm-tools"]))
    .context("coverage needs the toolchain component llvm-tools")?;
    if !found() {
        bail!("the toolchain still has no llvm-profdata");
    }
    Ok(())
}

fn ensure_cargo_llvm_cov() -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let tool = tools.join("bin/cargo-llvm-cov");
    if !tool.exists() {
        say("installing cargo-llvm-cov into target/tools");
        run(cargo(&["install", "cargo-llvm-cov", "--version", "0.9.1", "--locked", "--root"]).arg(&tools))?;
    }
    Ok(tool)
}
