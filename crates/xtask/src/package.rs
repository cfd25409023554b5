//! `cargo xtask package`: one folder with a `bootstrap` per function, as the templates expect them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use xtask::functions::{self, Function};
use xtask::report::say;
use xtask::workspace::{self, root, run};

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
        let bytes = fs::metadata(&bootstrap)
            .with_context(|| format!("{} is not packaged", f.name))?
            .len();
        sizes.push((bytes as f64 / 1e6, f));
    }
    sizes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    for (megabytes, f) in &sizes {
        say(format!("{megabytes:>6.2} MB of {:<5} {}", f.largest, f.name));
    }
    let sum: f64 = sizes.iter().map(|(megabytes, _)| megabytes).sum();
    say(format!("{sum:>6.2} MB in {} functions", sizes.len()));
    let too_large: Vec<_> = sizes
        .iter()
        .filter(|(size, f)| *size > f.largest)
        .map(|(_, f)| &f.name)
        .collect();
    ensure!(too_large.is_empty(), "past their bound: {too_large:?}");
    Ok(())
}

fn packaged(f: &Function) -> PathBuf {
    root().join("target/lambda").join(&f.name)
}
