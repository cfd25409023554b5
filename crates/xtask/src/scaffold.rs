//! `cargo xtask new-endpoint`: the files of an endpoint, in the places where the conformity tests look for them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::functions::{self, LIST, Route};
use crate::infra;
use crate::report::say;
use crate::workspace::root;

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
    create(&package.join(format!("src/{module}.rs")), &handler(name, area, route))?;
    create(
        &package.join(format!("src/bin/{name}.rs")),
        &thin_main(area, name, &module),
    )?;
    append(&package.join("Cargo.toml"), &target(name))?;
    append(&root.join(LIST), &row(area, name, route))?;
    for path in infra::write(&root)? {
        say(format!("wrote {}", path.display()));
    }
    say(format!(
        "next: `pub mod {module};` and its endpoint in functions/{area}/src/lib.rs, then grants in {LIST}"
    ));
    Ok(())
}

fn create(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path).with_context(|| format!("{} exists", path.display()))?;
    file.write_all(text.as_bytes())?;
    say(format!("wrote {}", path.display()));
    Ok(())
}

fn append(path: &Path, text: &str) -> Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(text.as_bytes())?;
    say(format!("added to {}", path.display()));
    Ok(())
}

fn thin_main(area: &str, name: &str, module: &str) -> String {
    format!(
        "//! `{name}`: see `{area}::{module}`.\nfn main() -> Result<(), runtime::Error> {{\n    \
         runtime::run_http({area}::{module}::endpoint)\n}}\n"
    )
}

fn target(name: &str) -> String {
    format!("\n[[bin]]\nname = \"{name}\"\npath = \"src/bin/{name}.rs\"\ntest = false\nbench = false\ndoc = false\n")
}

fn handler(name: &str, area: &str, route: &Route) -> String {
    include_str!("../templates/endpoint.rs.txt")
        .replace("{name}", name)
        .replace("{area}", area)
        .replace("{method}", &route.method.to_lowercase())
        .replace("{path}", &route.path)
        .replace("{parameters}", &path_parameters(&route.path))
}

/// What utoipa must be told of the ids in the path.
fn path_parameters(path: &str) -> String {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let described: Vec<_> = names.map(|name| format!("(\"{name}\" = String, Path)")).collect();
    if described.is_empty() {
        String::new()
    } else {
        format!("\n    params({}),", described.join(", "))
    }
}

fn row(area: &str, name: &str, route: &Route) -> String {
    format!(
        "\n[[function]]\nname = \"{name}\"\narea = \"{area}\"\nkind = \"http\"\nroutes = [\"{route}\"]\n\
         table = [\"GetItem\"]\nuses = [\"tokens\"]\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_is_laid_out_under_its_name_route_and_ids() {
        let route = Route::try_from("GET /api/v1/shops/{shop_id}/hours".to_owned()).unwrap();
        let text = handler("shops-hours", "shops", &route);
        assert!(text.contains("operation_id = \"shops-hours\""), "{text}");
        assert!(text.contains("path = \"/api/v1/shops/{shop_id}/hours\""), "{text}");
        assert!(text.contains("params((\"shop_id\" = String, Path))"), "{text}");
        assert!(text.contains("    get,\n"), "{text}");
    }
}
