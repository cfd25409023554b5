//! Line coverage of the tests: an environment in which cargo builds them instrumented, and the report of what they ran.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use xtask::report::say;
use xtask::workspace::{cargo, output, root, run};

/// The least that the tests must reach, in percent of lines.
const LEAST: &str = "85";
/// Where instrumented builds go: cargo does not see the instrumentation, and would take plain objects for them.
const TARGET: &str = "target/coverage";

/// What a cargo command needs in its environment to build and run instrumented.
pub struct Instrumented {
    tool: PathBuf,
    variables: Vec<(String, String)>,
}

/// `cargo xtask coverage`: runs the tests instrumented, prints a table, and writes `target/coverage.lcov`.
pub fn measure() -> Result<()> {
    let instrumented = Instrumented::prepare()?;
    let mut tests = cargo(&["test", "--quiet"]);
    run(instrumented.on(tests.args(crate::verify::TESTS)))?;
    instrumented.report()
}

impl Instrumented {
    /// Installs what measuring needs, and forgets what was measured before.
    pub fn prepare() -> Result<Self> {
        ensure_llvm_tools()?;
        let tool = ensure_cargo_llvm_cov()?;
        let variables = output(llvm_cov(&tool, &["show-env"]).env("CARGO_TARGET_DIR", TARGET))?;
        let mut variables: Vec<_> = variables.lines().filter_map(assignment).collect();
        ensure!(!variables.is_empty(), "cargo-llvm-cov names no variables");
        variables.push(("CARGO_TARGET_DIR".to_owned(), TARGET.to_owned()));
        let instrumented = Self { tool, variables };
        run(instrumented.on(&mut llvm_cov(&instrumented.tool, &["clean", "--profraw-only"])))?;
        Ok(instrumented)
    }

    /// The same command, instrumented.
    pub fn on<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }

    /// Prints the share of lines that ran, of each file and of all; fails below the least.
    pub fn report(&self) -> Result<()> {
        let report = |arguments: &[&str]| {
            let mut command = llvm_cov(&self.tool, &["report"]);
            command.args(arguments);
            run(self.on(&mut command))
        };
        report(&["--lcov", "--output-path", "target/coverage.lcov"])?;
        report(&["--summary-only", "--fail-under-lines", LEAST])
    }
}

fn llvm_cov(tool: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = Command::new(tool);
    command.current_dir(root()).arg("llvm-cov").args(arguments);
    command
}

/// `NAME='value'`, as a shell would read it.
fn assignment(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    Some((name.trim().to_owned(), value.trim_matches('\'').to_owned()))
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
