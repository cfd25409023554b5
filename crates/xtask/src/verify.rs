//! `cargo xtask test`: everything that must hold, in the order in which it fails cheapest.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::coverage::Instrumented;
use crate::{package, python};
use xtask::report::{Steps, say};
use xtask::workspace::{cargo, output, root, run};
use xtask::{dependency_tree, functions, infra};

/// Zones whose clocks differ most from the developer's: behind, ahead, and a half-hour change.
const ZONES: [&str; 3] = ["America/New_York", "Asia/Riyadh", "Australia/Lord_Howe"];

/// Which tests there are. Function binaries are not linked for them: clippy compiles these, the release build links them.
pub const TESTS: [&str; 5] = ["--locked", "--workspace", "--lib", "--test", "*"];

/// The whole check; `quick` leaves out the release build and what needs it.
pub fn test(quick: bool) -> Result<()> {
    let mut steps = Steps::start();
    steps.step("python environment", python::install)?;
    steps.step("formatting", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    steps.step("forbidden crates", || dependency_tree::check(&function_packages()?))?;
    steps.step("generated infrastructure", || infra::check(&root()))?;
    steps.step("templates", lint_templates)?;
    steps.step("clippy", || {
        run(&mut cargo(&[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    let coverage = if quick { None } else { coverage(&mut steps)? };
    let instrumented = coverage.as_ref();
    steps.step("tests", || {
        run(measured(instrumented, cargo(&["test", "--quiet"]).args(TESTS)))
    })?;
    for zone in ZONES {
        steps.step(&format!("tests of time, server in {zone}"), || {
            tests_of_time(zone, instrumented)
        })?;
    }
    if let Some(instrumented) = instrumented {
        steps.step("coverage", || instrumented.report())?;
    }
    if !quick {
        steps.step("release build", package::build)?;
        steps.step("package", package::copy)?;
        steps.step("sizes", package::check_sizes)?;
        steps.step("cold starts", cold_start)?;
        steps.step("end to end", end_to_end)?;
    }
    steps.finish(if quick { "quick test" } else { "test" });
    Ok(())
}

/// Whether the tests can be measured. A machine that cannot fetch the tools still tests, and says that it did not measure:
/// what the tests prove does not hang on how much of it is counted.
fn coverage(steps: &mut Steps) -> Result<Option<Instrumented>> {
    let mut prepared = None;
    steps.step("coverage tools", || {
        match Instrumented::prepare() {
            Ok(instrumented) => prepared = Some(instrumented),
            Err(error) => say(format!("COVERAGE IS NOT MEASURED: {error:#}")),
        }
        Ok(())
    })?;
    Ok(prepared)
}

fn measured<'a>(instrumented: Option<&Instrumented>, command: &'a mut Command) -> &'a mut Command {
    match instrumented {
        Some(instrumented) => instrumented.on(command),
        None => command,
    }
}

/// Starts packaged functions afresh and holds their CPU time and memory against a bare hello of the same build.
pub fn cold_start() -> Result<()> {
    run(python::program("python").arg("tests/cold_start/check.py"))
}

/// Deploys the packaged functions to the emulator and drives them.
pub fn end_to_end() -> Result<()> {
    run(python::program("python").args(["-m", "pytest", "-p", "no:cacheprovider", "-q", "tests/e2e"]))
}

/// Runs the tests that depend on the time of day in a server of another zone. The executables are those of the step
/// before: another selection of packages would resolve other features and compile them again.
fn tests_of_time(zone: &str, instrumented: Option<&Instrumented>) -> Result<()> {
    let mut build = cargo(&["test", "--no-run", "--message-format=json-render-diagnostics"]);
    let messages = output(measured(instrumented, build.args(TESTS)))?;
    let executables: Vec<_> = messages.lines().filter_map(test_executable).collect();
    ensure!(
        executables.iter().any(|(name, _, _)| name == "journeys"),
        "the test `journeys` is gone"
    );
    ensure!(
        executables.iter().any(|(name, _, _)| name == "booking_rules"),
        "the tests of booking-rules are gone"
    );
    for (_, executable, folder) in executables {
        let mut test = Command::new(executable);
        test.arg("--quiet").current_dir(folder).env("TZ", zone);
        run(measured(instrumented, &mut test))?;
    }
    Ok(())
}

/// Name, executable and package folder of a test of time, when the message tells of one.
fn test_executable(message: &str) -> Option<(String, PathBuf, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let name = message["target"]["name"].as_str()?;
    let folder = manifest.parent()?;
    let of_time = name == "journeys" || folder.ends_with("booking-rules");
    let executable = message["executable"].as_str()?;
    (of_time && message["profile"]["test"] == true).then(|| (name.to_owned(), executable.into(), folder.to_owned()))
}

fn lint_templates() -> Result<()> {
    run(python::program("sam").args(["validate", "--lint", "--template", "template.yaml"]))?;
    let mut templates = vec!["template.yaml".to_owned()];
    for name in ["data", "messaging", "api", "observability", "routes", "schedules"] {
        templates.push(format!("infra/{name}.yaml"));
    }
    templates.extend(areas()?.into_iter().map(|area| format!("functions/{area}.yaml")));
    run(python::program("cfn-lint").args(templates))
}

fn function_packages() -> Result<Vec<String>> {
    Ok(areas()?.into_iter().collect())
}

fn areas() -> Result<BTreeSet<String>> {
    Ok(functions::read(&root())?.into_iter().map(|f| f.area).collect())
}
