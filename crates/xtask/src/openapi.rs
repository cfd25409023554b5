//! `cargo xtask openapi`: the API's description, taken from the handlers themselves.

use anyhow::Result;

use xtask::workspace::{cargo, run};

/// Where the document is kept; the docs function serves it from there.
#[cfg(feature = "openapi")]
const DOCUMENT: &str = "functions/platform/openapi.json";

/// Runs this command again with the product compiled in.
pub fn reinvoke(check: bool) -> Result<()> {
    let mut command = cargo(&[
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "openapi",
        "--",
        "openapi",
    ]);
    if check {
        command.arg("--check");
    }
    run(&mut command)
}

/// Writes the document, or fails when the stored one differs.
#[cfg(feature = "openapi")]
pub fn write(check: bool) -> Result<()> {
    let path = xtask::workspace::root().join(DOCUMENT);
    let current = local::openapi_json()?;
    if check {
        anyhow::ensure!(
            std::fs::read_to_string(&path).ok().as_deref() == Some(current.as_str()),
            "{DOCUMENT} is not current; run `cargo xtask openapi`"
        );
        return Ok(());
    }
    Ok(std::fs::write(path, current)?)
}

#[cfg(not(feature = "openapi"))]
pub fn write(check: bool) -> Result<()> {
    reinvoke(check)
}
