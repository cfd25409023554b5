//! `cargo xtask new-endpoint`: the files of an endpoint, in the places where the conformity tests look for them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::report::say;
use xtask::functions::{self, LIST, Route};
use xtask::infra;
use xtask::workspace::root;

/// Lays out the endpoint and brings what is generated up to date.
pub fn endpoint(area: &str, name: &str, route: &Route) -> Result<()> {
    let root = root();
    let package = root.join("functions").join(area);
    ensure!(package.join("src/lib.rs").exists(), "there is no area `{area}`");
    ensure!(
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
        "a function's name is lower-case words joined by -"
    );
    ensure!(functions::read(&root)?.iter().all(|f| f.name != name), "{name} exists");

    let module = name.strip_prefix(&format!("{area}-")).unwrap_or(name).replace('-', "_");
    create(&package.join(format!("src/{module}.rs")), &handler(name, route))?;
    create(&package.join(format!("src/bin/{name}.rs")), &thin_main(area, &module))?;
    let mut list = OpenOptions::new().append(true).open(root.join(LIST))?;
    write!(list, "{}", row(area, name, route))?;
    for path in infra::write(&root)? {
        say(format!("wrote {}", path.display()));
    }
    say(format!(
        "next: `pub mod {module};` and its router in functions/{area}/src/lib.rs, then grants in {LIST}"
    ));
    Ok(())
}

fn create(path: &Path, text: &str) -> Result<()> {
    let mut file = fs::File::create_new(path).with_context(|| format!("{} exists", path.display()))?;
    file.write_all(text.as_bytes())?;
    say(format!("wrote {}", path.display()));
    Ok(())
}

fn thin_main(area: &str, module: &str) -> String {
    format!("fn main() -> std::process::ExitCode {{\n    runtime::run_http({area}::{module}::endpoint)\n}}\n")
}

fn handler(name: &str, route: &Route) -> String {
    let method = route.method.to_lowercase();
    format!(
        "//! {route}\n\nuse utoipa_axum::{{router::OpenApiRouter, routes}};\n\n\
         /// The endpoint by itself, as its function serves it.\npub fn endpoint() -> OpenApiRouter<api::App> {{\n    \
         OpenApiRouter::new().routes(routes!(handle))\n}}\n\n\
         #[utoipa::path({method}, path = \"{}\", operation_id = \"{name}\", responses((status = 200)))]\n\
         async fn handle(_caller: api::Public) -> api::Answer<()> {{\n    api::Answer::ok(())\n}}\n",
        route.path
    )
}

fn row(area: &str, name: &str, route: &Route) -> String {
    format!(
        "\n[[function]]\nname = \"{name}\"\narea = \"{area}\"\nkind = \"http\"\nroutes = [\"{route}\"]\n\
         table = [\"GetItem\"]\nuses = [\"tokens\"]\n"
    )
}
