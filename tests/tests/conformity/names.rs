//! One name, six places: a function that is called differently somewhere is found by nobody.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use xtask::functions::{Function, Use};
use xtask::workspace::root;

use crate::functions;
use crate::templates::load;

fn listed(keep: impl Fn(&Function) -> bool) -> BTreeSet<String> {
    functions().into_iter().filter(keep).map(|f| f.name).collect()
}

/// Prints what one place has and the list has not, and the other way round.
fn assert_same(place: &str, found: &BTreeSet<String>, listed: &BTreeSet<String>) {
    let surplus: Vec<_> = found.difference(listed).collect();
    let missing: Vec<_> = listed.difference(found).collect();
    assert!(
        surplus.is_empty() && missing.is_empty(),
        "{place}: not in the list {surplus:?}, missing here {missing:?}"
    );
}

fn areas() -> BTreeSet<String> {
    functions().into_iter().map(|f| f.area).collect()
}

#[test]
fn every_function_has_its_binary() {
    let mut found = BTreeSet::new();
    for area in areas() {
        for entry in fs::read_dir(root().join(format!("functions/{area}/src/bin"))).unwrap() {
            let path = entry.unwrap().path();
            found.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_same("binaries", &found, &listed(|_| true));
}

#[test]
fn every_function_is_deployed_under_its_name() {
    let mut found = BTreeSet::new();
    for area in areas() {
        for (id, function) in load(&format!("functions/{area}.yaml")).resources("AWS::Lambda::Function") {
            let name = function["FunctionName"]["Sub"].as_str().unwrap_or_default();
            let name = name
                .strip_prefix("${Prefix}-")
                .unwrap_or_else(|| panic!("{id}: {name}"));
            assert_eq!(function["Code"], format!("../target/lambda/{name}").as_str());
            found.insert(name.to_owned());
        }
    }
    assert_same("FunctionName", &found, &listed(|_| true));
}

#[test]
fn every_function_has_a_sample_event() {
    let entries = fs::read_dir(root().join("events"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let found = files
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_same("events", &found, &listed(|_| true));
}

#[test]
fn every_route_leads_to_its_function() {
    let routes = load("infra/routes.yaml");
    let integrations = routes.resources("AWS::ApiGatewayV2::Integration");
    let target_of = |integration: &str| {
        let uri = integrations[integration]["IntegrationUri"]["Sub"]
            .as_str()
            .unwrap_or_default();
        uri.rsplit_once("${Prefix}-")
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default()
    };
    let mut found = BTreeSet::new();
    for (id, route) in routes.resources("AWS::ApiGatewayV2::Route") {
        let target = route["Target"]["Sub"].as_str().unwrap_or_default();
        let integration = target.trim_start_matches("integrations/${").trim_end_matches('}');
        let name = target_of(integration);
        let key = route["RouteKey"].as_str().unwrap_or_default();
        let leads_here = functions()
            .iter()
            .any(|f| f.name == name && f.routes().iter().any(|r| r.to_string() == key));
        assert!(leads_here, "{id}: {key} leads to {name}");
        found.insert(name);
    }
    assert_same("route targets", &found, &listed(Function::is_http));
}

#[test]
fn every_endpoint_is_described_under_its_name_and_route() {
    let text = fs::read_to_string(root().join("functions/platform/openapi.json")).expect("the stored OpenAPI document");
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            found.insert(id.to_owned());
            described.insert(format!("{} {path} {id}", method.to_uppercase()));
        }
    }
    assert_same("operationId", &found, &listed(Function::is_documented));
    for f in functions().into_iter().filter(Function::is_documented) {
        let some_route = f
            .routes()
            .iter()
            .any(|route| described.contains(&format!("{route} {}", f.name)));
        assert!(some_route, "{} is described under another route", f.name);
    }
}

#[test]
fn a_function_reads_tokens_when_its_description_takes_one_and_is_public_when_it_does_without() {
    let text = fs::read_to_string(root().join("functions/platform/openapi.json")).expect("the stored OpenAPI document");
    let document: Value = serde_json::from_str(&text).unwrap();
    let operations = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    for operation in operations {
        let Some(f) = functions()
            .into_iter()
            .find(|f| operation["operationId"] == f.name.as_str())
        else {
            continue;
        };
        let empty = Vec::new();
        let schemes = operation["security"].as_array().unwrap_or(&empty);
        let takes_token = schemes.iter().any(|scheme| scheme.get("bearer").is_some());
        let does_without = schemes.is_empty()
            || schemes
                .iter()
                .any(|scheme| scheme.as_object().is_some_and(|s| s.is_empty()));
        assert_eq!(takes_token, f.uses.contains(&Use::Tokens), "{}: tokens", f.name);
        assert_eq!(does_without, f.public, "{}: public", f.name);
    }
}

#[test]
fn every_function_has_its_module() {
    for f in functions() {
        let source = root().join(format!("functions/{}/src", f.area));
        let main = fs::read_to_string(source.join(format!("bin/{}.rs", f.name))).unwrap();
        let code: String = main
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let path = code
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
            .find(|word| word.starts_with(&format!("{}::", f.area)))
            .unwrap_or_else(|| panic!("{}: its main names nothing of its area", f.name));
        let modules: Vec<_> = path.split("::").skip(1).collect();
        let (_, modules) = modules.split_last().expect("a path has an end");
        let file = source.join(modules.join("/"));
        assert!(
            file.with_extension("rs").exists() || file.join("mod.rs").exists(),
            "{}: no module {path}",
            f.name
        );
        let words = modules.join("_");
        let name = f.name.replace('-', "_");
        assert!(
            name == words || name == format!("{}_{words}", f.area),
            "{} lives in {path}",
            f.name
        );
    }
}
