//! Who may import whom: the rules of the house over what cargo says of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};
use xtask::workspace::root;

use crate::functions;

/// The normal dependencies of every package of the workspace, by name.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .expect("cargo describes the workspace");
    let packages = metadata.packages.into_iter().map(|package| {
        let normal = package
            .dependencies
            .into_iter()
            .filter(|d| d.kind == DependencyKind::Normal)
            .map(|d| d.name);
        (package.name.to_string(), normal.collect())
    });
    packages.collect()
}

fn areas() -> BTreeSet<String> {
    functions().into_iter().map(|f| f.area).collect()
}

#[test]
fn our_crates_import_only_what_lies_below_them() {
    let imports = imports();
    let ours: BTreeSet<_> = imports.keys().cloned().collect();
    let rules: [(&str, &[&str]); 7] = [
        ("booking-rules", &[]),
        ("store", &["booking-rules"]),
        ("providers", &["booking-rules"]),
        ("documents", &[]),
        ("application", &["booking-rules", "store", "providers", "documents"]),
        ("api", &["booking-rules", "application"]),
        (
            "runtime",
            &["booking-rules", "store", "providers", "application", "api"],
        ),
    ];
    for (package, allowed) in rules {
        let allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
        let taken: BTreeSet<_> = imports[package].intersection(&ours).cloned().collect();
        let foreign: Vec<_> = taken.difference(&allowed).collect();
        assert!(foreign.is_empty(), "{package} imports {foreign:?}");
    }
}

#[test]
fn an_area_imports_no_other_area() {
    let (imports, areas) = (imports(), areas());
    for area in &areas {
        let others: Vec<_> = imports[area].intersection(&areas).collect();
        assert!(others.is_empty(), "{area} imports {others:?}");
    }
}

#[test]
fn each_outside_crate_stays_where_it_belongs() {
    let imports = imports();
    let mut with_http: BTreeSet<_> = ["api", "runtime", "local"].map(str::to_owned).into();
    with_http.extend(areas());
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let homes = [
        ("aws-sdk-", own(&["store", "providers", "runtime", "local"])),
        ("lambda_", own(&["runtime"])),
        ("reqwest", own(&["providers"])),
        ("axum", with_http.clone()),
        ("utoipa", with_http),
        ("dynoxide-rs", own(&["local"])),
        ("testkit", own(&[])),
    ];
    for (package, taken) in imports
        .iter()
        .filter(|(name, _)| !["tests", "testkit"].contains(&name.as_str()))
    {
        for (prefix, home) in &homes {
            let strangers: Vec<_> = taken.iter().filter(|name| name.starts_with(prefix)).collect();
            assert!(
                strangers.is_empty() || home.contains(package),
                "{package} imports {strangers:?}"
            );
        }
    }
}

#[test]
fn only_mains_and_the_local_system_know_the_runtime() {
    let importers: BTreeSet<_> = imports()
        .into_iter()
        .filter(|(_, taken)| taken.contains("runtime"))
        .map(|(name, _)| name)
        .collect();
    let mut allowed = areas();
    allowed.insert("local".to_owned());
    assert!(importers.is_subset(&allowed), "{importers:?}");
    // An area depends on the runtime for its mains; its library must not.
    for area in areas() {
        for path in sources(&root().join(format!("functions/{area}/src"))) {
            let source = fs::read_to_string(&path).unwrap();
            let in_main = path.components().any(|part| part.as_os_str() == "bin");
            assert!(
                in_main || !source.contains("runtime::"),
                "{} knows the runtime",
                path.display()
            );
        }
    }
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
