//! What no compiler checks: names that must agree, who may import whom, what the templates grant.

mod events;
mod imports;
mod mains;
mod names;
mod policies;
mod resources;
mod templates;

use xtask::functions::Function;

/// The functions as the list names them.
fn functions() -> Vec<Function> {
    xtask::functions::read(&xtask::workspace::root()).expect("the list of functions reads")
}

#[test]
fn generated_files_are_current() {
    xtask::infra::check(&xtask::workspace::root()).unwrap();
}

#[test]
fn function_binaries_hold_no_second_http_or_tls_stack() {
    let mut areas: Vec<_> = functions().into_iter().map(|f| f.area).collect();
    areas.dedup();
    xtask::dependency_tree::check(&areas).unwrap();
}
