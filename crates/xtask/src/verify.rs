//! `cargo xtask test`: everything that must hold, in the order in which it fails cheapest.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use crate::report::Steps;
use crate::{openapi, package, python};
use xtask::workspace::{cargo, root, run};
use xtask::{dependency_tree, functions, infra};

/// Zones whose clocks differ most from the developer's: behind, ahead, and a half-hour change.
const ZONES: [&str; 3] = ["America/New_York", "Asia/Riyadh", "Australia/Lord_Howe"];

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
    // Function binaries are not linked for this: clippy has compiled them, the release build links them.
    steps.step("tests", || {
        run(&mut cargo(&[
            "test",
            "--locked",
            "--workspace",
            "--lib",
            "--test",
            "*",
            "--quiet",
        ]))
    })?;
    for zone in ZONES {
        steps.step(&format!("tests of time, server in {zone}"), || {
            run(&mut tests_of_time(zone))
        })?;
    }
    steps.step("OpenAPI document", || openapi::reinvoke(true))?;
    if !quick {
        steps.step("release build", package::build)?;
        steps.step("package", package::copy)?;
        steps.step("sizes", package::check_sizes)?;
        steps.step("end to end", end_to_end)?;
    }
    steps.finish(if quick { "quick test" } else { "test" });
    Ok(())
}

/// Deploys the packaged functions to the emulator and drives them.
pub fn end_to_end() -> Result<()> {
    run(python::program("python").args(["-m", "pytest", "-p", "no:cacheprovider", "-q", "tests/e2e"]))
}

fn tests_of_time(zone: &str) -> Command {
    // The same selection as the step before, so nothing is compiled again; the filter is by test executable.
    let mut command = cargo(&[
        "test",
        "--locked",
        "--workspace",
        "--lib",
        "--test",
        "*",
        "--quiet",
        "--",
        "time",
        "day",
    ]);
    command.env("TZ", zone);
    command
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
