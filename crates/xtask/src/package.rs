//! `cargo xtask package`: one folder with a `bootstrap` per function, as the templates expect them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::report::say;
use xtask::functions::{self, Function};
use xtask::workspace::{self, root, run};

/// Every stripped function binary stays at or under this.
const LARGEST: u64 = 18_000_000;

/// Builds every function for release. The selection is always the whole workspace: another one would resolve other
/// features and compile the SDK again.
pub fn build() -> Result<()> {
    run(&mut workspace::cargo(&[
        "build",
        "--release",
        "--locked",
        "--workspace",
        "--bins",
    ]))
}

/// Builds with cargo-lambda, against the C library of the functions' runtime and for either processor.
pub fn build_with_cargo_lambda(arm64: bool) -> Result<()> {
    let processor = if arm64 { "--arm64" } else { "--x86-64" };
    let mut arguments = vec![
        "lambda",
        "build",
        "--release",
        "--locked",
        processor,
        "--lambda-dir",
        "target/lambda",
    ];
    let functions = functions::read(&root())?;
    for f in &functions {
        arguments.extend(["--bin", f.name.as_str()]);
    }
    run(&mut workspace::cargo(&arguments))
}

/// Copies the release binaries to `target/lambda/<name>/bootstrap`.
pub fn copy() -> Result<()> {
    for f in functions::read(&root())? {
        let built = root().join("target/release").join(&f.name);
        ensure!(
            built.exists(),
            "{} is not built; run `cargo build --release --workspace --bins`",
            f.name
        );
        let folder = packaged(&f);
        fs::create_dir_all(&folder)?;
        let bootstrap = folder.join("bootstrap");
        fs::copy(&built, &bootstrap).with_context(|| format!("copying {}", built.display()))?;
    }
    Ok(())
}

/// Reports the sizes and refuses a function that has grown past its bound.
pub fn check_sizes() -> Result<()> {
    let mut sizes = Vec::new();
    for f in functions::read(&root())? {
        let bootstrap = packaged(&f).join("bootstrap");
        let size = fs::metadata(&bootstrap)
            .with_context(|| format!("{} is not packaged", f.name))?
            .len();
        sizes.push((size, f.name));
    }
    sizes.sort();
    for (size, name) in sizes.iter().rev() {
        say(format!("{:>6.2} MB  {name}", megabytes(*size)));
    }
    let sum: u64 = sizes.iter().map(|(size, _)| size).sum();
    say(format!("{:>6.2} MB  in {} functions", megabytes(sum), sizes.len()));
    let (too_large, _): (Vec<_>, Vec<_>) = sizes.into_iter().partition(|(size, _)| *size > LARGEST);
    if !too_large.is_empty() {
        bail!("larger than {} MB: {too_large:?}", megabytes(LARGEST));
    }
    Ok(())
}

fn packaged(f: &Function) -> PathBuf {
    root().join("target/lambda").join(&f.name)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
