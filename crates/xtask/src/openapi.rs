//! `cargo xtask openapi`: the API's description, taken from the handlers themselves.

use std::process::Command;

use anyhow::{Result, ensure};

use xtask::workspace::{cargo, output, root, run};

/// Where the document is kept; the docs function serves it from there.
const DOCUMENT: &str = "functions/platform/openapi.json";

/// Writes the document, or fails when the stored one differs. A program of the workspace prints it: this one would compile the
/// product once more for itself, and could not run while it does not compile.
pub fn write(check: bool) -> Result<()> {
    run(&mut cargo(&[
        "build",
        "--quiet",
        "--locked",
        "--workspace",
        "--example",
        "openapi",
    ]))?;
    let current = output(&mut Command::new(root().join("target/debug/examples/openapi")))?;
    let path = root().join(DOCUMENT);
    if check {
        ensure!(
            std::fs::read_to_string(&path).ok().as_deref() == Some(current.as_str()),
            "{DOCUMENT} is not current; run `cargo xtask openapi`"
        );
        return Ok(());
    }
    Ok(std::fs::write(path, current)?)
}
