//! Prints the OpenAPI document, taken from the handlers themselves; `cargo xtask openapi` stores it.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let document = local::openapi_json()?;
    std::io::stdout().lock().write_all(document.as_bytes())
}
