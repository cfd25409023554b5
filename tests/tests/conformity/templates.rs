//! The CloudFormation templates as values; `!Ref x` and `!Sub x` become `{Ref: x}` and `{Sub: x}`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_yaml_ng::{Mapping, Value};
use xtask::workspace::root;

/// One template and where it lies.
pub struct Template {
    pub path: String,
    pub text: String,
    pub value: Value,
}

/// The root template and every template it nests.
pub fn all() -> Vec<Template> {
    let root_template = load("template.yaml");
    let nested: Vec<_> = stacks(&root_template).values().map(|(path, _)| load(path)).collect();
    std::iter::once(root_template).chain(nested).collect()
}

pub fn load(path: &str) -> Template {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let value: Value = serde_yaml_ng::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
    Template {
        path: path.to_owned(),
        text,
        value: untagged(value),
    }
}

fn untagged(value: Value) -> Value {
    match value {
        Value::Tagged(tagged) => {
            let name = tagged.tag.to_string().trim_start_matches('!').to_owned();
            Value::Mapping(Mapping::from_iter([(Value::String(name), untagged(tagged.value))]))
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(untagged).collect()),
        Value::Mapping(map) => Value::Mapping(map.into_iter().map(|(k, v)| (k, untagged(v))).collect()),
        plain => plain,
    }
}

impl Template {
    /// The resources of one type: logical id and properties.
    pub fn resources(&self, kind: &str) -> BTreeMap<String, Value> {
        let Some(resources) = self.value["Resources"].as_mapping() else {
            return BTreeMap::new();
        };
        resources
            .iter()
            .filter(|(_, resource)| resource["Type"] == kind)
            .map(|(id, resource)| {
                (
                    id.as_str().unwrap_or_default().to_owned(),
                    resource["Properties"].clone(),
                )
            })
            .collect()
    }

    pub fn parameters(&self) -> BTreeSet<String> {
        keys(&self.value["Parameters"])
    }
}

pub fn keys(value: &Value) -> BTreeSet<String> {
    let Some(map) = value.as_mapping() else {
        return BTreeSet::new();
    };
    map.keys().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// One value or a list of them, as CloudFormation takes either.
pub fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Sequence(items) => items.iter().collect(),
        one => vec![one],
    }
}

/// The nested stacks of the root: path of the template and names of the parameters passed.
fn stacks(root_template: &Template) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let stacks = root_template.resources("AWS::CloudFormation::Stack");
    let described = stacks.into_iter().map(|(id, properties)| {
        let path = properties["TemplateURL"].as_str().unwrap_or_default().to_owned();
        (id, (path, keys(&properties["Parameters"])))
    });
    described.collect()
}

#[test]
fn the_root_passes_each_stack_exactly_what_it_asks_for() {
    for (id, (path, passed)) in stacks(&load("template.yaml")) {
        assert_eq!(load(&path).parameters(), passed, "{id} ({path})");
    }
}

#[test]
fn every_template_of_the_repository_is_deployed() {
    let deployed: BTreeSet<_> = all().into_iter().map(|t| t.path).collect();
    let mut found = BTreeSet::from(["template.yaml".to_owned()]);
    for folder in ["infra", "functions"] {
        let files = fs::read_dir(root().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let yaml = files.filter(|path: &PathBuf| path.extension().is_some_and(|e| e == "yaml"));
        found.extend(yaml.map(|path| format!("{folder}/{}", path.file_name().unwrap().to_string_lossy())));
    }
    assert_eq!(deployed, found);
}

#[test]
fn no_template_holds_a_secret() {
    for template in all() {
        for mark in [
            "AKIA",
            "BEGIN PRIVATE",
            "BEGIN EC",
            "BEGIN RSA",
            "SG.",
            "sk_live",
            "://user:",
            "NoEcho",
        ] {
            assert!(!template.text.contains(mark), "{} contains {mark}", template.path);
        }
        // What a function is given under such a name must come from outside, by reference.
        for (id, function) in template.resources("AWS::Lambda::Function") {
            let Some(variables) = function["Environment"]["Variables"].as_mapping() else {
                continue;
            };
            for (name, value) in variables {
                let name = name.as_str().unwrap_or_default();
                let sensitive = ["SECRET", "PASSWORD", "TOKEN", "KEY", "URL"]
                    .iter()
                    .any(|word| name.contains(word));
                assert!(
                    !sensitive || !value.is_string(),
                    "{id}: {name} is written out in {}",
                    template.path
                );
            }
        }
    }
}
