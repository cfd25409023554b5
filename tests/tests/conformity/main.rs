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

/// Front ends are written from the stored document, and its function serves it as it was built in.
#[test]
fn the_stored_openapi_document_is_that_of_the_handlers() {
    let stored = xtask::workspace::root().join("functions/platform/openapi.json");
    let stored = std::fs::read_to_string(stored).expect("the stored document");
    let current = local::openapi_json().expect("a document");
    let differs = stored
        .lines()
        .zip(current.lines())
        .find(|(stored, current)| stored != current);
    assert!(stored == current, "not current; run `cargo xtask openapi`: {differs:?}");
}

#[test]
fn function_binaries_hold_no_second_http_or_tls_stack() {
    let mut areas: Vec<_> = functions().into_iter().map(|f| f.area).collect();
    areas.dedup();
    xtask::dependency_tree::check(&areas).unwrap();
}
