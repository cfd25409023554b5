//! How function binaries are linked for release in areas where one would be larger than its bound; their manifests name this file.
//!
//! The toolchain's own linker keeps the exception tables of code that it throws away, an eighth of a binary; the linker of the
//! GNU binutils, which comes with every C compiler, follows the tables from the code and drops them (decision 0011). A build
//! for another processor or C library brings a linker of its own and is left alone.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script speaks to cargo through its environment and output"
)]

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=../link.rs");
    let set = |name: &str| var(name).unwrap_or_default();
    let release = set("PROFILE") == "release";
    let own_linker = var("RUSTC_LINKER").is_err() && set("TARGET") == set("HOST");
    let gnu_linux = set("CARGO_CFG_TARGET_OS") == "linux" && set("CARGO_CFG_TARGET_ENV") == "gnu";
    if release && own_linker && gnu_linux {
        println!("cargo::rustc-link-arg-bins=-fuse-ld=bfd");
    }
}
